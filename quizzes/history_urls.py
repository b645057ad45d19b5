"""Addresses of versions, differences, uses and duplicates of questions."""

from django.urls import URLPattern, URLResolver, path

from .views import history

of_questions: list[URLPattern | URLResolver] = [
    path("versions/<int:pk>/", history.VersionsView.as_view(), name="versions"),
    path("versions/<int:pk>/compare/", history.DiffView.as_view(), name="diff"),
    path("where-used/<int:pk>/", history.WhereUsedView.as_view(), name="where_used"),
    path("duplicates/", history.DuplicatesView.as_view(), name="duplicates"),
]
