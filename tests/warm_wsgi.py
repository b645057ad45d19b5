"""The site with everything imported, so that a worker forked from it starts at once."""

from django.urls import resolve

from cms.wsgi import application

resolve("/healthz")

__all__ = ["application"]
