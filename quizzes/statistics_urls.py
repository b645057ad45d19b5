"""Addresses of statistics: of quizzes, and below each question."""

from django.urls import URLPattern, URLResolver, path

from .views import statistics

of_quizzes: list[URLPattern | URLResolver] = [
    path("statistics/", statistics.QuizzesView.as_view(), name="statistics_quizzes"),
    path(
        "statistics/refresh/",
        statistics.RefreshView.as_view(),
        name="statistics_refresh",
    ),
    path(
        "statistics/<str:quiz_key>/",
        statistics.QuizStatisticsView.as_view(),
        name="statistics",
    ),
    path(
        "statistics/<str:quiz_key>/<slug:part>.<slug:kind>",
        statistics.QuizExportView.as_view(),
        name="statistics_export",
    ),
]
of_questions: list[URLPattern | URLResolver] = [
    path(
        "statistics/<int:pk>/",
        statistics.ItemStatisticsView.as_view(),
        name="item_statistics",
    ),
    path(
        "statistics/<int:pk>/answers.<slug:kind>",
        statistics.ItemExportView.as_view(),
        name="item_statistics_export",
    ),
]
