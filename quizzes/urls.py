from django.urls import path

from .views import answers, attempt, check, review, tryout

app_name = "ce_quizzes"
urlpatterns = [
    path("attempts/<uuid:uuid>/", attempt.attempt, name="attempt"),
    path("attempts/<uuid:uuid>/save/", answers.save, name="save"),
    path("attempts/<uuid:uuid>/check/", answers.check, name="check_answer"),
    path("attempts/<uuid:uuid>/flag/", answers.flag, name="flag"),
    path("attempts/<uuid:uuid>/turn/", attempt.turn, name="turn"),
    path("attempts/<uuid:uuid>/submit/", review.submit, name="submit"),
    path("attempts/<uuid:uuid>/review/", review.review, name="review"),
    path("check/", check.check, name="check"),
    path("try-out/<int:page_id>/", tryout.tryout, name="tryout"),
]
