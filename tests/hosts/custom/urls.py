from django.urls import include, path
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

urlpatterns = [
    path("desk/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("study/", include("courses.urls")),
    path("quiz/", include("quizzes.urls")),
    path("drill/", include("quizzes.trainers.urls")),
    path("plates/", include("media.urls")),
    path("", include("courses.page_urls")),
]
