"""Stands in for ``wagtail.urls``: the same addresses, with the short way to lessons.

Wagtail's catch-all pattern also fits its own sign-in and page-password addresses, so
the short cut must come after those and take the place of the catch-all.
"""

from django.urls import re_path
from wagtail import urls as wagtail_urls

from .views.serve import serve

urlpatterns = [
    *(one for one in wagtail_urls.urlpatterns if one.name != "wagtail_serve"),
    re_path(wagtail_urls.serve_pattern, serve, name="wagtail_serve"),
]
