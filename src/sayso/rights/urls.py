"""The addresses at which people ask for what is theirs."""

from django.urls import path

from sayso.rights import views

urlpatterns = [
    path("your-rights", views.your_rights, name="your-rights"),
    path("your-rights/ask", views.ask, name="rights-ask"),
    path("your-rights/requests/<str:token>", views.request_page, name="rights-request"),
]
