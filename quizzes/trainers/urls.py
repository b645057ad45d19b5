from django.urls import path

from .views import exam, own, practice, record

app_name = "ce_trainers"
urlpatterns = [
    path("", own.own, name="own"),
    path("record/", record.record, name="record"),
    path("exams/<slug:key>/", exam.exam, name="exam"),
    path("<str:token>/", practice.practice_case, name="practice"),
]
