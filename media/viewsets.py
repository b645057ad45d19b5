"""Figures and references in the admin."""

import django_filters
from django import forms
from django.urls import path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from taggit.models import Tag
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    MultiFieldPanel,
    ObjectList,
    TitleFieldPanel,
)
from wagtail.admin.ui.tables import Column, UpdatedAtColumn
from wagtail.snippets.views.chooser import (
    ChooseResultsView,
    ChooseView,
    SnippetChooserViewSet,
)
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from .figures import get_figure_model
from .forms import FigureForm
from .models import FigureTag, Reference
from .video_viewset import VideoViewSet
from .views.stage import StageView, ThumbnailView
from .widgets import StructuresInput

CODE = {"rows": 10, "spellcheck": "false"}


def tags_of_figures(request):
    used = FigureTag.objects.values("tag")
    return Tag.objects.filter(pk__in=used).order_by("name")


class FigureFilterSet(WagtailFilterSet):
    tag = django_filters.ModelChoiceFilter(
        field_name="tagged_items__tag",
        queryset=tags_of_figures,
        distinct=True,
        label=_("Tag"),
    )

    class Meta:
        model = get_figure_model()
        fields = ["live", "collection", "tag", "licence"]


class ThumbnailColumn(Column):
    """A small picture of each figure, fetched when it is near."""

    cell_template_name = "ce_media/admin/thumbnail_cell.html"

    def __init__(self):
        super().__init__("thumbnail", label=_("Picture"), width="88px")

    def get_value(self, instance):
        name = get_figure_model().snippet_viewset.get_url_name("thumbnail")
        stamp = instance.latest_revision_id or 0
        return f"{reverse(name, args=[instance.pk])}?{stamp}"


class ThumbnailColumnMixin:
    @property
    def columns(self):
        title, *others = super().columns
        return [title, ThumbnailColumn(), *others]


class FigureChooseView(ThumbnailColumnMixin, ChooseView):
    pass


class FigureChooseResultsView(ThumbnailColumnMixin, ChooseResultsView):
    pass


class FigureChooserViewSet(SnippetChooserViewSet):
    choose_view_class = FigureChooseView
    choose_results_view_class = FigureChooseResultsView


class FigureViewSet(SnippetViewSet):
    model = get_figure_model()
    icon = "image"
    menu_label = _("Figures")
    list_display = [
        "title",
        ThumbnailColumn(),
        "key",
        "licence",
        UpdatedAtColumn(),
    ]
    filterset_class = FigureFilterSet
    list_per_page = 50
    copy_view_enabled = False
    chooser_viewset_class = FigureChooserViewSet
    edit_handler = ObjectList(
        [
            TitleFieldPanel("title", targets=["key"]),
            FieldPanel("key"),
            MultiFieldPanel(
                [FieldPanel("svg_file"), FieldPanel("image")],
                heading=_("Drawing or image"),
            ),
            FieldPanel("structures", widget=StructuresInput),
            MultiFieldPanel(
                [FieldPanel("svg", widget=forms.Textarea(attrs=CODE))],
                heading=_("Drawing as text"),
                classname="collapsed",
            ),
            FieldPanel("alt"),
            FieldPanel("description"),
            FieldRowPanel([FieldPanel("credit"), FieldPanel("licence")]),
            FieldRowPanel([FieldPanel("collection"), FieldPanel("tags")]),
            *get_figure_model().extra_panels,
        ],
        base_form_class=FigureForm,
    )

    @cached_property
    def stage_view(self):
        return self.construct_view(StageView)

    @cached_property
    def thumbnail_view(self):
        return self.construct_view(ThumbnailView)

    def get_urlpatterns(self):
        return [
            *super().get_urlpatterns(),
            path("stage/", self.stage_view, name="stage"),
            path(
                f"thumbnail/<{self.pk_path_converter}:pk>/",
                self.thumbnail_view,
                name="thumbnail",
            ),
        ]


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
    items = (FigureViewSet, VideoViewSet, ReferenceViewSet)
    menu_label = _("Figures and references")
    menu_icon = "image"
    menu_order = 320
