from django.urls import include, path
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from .health import healthz
from .uploads import upload

urlpatterns = [
    path("healthz", healthz),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("accounts/", include("cms.accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("learn/", include("courses.urls")),
    path("quizzes/", include("quizzes.urls")),
    path("practice/", include("quizzes.trainers.urls")),
    path("library/", include("media.urls")),
    path("uploads/<path:path>", upload),
    # In place of wagtail.urls: a short way to lessons, all else goes Wagtail's way.
    path("", include("courses.page_urls")),
]

handler400 = "cms.errors.bad_request"
