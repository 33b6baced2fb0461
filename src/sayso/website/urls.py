"""The addresses of the public pages that belong to no other room."""

from django.urls import path

from sayso.website.choices.views import by_link, by_typing, one_click, undo
from sayso.website.consent import views as consent
from sayso.website.consent.elsewhere import config, consent_script, consent_style
from sayso.website.embed import embedded, script
from sayso.website.forms import confirmation, form, refusal, thanks
from sayso.website.interests import interests
from sayso.website.mailbox import mailbox, message, message_as_html
from sayso.website.statistics import views as statistics
from sayso.website.views import front

urlpatterns = [
    path("", front, name="front"),
    path("cookies", consent.cookies, name="cookies"),
    path("consent/", consent.consent, name="consent"),
    path("consent/note.json", consent.noted, name="consent-note"),
    path("consent/take-out", consent.taken_out, name="consent-take-out"),
    path("consent/banner.css", consent.banner_css, name="consent-banner-css"),
    path(".well-known/gpc.json", consent.gpc, name="gpc"),
    path("forms/<slug:slug>", form, name="form"),
    path("forms/<slug:slug>/thanks", thanks, name="form-thanks"),
    path("confirm/<str:token>", confirmation, name="confirm"),
    path("confirm/<str:token>/no", refusal, name="confirm-no"),
    path("choices", by_typing, name="choices"),
    path("choices/<str:token>", by_link, name="my-choices"),
    path("choices/stop/<str:token>", one_click, name="one-click"),
    path("choices/undo/<str:token>", undo, name="undo"),
    path("demo/mail", mailbox, name="mailbox"),
    path("demo/mail/<str:name>", message, name="message"),
    path("demo/mail/<str:name>/html", message_as_html, name="message-html"),
    path("consent/config", config, name="consent-config"),
    path("embed/consent.js", consent_script, name="consent-script"),
    path("embed/consent.css", consent_style, name="consent-style"),
    path("embed/form.js", script, name="embed-script"),
    path("embed/forms/<slug:slug>", embedded, name="embedded-form"),
    path("interests/", interests, name="interests"),
    path("s/", statistics.seen, name="seen"),
    path("statistics", statistics.statistics, name="statistics"),
    path("statistics/pages.csv", statistics.pages_csv, name="statistics-pages"),
    path("statistics/weeks.csv", statistics.weeks_csv, name="statistics-weeks"),
    path("useful", statistics.useful, name="useful"),
]
