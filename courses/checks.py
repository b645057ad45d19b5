"""What a site may have forgotten when it installed the courses app."""

from typing import Any

from django.conf import global_settings, settings
from django.core import checks
from django.db import connections
from django.shortcuts import resolve_url
from django.urls import NoReverseMatch, Resolver404, get_resolver, resolve, reverse

# What each missing include is called, its namespace and its module.
NAMESPACES = {
    "ce_courses.E001": ("ce_courses", "courses.urls"),
    "ce_courses.E002": ("ce_quizzes", "quizzes.urls"),
    "ce_courses.E004": ("ce_media", "media.urls"),
}


def check_addresses(
    app_configs: Any = None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """The plugin's own addresses, the short way to lessons, and the sign-in page."""
    if not getattr(settings, "ROOT_URLCONF", None):
        return []
    known = get_resolver().namespace_dict
    errors: list[checks.CheckMessage] = [
        checks.Error(
            f"The addresses of {module} are not part of the site.",
            hint=f'Add path("…/", include("{module}")) to {settings.ROOT_URLCONF}, '
            'before include("wagtail.urls").',
            id=ident,
        )
        for ident, (name, module) in NAMESPACES.items()
        if name not in known
    ]
    return [*errors, *_check_serve(), *_check_sign_in()]


def check_time_zones(
    app_configs: Any = None, **kwargs: Any
) -> list[checks.CheckMessage]:
    if settings.USE_TZ:
        return []
    return [
        checks.Error(
            "USE_TZ is off: active time and deadlines would break when clocks change.",
            hint="Set USE_TZ = True.",
            id="ce_courses.E003",
        )
    ]


def check_sqlite(
    app_configs: Any = None, databases: Any = None, **kwargs: Any
) -> list[checks.CheckMessage]:
    """Only asked with ``check --database`` and by ``migrate``."""
    found = []
    for alias in databases or ():
        connection = connections[alias]
        mode = connection.settings_dict.get("OPTIONS", {}).get("transaction_mode")
        if connection.vendor == "sqlite" and (mode or "").upper() != "IMMEDIATE":
            found.append(
                checks.Warning(
                    f'The SQLite database "{alias}" starts transactions late: two '
                    "learners who save at once may get an error.",
                    hint='Set OPTIONS = {"transaction_mode": "IMMEDIATE", '
                    '"timeout": 20, "init_command": "PRAGMA journal_mode=WAL;"}.',
                    id="ce_courses.W003",
                )
            )
    return found


def _check_serve() -> list[checks.CheckMessage]:
    from courses.views.serve import serve  # inline: checks load before the apps' views

    try:
        found = resolve(reverse("wagtail_serve", args=["some/lesson/"]))
    except (NoReverseMatch, Resolver404):
        return []  # the site serves no pages, or in a way of its own
    if found.func is serve:
        return []
    return [
        checks.Warning(
            "Lessons are served by Wagtail's walk through the page tree, which costs "
            "several queries a level.",
            hint="Add re_path(wagtail_urls.serve_pattern, courses.views.serve.serve, "
            'name="wagtail_serve") before include("wagtail.urls").',
            id="ce_courses.W001",
        )
    ]


def _check_sign_in() -> list[checks.CheckMessage]:
    name = "WAGTAIL_FRONTEND_LOGIN_URL"
    wanted = getattr(settings, name, None) or settings.LOGIN_URL
    try:
        address = resolve_url(wanted)
        if not address.startswith("/"):
            return []  # on another server
        found = resolve(address)
    except (NoReverseMatch, Resolver404):
        found = None
    # Wagtail's pattern takes whatever is left over, also Django's default address.
    left_over = found is not None and found.url_name == "wagtail_serve"
    if found is not None and not (left_over and wanted == global_settings.LOGIN_URL):
        return []
    return [
        checks.Warning(
            f"Learners are sent to {wanted} to sign in, which leads nowhere.",
            hint=f"Set LOGIN_URL or {name} to the sign-in page of the site.",
            id="ce_courses.W002",
        )
    ]


def register() -> None:
    checks.register(check_addresses, checks.Tags.urls)
    checks.register(check_time_zones)
    checks.register(check_sqlite, checks.Tags.database)
