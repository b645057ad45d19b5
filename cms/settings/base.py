"""Settings that every way of running the reference site shares.

What differs between machines comes from the environment, typed, and fails at once with
the name of the variable. Everything has an embedded default: SQLite, memory cache,
console mail, files under ``var/``. ``docs/operators.md`` has the table.
"""

from pathlib import Path
from urllib.parse import urlsplit

from django import VERSION as DJANGO_VERSION

from . import environment as env
from .content_policy import SITE_POLICY

BASE_DIR = Path(__file__).resolve().parents[2]
VAR = BASE_DIR / "var"

SITE_NAME = env.text("SITE_NAME", "SOT Academy")
SITE_URL = env.site_url("SITE_URL", "http://localhost:8000")
ALLOWED_HOSTS = env.words(
    "ALLOWED_HOSTS",
    [urlsplit(SITE_URL).hostname, "localhost", "127.0.0.1", "[::1]"],
)
CSRF_TRUSTED_ORIGINS = [SITE_URL]
CONTACT_EMAIL = env.text("CONTACT_EMAIL", "office@example.org")
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", f"{SITE_NAME} <{CONTACT_EMAIL}>")
SERVER_EMAIL = env.text("SERVER_EMAIL", CONTACT_EMAIL)

INSTALLED_APPS = [
    "cms",
    "courses",
    "quizzes.trainers",
    "quizzes",
    "media",
    "allauth",
    "allauth.account",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.typed_table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "cms.accounts.apps.UsersConfig",  # wagtail.users, for a user without a username
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

if DJANGO_VERSION >= (6, 0):
    CSP_MIDDLEWARE = "django.middleware.csp.ContentSecurityPolicyMiddleware"
    SECURE_CSP = SITE_POLICY
else:
    CSP_MIDDLEWARE = "csp.middleware.CSPMiddleware"
    CONTENT_SECURITY_POLICY = {"DIRECTIVES": SITE_POLICY}

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "cms.middleware.PermissionsPolicyMiddleware",
    CSP_MIDDLEWARE,
    "cms.middleware.AdminContentPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "cms.middleware.TimeZoneMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "cms.urls"
WSGI_APPLICATION = "cms.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "cms" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "cms.context.site",
            ]
        },
    }
]

SQLITE_OPTIONS = {
    # A deferred transaction that turns into a write fails at once under load,
    # whatever the timeout; FULL keeps acknowledged answers through a power cut.
    "transaction_mode": "IMMEDIATE",
    "timeout": 20,
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
}

DATABASES = {"default": env.database("DATABASE_URL", f"sqlite:///{VAR}/db.sqlite3")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = SQLITE_OPTIONS
    # SQLite makes the file but not its folder, and a fresh copy has none.
    Path(DATABASES["default"]["NAME"]).parent.mkdir(parents=True, exist_ok=True)

CACHES = {"default": env.cache("CACHE_URL", "locmem://")}
if CACHES["default"]["BACKEND"].endswith("RedisCache"):
    # Sessions are read from the shared cache; the database keeps them through a restart.
    SESSION_ENGINE = "django.contrib.sessions.backends.cached_db"

MAIL = env.email("EMAIL_URL", "console://")
if DJANGO_VERSION >= (6, 1):
    MAILERS = {
        "default": {
            "BACKEND": MAIL["EMAIL_BACKEND"],
            "OPTIONS": (
                {
                    "host": MAIL["EMAIL_HOST"],
                    "port": MAIL["EMAIL_PORT"],
                    "username": MAIL["EMAIL_HOST_USER"] or "",
                    "password": MAIL["EMAIL_HOST_PASSWORD"] or "",
                    "use_tls": MAIL["EMAIL_USE_TLS"],
                    "use_ssl": MAIL["EMAIL_USE_SSL"],
                    "timeout": MAIL["EMAIL_TIMEOUT"],
                }
                if MAIL["EMAIL_BACKEND"].endswith("smtp.EmailBackend")
                else {}
            ),
        }
    }
else:
    globals().update(MAIL)

AUTH_USER_MODEL = "sot_site.User"
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "ce_courses:my-learning"
ACCOUNT_ADAPTER = "cms.accounts.adapter.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_FORMS = {
    "login": "cms.accounts.entrance.LoginForm",
    "signup": "cms.accounts.entrance.SignupForm",
    "add_email": "cms.accounts.entrance.AddEmailForm",
    "change_password": "cms.accounts.entrance.ChangePasswordForm",
    "set_password": "cms.accounts.entrance.SetPasswordForm",
    "reset_password": "cms.accounts.entrance.ResetPasswordForm",
    "reset_password_from_key": "cms.accounts.entrance.ResetPasswordKeyForm",
    "reauthenticate": "cms.accounts.entrance.ReauthenticateForm",
}
ACCOUNT_SIGNUP_FORM_CLASS = "cms.accounts.forms.NameForm"
ACCOUNT_EMAIL_VERIFICATION = env.choice(
    "EMAIL_VERIFICATION", "optional", ["none", "optional", "mandatory"]
)
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_LOGIN_ON_PASSWORD_RESET = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = urlsplit(SITE_URL).scheme

# One language until translations exist: a browser's preference must not mix two.
LANGUAGE_CODE = "en-us"
LANGUAGES = [("en-us", "English (United States)")]
TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [BASE_DIR / "cms" / "static"]
MEDIA_URL = "/uploads/"
MEDIA_ROOT = env.storage("STORAGE", "local", local=VAR / "uploads")
CE_MEDIA_VIDEO_MAX_BYTES = env.number("VIDEO_MAX_BYTES", 500 * 1024 * 1024, least=1)

SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

WAGTAIL_SITE_NAME = SITE_NAME
WAGTAILADMIN_BASE_URL = SITE_URL
WAGTAILADMIN_LOGIN_URL = "sot_site:administration-door"
WAGTAIL_FRONTEND_LOGIN_URL = "/accounts/login/"
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False  # there is one place for it: the account
WAGTAIL_GRAVATAR_PROVIDER_URL = None  # nobody's address is sent elsewhere
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
# Photos are stored without the place they were taken at.
WAGTAILIMAGES_IMAGE_FORM_BASE = "media.uploads.PhotoForm"
# Through a view, so that a restricted document is asked for each time.
WAGTAILDOCS_SERVE_METHOD = "serve_view"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
