"""Pages of the reference site that are not the plugin's."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.fields import RichTextField
from wagtail.models import Page

from courses.domain import catalogue
from courses.models import CourseIndexPage

from .evidence import VERDICTS


class HomePage(Page):
    """The front door: a plate, what this site is, its courses, its way with evidence."""

    introduction = RichTextField(
        blank=True,
        features=["bold", "italic", "link"],
        verbose_name=_("introduction"),
        help_text=_("Two or three sentences under the title."),
    )
    evidence = RichTextField(
        blank=True,
        features=["bold", "italic", "link", "ul"],
        verbose_name=_("what is known, and what is not"),
        help_text=_("How the courses of this site deal with evidence."),
    )
    content_panels = [
        *Page.content_panels,
        FieldPanel("introduction"),
        FieldPanel("evidence"),
    ]
    max_count = 1
    template = "sot_site/home.html"

    class Meta:
        verbose_name = _("home page")

    def get_context(self, request, *args, **kwargs):
        index = CourseIndexPage.objects.live().descendant_of(self).first()
        courses = catalogue.courses_in(index) if index else []
        return {
            **super().get_context(request, *args, **kwargs),
            "cards": catalogue.cards(courses=courses, learner=request.user),
            "verdicts": VERDICTS,
        }
