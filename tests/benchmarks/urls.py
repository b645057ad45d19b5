from django.urls import path

from cms.urls import urlpatterns as site

from . import views

urlpatterns = [
    path("bench/page/<int:pk>/", views.page),
    path("bench/answer/<int:pk>/", views.answer),
    *site,
]
