"""Figures and references in the admin."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail.admin.ui.tables import UpdatedAtColumn
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from .figures import get_figure_model
from .forms import FigureForm
from .models import Reference

CODE = {"rows": 10, "spellcheck": "false"}


class FigureViewSet(SnippetViewSet):
    model = get_figure_model()
    icon = "image"
    menu_label = _("Figures")
    list_display = ["title", "key", "licence", UpdatedAtColumn()]
    list_filter = ["live", "licence"]
    list_per_page = 50
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldPanel("title"),
            FieldPanel("key"),
            MultiFieldPanel(
                [
                    FieldPanel("svg_file"),
                    FieldPanel("svg", widget=forms.Textarea(attrs=CODE)),
                    FieldPanel("image"),
                ],
                heading=_("Drawing or image"),
            ),
            FieldPanel("alt"),
            FieldPanel("description"),
            FieldRowPanel([FieldPanel("credit"), FieldPanel("licence")]),
            FieldPanel("structures", widget=forms.Textarea(attrs=CODE)),
            *get_figure_model().extra_panels,
        ],
        base_form_class=FigureForm,
    )


class ReferenceViewSet(SnippetViewSet):
    model = Reference
    icon = "doc-full"
    menu_label = _("References")
    list_display = ["title", "authors", "year", "kind", "checked", "key"]
    list_filter = ["kind", "checked"]
    list_per_page = 50
    copy_view_enabled = False
    panels = [
        FieldPanel("title"),
        FieldRowPanel([FieldPanel("key"), FieldPanel("kind")]),
        FieldPanel("authors"),
        FieldRowPanel(
            [FieldPanel("source"), FieldPanel("year"), FieldPanel("locator")]
        ),
        FieldRowPanel([FieldPanel("doi"), FieldPanel("pmid")]),
        FieldPanel("url"),
        FieldPanel("checked"),
        FieldPanel("finding"),
    ]


class MediaGroup(SnippetViewSetGroup):
    items = (FigureViewSet, ReferenceViewSet)
    menu_label = _("Figures and references")
    menu_icon = "image"
    menu_order = 320
