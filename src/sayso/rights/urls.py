"""The addresses at which people ask for what is theirs."""

from django.urls import path

from sayso.rights import views
from sayso.rights.desk import steps
from sayso.rights.desk import views as desk

urlpatterns = [
    path("your-rights", views.your_rights, name="your-rights"),
    path("your-rights/ask", views.ask, name="rights-ask"),
    path("your-rights/requests/<str:token>", views.request_page, name="rights-request"),
    path("staff/requests", desk.requests, name="requests"),
    path("staff/requests/new", steps.new, name="request-new"),
    path("staff/requests/<str:ref>", desk.one, name="request"),
    path("staff/requests/<str:ref>/<slug:what>", steps.step, name="request-step"),
]
