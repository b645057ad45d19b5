"""Pages of the reference site that are not the plugin's."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page


class HomePage(Page):
    """The front door: what this site is for, and the way to the courses."""

    introduction = RichTextField(
        blank=True, features=["bold", "italic", "link"], verbose_name=_("introduction")
    )
    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    max_count = 1
    template = "sot_site/home.html"

    class Meta:
        verbose_name = _("home page")
