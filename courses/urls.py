from django.urls import path

from .views import learning, search, study

app_name = "ce_courses"
urlpatterns = [
    path("", learning.my_learning, name="my-learning"),
    path("search/", search.search, name="search"),
    path("glossary/", search.glossary, name="glossary"),
    path("beat/", study.beat, name="beat"),
    path("enroll/<int:pk>/", learning.enrol, name="enrol"),
    path("lessons/<int:pk>/complete/", study.complete, name="complete"),
    path("lessons/<int:pk>/ask/", study.ask, name="ask"),
    path("<uuid:enrolment>/", learning.enrolment, name="enrolment"),
    path("<uuid:enrolment>/continue/", learning.continue_, name="continue"),
    path("<uuid:enrolment>/record/", learning.record, name="record"),
]
