"""Settings for a machine that others reach: what ``make serve`` uses.

``PLAIN_HTTP=1`` is for trying these settings on one's own machine, without TLS.
"""

from . import environment as env
from .base import *  # noqa: F403
from .base import DATABASES, MIDDLEWARE, urlsplit

DEBUG = False
DEMO_ACCOUNTS = False
SECRET_KEY = env.secret_key("SECRET_KEY")
SITE_URL = env.site_url("SITE_URL")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", [urlsplit(SITE_URL).hostname])

PLAIN_HTTP = env.flag("PLAIN_HTTP")
if not PLAIN_HTTP and urlsplit(SITE_URL).scheme != "https":
    raise env.SettingError(
        "SITE_URL",
        "must begin with https://. To try production settings on your own machine "
        "over plain HTTP, set PLAIN_HTTP=1.",
    )
SECURE_SSL_REDIRECT = not PLAIN_HTTP
SESSION_COOKIE_SECURE = not PLAIN_HTTP
CSRF_COOKIE_SECURE = not PLAIN_HTTP
SECURE_HSTS_SECONDS = 0 if PLAIN_HTTP else env.number("HSTS_SECONDS", 31_536_000)
# A load balancer asks for /healthz inside its own network.
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
if env.flag("BEHIND_PROXY"):
    # Only right where the proxy sets this header itself and drops what a client sent.
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    # Tries to sign in are counted per address: the one that the proxy saw.
    ALLAUTH_TRUSTED_PROXY_COUNT = 1
# Other names under the same domain, and browsers' preload lists, are not this site's
# to decide about.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "cms.staticfiles.SiteStaticFilesStorage"},
}
MIDDLEWARE = [
    MIDDLEWARE[0],
    # Static files are compressed when they are collected; pages when they are sent.
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    *MIDDLEWARE[1:],
]

# Opening SQLite costs as much as two requests: it reads the whole schema.
DATABASES["default"]["CONN_MAX_AGE"] = 60
if DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql":
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "fmt": "%(asctime)s %(levelname)s %(name)s %(message)s",
            "rename_fields": {
                "asctime": "time",
                "levelname": "level",
                "name": "logger",
            },
        }
    },
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "json"},
    },
    "root": {"handlers": ["stderr"], "level": env.text("LOG_LEVEL", "INFO").upper()},
    "loggers": {
        # Django's own handlers would print the same lines again, as plain text or mail.
        "django": {"handlers": [], "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
    },
}
