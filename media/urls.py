from django.urls import path, re_path

from .views import figure, video

app_name = "ce_media"
urlpatterns = [
    re_path(
        r"^figures/(?P<digest>[0-9a-f]{64})/(?P<labels>names|numbers|none)/"
        r"(?P<prefix>[A-Za-z0-9_-]{1,80})\.svg\Z",
        figure.figure,
        name="figure",
    ),
    path(
        "videos/<slug:key>/captions/<slug:language>.vtt",
        video.captions,
        name="video-captions",
    ),
    path("videos/<slug:key>/<str:name>", video.file, name="video-file"),
]
