"""Answers to requests that are refused before any view sees them."""

from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.views.defaults import bad_request as plain_bad_request


def bad_request(request, exception):
    """Say what to do when a form held too much; else answer as Django does.

    The page is made without the request: its host or session may be what was wrong.
    """
    if isinstance(exception, RequestDataTooBig):
        return HttpResponse(render_to_string("413.html"), status=413)
    return plain_bad_request(request, exception)
