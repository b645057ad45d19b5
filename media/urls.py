from django.urls import re_path

from .views import figure

app_name = "ce_media"
urlpatterns = [
    re_path(
        r"^(?P<digest>[0-9a-f]{64})/(?P<labels>names|numbers|none)/"
        r"(?P<prefix>[A-Za-z0-9_-]{1,80})\.svg\Z",
        figure.figure,
        name="figure",
    ),
]
