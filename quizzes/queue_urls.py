"""Addresses of the marking queue, below the admin's quizzes."""

from django.urls import URLPattern, URLResolver, path

from .views import queue

urlpatterns: list[URLPattern | URLResolver] = [
    path("marking/", queue.QueueView.as_view(), name="queue"),
    path("marking/names/", queue.QueueNamesView.as_view(), name="queue_names"),
    path(
        "marking/questions/<int:pk>/",
        queue.QueueQuestionView.as_view(),
        name="queue_question",
    ),
    path("marking/answers/<int:pk>/", queue.QueueItemView.as_view(), name="queue_item"),
]
