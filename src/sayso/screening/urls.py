"""The addresses of checks."""

from django.urls import path

from sayso.screening import views

urlpatterns = [
    path("staff/checks", views.checks, name="checks"),
    path("staff/checks/<slug:name>", views.check, name="check"),
    path("staff/checks/<slug:name>/progress", views.progress, name="check-progress"),
    path("staff/checks/<slug:name>/answers", views.answers, name="check-answers"),
    path("staff/checks/<slug:name>/cancel", views.cancel, name="check-cancel"),
]
