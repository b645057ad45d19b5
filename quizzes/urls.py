from django.urls import path

from .views import attempt, check, tryout

app_name = "ce_quizzes"
urlpatterns = [
    path("attempts/<uuid:uuid>/", attempt.attempt, name="attempt"),
    path("attempts/<uuid:uuid>/save/", attempt.save, name="save"),
    path("attempts/<uuid:uuid>/submit/", attempt.submit, name="submit"),
    path("attempts/<uuid:uuid>/review/", attempt.review, name="review"),
    path("check/", check.check, name="check"),
    path("try-out/<int:page_id>/", tryout.tryout, name="tryout"),
]
