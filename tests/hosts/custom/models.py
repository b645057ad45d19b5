"""The models of a site that shares none of Wagtail's and Django's defaults."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.images.models import AbstractImage, AbstractRendition, Image
from wagtail.models import AbstractPage

from media.models import AbstractFigure


class MemberManager(BaseUserManager):
    def create_user(self, member_number, password=None, **fields):
        member = self.model(member_number=member_number, **fields)
        member.set_password(password)
        member.save(using=self._db)
        return member

    def create_superuser(self, member_number, password=None, **fields):
        fields = {"is_superuser": True, **fields}
        return self.create_user(member_number, password, **fields)


class Member(AbstractBaseUser, PermissionsMixin):
    """Signs in by number. No username, no first or last name, no ``email``."""

    member_number = models.CharField(max_length=20, unique=True)
    mail = models.EmailField(blank=True)
    full_name = models.CharField(max_length=200, blank=True)
    is_active = models.BooleanField(default=True)

    USERNAME_FIELD = "member_number"
    EMAIL_FIELD = "mail"
    REQUIRED_FIELDS = []

    objects = MemberManager()

    def __str__(self):
        return self.full_name or self.member_number

    def get_full_name(self):
        return self.full_name


class SitePage(AbstractPage):
    """The base of every page of this site. No SEO title, nothing about menus."""

    section = models.CharField(max_length=50, blank=True)


class StartPage(SitePage):
    template = "host/start_page.html"


class Picture(AbstractImage):
    photographer = models.CharField(max_length=200, blank=True)

    admin_form_fields = (*Image.admin_form_fields, "photographer")


class PictureRendition(AbstractRendition):
    image = models.ForeignKey(Picture, models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"],
                name="host_picture_rendition_unique",
            )
        ]


class Plate(AbstractFigure):
    """A figure of this site also knows who paid for it."""

    sponsor = models.CharField(max_length=200, blank=True)

    extra_panels = [FieldPanel("sponsor")]

    class Meta(AbstractFigure.Meta):
        verbose_name = "plate"
        verbose_name_plural = "plates"
