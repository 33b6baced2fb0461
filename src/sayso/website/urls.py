"""The addresses of the public pages that belong to no other room."""

from django.urls import path

from sayso.website.consent import views as consent
from sayso.website.embed import embedded, script
from sayso.website.forms import confirmation, form, refusal, thanks
from sayso.website.views import front

urlpatterns = [
    path("", front, name="front"),
    path("cookies", consent.cookies, name="cookies"),
    path("consent/", consent.consent, name="consent"),
    path("consent/banner.css", consent.banner_css, name="consent-banner-css"),
    path(".well-known/gpc.json", consent.gpc, name="gpc"),
    path("forms/<slug:slug>", form, name="form"),
    path("forms/<slug:slug>/thanks", thanks, name="form-thanks"),
    path("confirm/<str:token>", confirmation, name="confirm"),
    path("confirm/<str:token>/no", refusal, name="confirm-no"),
    path("embed/form.js", script, name="embed-script"),
    path("embed/forms/<slug:slug>", embedded, name="embedded-form"),
]
