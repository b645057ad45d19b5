from django.urls import path

from .views import cohort

app_name = "ce_trainers_admin"
urlpatterns = [
    path("", cohort.CohortView.as_view(), name="cohort"),
    path(
        "practice.<slug:kind>", cohort.CohortExportView.as_view(), name="cohort_export"
    ),
]
