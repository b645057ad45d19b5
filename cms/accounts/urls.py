from django.urls import path

from . import views

app_name = "sot_site"
urlpatterns = [
    path("administration/", views.administration_door, name="administration-door"),
    path("profile/", views.profile, name="profile"),
    path("close/", views.close_account, name="close-account"),
]
