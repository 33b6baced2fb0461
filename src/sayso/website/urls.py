"""The addresses of the public pages that belong to no other room."""

from django.urls import path

from sayso.website.statistics import views as statistics
from sayso.website.views import front

urlpatterns = [
    path("", front, name="front"),
    path("s/", statistics.seen, name="seen"),
    path("statistics", statistics.statistics, name="statistics"),
    path("statistics/pages.csv", statistics.pages_csv, name="statistics-pages"),
    path("statistics/weeks.csv", statistics.weeks_csv, name="statistics-weeks"),
    path("useful", statistics.useful, name="useful"),
]
