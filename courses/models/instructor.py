"""Who teaches, and what they have disclosed."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.search import index


class Instructor(index.Indexed, models.Model):
    key = models.SlugField(_("key"), unique=True, max_length=80)
    name = models.CharField(_("name"), max_length=200)
    credentials = models.CharField(
        _("credentials"),
        max_length=200,
        blank=True,
        help_text=_("For example: DC, MSc"),
    )
    biography = RichTextField(
        _("biography"), blank=True, features=["bold", "italic", "link", "ul"]
    )

    panels = [
        FieldPanel("name"),
        FieldPanel("credentials"),
        FieldPanel("biography"),
        FieldPanel("key"),
    ]
    search_fields = [
        index.SearchField("name"),
        index.AutocompleteField("name"),
    ]

    class Meta:
        verbose_name = _("instructor")
        verbose_name_plural = _("instructors")
        ordering = ["name"]

    def __str__(self):
        return f"{self.name}, {self.credentials}" if self.credentials else self.name

    def current_disclosure(self):
        """The newest disclosure, or None. Uses prefetched rows where there are any."""
        rows = sorted(self.disclosures.all(), key=lambda row: row.disclosed_on)
        return rows[-1] if rows else None


class Disclosure(models.Model):
    """What an instructor declared on a day; "Nothing to disclose." included."""

    instructor = models.ForeignKey(
        Instructor,
        models.CASCADE,
        related_name="disclosures",
        verbose_name=_("instructor"),
    )
    text = models.TextField(_("disclosure"), default="Nothing to disclose.")
    disclosed_on = models.DateField(_("disclosed on"))

    panels = [
        FieldPanel("instructor"),
        FieldPanel("text"),
        FieldPanel("disclosed_on"),
    ]

    class Meta:
        verbose_name = _("disclosure")
        verbose_name_plural = _("disclosures")
        ordering = ["-disclosed_on"]

    def __str__(self):
        return f"{self.instructor} ({self.disclosed_on})"
