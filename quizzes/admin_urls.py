"""Addresses below the admin of what belongs to no snippet: queues, imports, reports."""

from django.urls import URLPattern, URLResolver, path

from .queue_urls import urlpatterns as of_queue
from .statistics_urls import of_quizzes
from .views import exchange, export, regrade

app_name = "ce_quizzes_admin"
urlpatterns: list[URLPattern | URLResolver] = [
    *of_quizzes,
    *of_queue,
    path("imports/", exchange.ImportsView.as_view(), name="imports"),
    path("imports/new/", exchange.ImportNewView.as_view(), name="import_new"),
    path(
        "imports/template/<slug:key>/",
        exchange.ImportTemplateView.as_view(),
        name="import_template",
    ),
    path("imports/<uuid:uuid>/", exchange.BatchView.as_view(), name="import_batch"),
    path(
        "imports/<uuid:uuid>/preview/",
        exchange.PreviewView.as_view(),
        name="import_preview",
    ),
    path(
        "imports/<uuid:uuid>/commit/",
        exchange.CommitView.as_view(),
        name="import_commit",
    ),
    path(
        "imports/<uuid:uuid>/discard/",
        exchange.DiscardView.as_view(),
        name="import_discard",
    ),
    path("imports/<uuid:uuid>/undo/", exchange.UndoView.as_view(), name="import_undo"),
    path("export/", export.ExportView.as_view(), name="export"),
    path("regrades/", regrade.RegradesView.as_view(), name="regrades"),
    path("regrades/new/", regrade.RegradeNewView.as_view(), name="regrade_new"),
    path(
        "regrades/preview/",
        regrade.RegradePreviewView.as_view(),
        name="regrade_preview",
    ),
    path("regrades/<int:pk>/", regrade.RegradeView.as_view(), name="regrade"),
]
