"""Terms that lessons use, with their Latin."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel
from wagtail.search import index


class GlossaryTerm(index.Indexed, models.Model):
    """A lesson names a term as ``[[key]]`` or ``[[key|other words]]``."""

    key = models.SlugField(
        _("key"),
        unique=True,
        max_length=80,
        help_text=_("Lessons refer to the term by this: [[key]]. Don't change it."),
    )
    term = models.CharField(_("term"), max_length=200)
    latin = models.CharField(_("Latin"), max_length=200, blank=True)
    definition = models.TextField(_("definition"))

    panels = [
        FieldPanel("term"),
        FieldPanel("latin"),
        FieldPanel("definition"),
        FieldPanel("key"),
    ]
    search_fields = [
        index.SearchField("term", boost=3),
        index.SearchField("latin"),
        index.SearchField("definition"),
        index.AutocompleteField("term"),
    ]

    class Meta:
        verbose_name = _("glossary term")
        verbose_name_plural = _("glossary terms")
        ordering = ["term"]

    def __str__(self):
        return self.term

    @property
    def letter(self) -> str:
        """The heading that the term stands under."""
        return self.term[:1].upper()
