"""Headers and the time zone of a request."""

import zoneinfo

from django.utils import timezone

from .settings.content_policy import ADMIN_POLICY

UNUSED_FEATURES = (
    "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), "
    "microphone=(), payment=(), usb=(), browsing-topics=()"
)
SAME_FOR_EVERYBODY = ("/library/figures/", "/uploads/", "/healthz")


class PermissionsPolicyMiddleware:
    """Tells browsers which of their features no page here ever asks for."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", UNUSED_FEATURES)
        return response


class AdminContentPolicyMiddleware:
    """Gives Wagtail's pages the looser policy they need; the rest keeps the strict one.

    Stands after the CSP middleware: that one leaves a header alone that is there.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.path_info.startswith("/admin/"):
            policy = response.headers.get("Content-Security-Policy", ADMIN_POLICY)
            # A preview is a page of the site, strict as it is, in a frame of the editor.
            response.headers["Content-Security-Policy"] = policy.replace(
                "frame-ancestors 'none'", "frame-ancestors 'self'"
            )
        return response


class TimeZoneMiddleware:
    """Shows times in the zone of the person's profile; others see UTC.

    What is the same for everybody says no time, and must not cost two queries for the
    session and its user, nor depend on a cookie.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if request.path_info.startswith(SAME_FOR_EVERYBODY):
            return self.get_response(request)
        name = getattr(request.user, "time_zone", "")
        try:
            zone = zoneinfo.ZoneInfo(name) if name else None
        except (zoneinfo.ZoneInfoNotFoundError, ValueError):
            zone = None  # a zone that this machine's data doesn't have (any more)
        with timezone.override(zone):
            return self.get_response(request)
