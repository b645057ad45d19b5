"""A host of the plugin that is not the reference site, with models all its own.

``DJANGO_SETTINGS_MODULE=tests.settings.custom_host pytest tests/hosts``
"""

import django

SECRET_KEY = "tests"
DEBUG = False
ALLOWED_HOSTS = ["*"]

WAGTAIL_PAGE_MODEL = "host.SitePage"
WAGTAILIMAGES_IMAGE_MODEL = "host.Picture"
CE_MEDIA_FIGURE_MODEL = "host.Plate"
WAGTAILIMAGES_IMAGE_FORM_BASE = "tests.hosts.custom.forms.PictureForm"
AUTH_USER_MODEL = "host.Member"

INSTALLED_APPS = [
    "tests.hosts.custom.apps.HostConfig",
    "courses",
    "quizzes.trainers",
    "quizzes",
    "media",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "django_filters",
    "modelcluster",
    "taggit",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
]
MIDDLEWARE = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
ROOT_URLCONF = "tests.hosts.custom.urls"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
DATABASES = {
    "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"},
}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
if django.VERSION >= (6, 1):
    MAILERS = {
        "default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"},
    }
LANGUAGE_CODE = "en-us"
USE_TZ = True
TIME_ZONE = "America/Chicago"
STATIC_URL = "/static/"
MEDIA_URL = "/uploads/"
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"
LOGIN_URL = "wagtailcore_login"
WAGTAIL_SITE_NAME = "Host"
WAGTAILADMIN_BASE_URL = "http://testserver"
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
