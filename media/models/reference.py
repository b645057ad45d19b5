from django.core.validators import RegexValidator
from django.db import models
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.models import PreviewableMixin
from wagtail.search import index

from media.enums import Checked, ReferenceKind


class Reference(PreviewableMixin, index.Indexed, models.Model):
    """A publication that lessons, questions and claims cite."""

    key = models.SlugField(
        _("key"),
        max_length=100,
        unique=True,
        help_text=_("Short name that course files use; never changes its meaning."),
    )
    kind = models.CharField(
        _("kind"),
        max_length=20,
        choices=ReferenceKind.choices,
        default=ReferenceKind.ARTICLE,
    )
    authors = models.CharField(_("authors"), max_length=500, blank=True)
    title = models.CharField(_("title"), max_length=500)
    source = models.CharField(
        _("source"),
        max_length=300,
        blank=True,
        help_text=_("Journal, publisher or site."),
    )
    year = models.PositiveSmallIntegerField(_("year"), null=True, blank=True)
    locator = models.CharField(
        _("locator"),
        max_length=200,
        blank=True,
        help_text=_("Volume, issue and pages, or article number."),
    )
    doi = models.CharField(
        _("DOI"),
        max_length=200,
        blank=True,
        validators=[
            RegexValidator(r"^10\.\d{4,9}/\S+$", _("A DOI looks like 10.1000/182."))
        ],
    )
    pmid = models.CharField(
        _("PubMed ID"),
        max_length=20,
        blank=True,
        validators=[RegexValidator(r"^\d+$", _("A PubMed ID is a number."))],
    )
    url = models.URLField(_("web address"), max_length=500, blank=True)
    checked = models.CharField(
        _("checked"),
        max_length=20,
        choices=Checked.choices,
        default=Checked.UNCONFIRMED,
        help_text=_("How much of the publication was seen."),
    )
    finding = models.TextField(
        _("finding"), blank=True, help_text=_("What it found, in our own words.")
    )

    search_fields = [
        index.SearchField("title", boost=3),
        index.SearchField("authors"),
        index.SearchField("source"),
        index.SearchField("key"),
        index.SearchField("finding"),
        index.AutocompleteField("title"),
        index.AutocompleteField("authors"),
        index.AutocompleteField("key"),
        index.FilterField("kind"),
        index.FilterField("checked"),
    ]

    class Meta:
        verbose_name = _("reference")
        verbose_name_plural = _("references")
        ordering = ["authors", "year", "key"]

    def __str__(self):
        return self.short()

    def short(self):
        """Return the few words that stand for it in a margin: "Heese 1991"."""
        name = self.authors.split(",")[0].strip() or self.title
        surname = name.rsplit(" ", 1)
        if len(surname) == 2 and surname[1].isupper() and len(surname[1]) <= 3:
            name = surname[0]
        return f"{name} {self.year}" if self.year else name

    @property
    def link(self):
        """Return the address of the publication: DOI, then PubMed, then its own."""
        if self.doi:
            return f"https://doi.org/{self.doi}"
        if self.pmid:
            return f"https://pubmed.ncbi.nlm.nih.gov/{self.pmid}/"
        return self.url

    def plain(self):
        """Return the citation as one line of text."""
        parts = [self.authors, self.title, self._where()]
        text = " ".join(f"{part.rstrip('.')}." for part in parts if part)
        if self.doi:
            text = f"{text} doi:{self.doi}"
        elif self.pmid:
            text = f"{text} PMID {self.pmid}"
        return text

    def citation_html(self):
        """Return the citation as safe HTML, the title linked where it has an address."""
        pieces = []
        if self.authors:
            pieces.append(format_html("{}.", self.authors.rstrip(".")))
        title = format_html("<cite>{}</cite>", self.title.rstrip("."))
        if self.link:
            title = format_html('<a href="{}">{}</a>', self.link, title)
        pieces.append(format_html("{}.", title))
        if self._where():
            pieces.append(format_html("{}.", self._where()))
        if self.doi:
            pieces.append(format_html("doi:{}", self.doi))
        elif self.pmid:
            pieces.append(format_html("PMID {}", self.pmid))
        if self.checked == Checked.UNCONFIRMED:
            pieces.append(format_html("({})", gettext("not yet confirmed")))
        return format_html_join(mark_safe(" "), "{}", ((piece,) for piece in pieces))

    def _where(self):
        return ", ".join(
            part
            for part in (
                self.source.rstrip("."),
                str(self.year) if self.year else "",
                self.locator.rstrip("."),
            )
            if part
        )

    def get_preview_template(self, request, mode_name):
        return "ce_media/reference_preview.html"

    def get_preview_context(self, request, mode_name):
        return {**super().get_preview_context(request, mode_name), "reference": self}
