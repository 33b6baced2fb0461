"""The addresses of the public pages that belong to no other room."""

from django.urls import path

from sayso.website.views import front

urlpatterns = [
    path("", front, name="front"),
]
