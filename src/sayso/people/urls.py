"""The addresses of the pages about people; in them stands a reference, and nobody's name."""

from django.urls import path

from sayso.people.desk import views

urlpatterns = [
    path("staff/people", views.people, name="people"),
    path("staff/people/<slug:ref>", views.person, name="person"),
    path("staff/people/<slug:ref>/record", views.record, name="person-record"),
    path("staff/people/<slug:ref>/stop", views.stop, name="person-stop"),
]
