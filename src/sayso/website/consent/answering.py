"""What an answer becomes: a choice, and the cookie in which the visitor's browser keeps it."""

import re
from collections.abc import Mapping
from urllib.parse import urlsplit
from uuid import uuid4

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from sayso.days import today_in_london
from sayso.website.choice import COOKIE, DAYS, Choice, asked_about, read

ANSWERS = ("accept", "reject", "save")
_SECONDS = DAYS * 86_400
_PATH = re.compile(r"/(?![/\\])[^\s\\]*")


def chosen(answer: str, said: Mapping[str, str], before: Choice) -> Choice | None:
    """The choice that an answer makes; None if it is no answer.

    A script may send along what it has already kept. Whatever a visitor left open is a no.
    """
    if answer not in ANSWERS:
        return None
    if kept := read(said.get("kept", ""), before.cookies):
        return kept
    answers = {
        one: answer == "accept" or (answer == "save" and said.get(one) == "yes")
        for one in asked_about(before.cookies)
    }
    name = before.id or uuid4().hex
    return Choice(before.cookies, answers, today_in_london(), name) if answers else None


def keep(response: HttpResponse, choice: Choice) -> None:
    """Let the visitor's browser keep the choice; our script reads it, so it is not hidden."""
    response.set_cookie(
        COOKIE,
        choice.cookie,
        max_age=_SECONDS,
        secure=settings.CSRF_COOKIE_SECURE,
        samesite="Lax",
    )


def back(request: HttpRequest) -> str:
    """The page of ours on which the answer was given, as the browser tells it; else the first."""
    there = urlsplit(request.headers.get("Referer", ""))
    is_ours = (there.scheme, there.netloc) == (request.scheme, request.get_host())
    if not is_ours or not _PATH.fullmatch(there.path):
        return "/"
    return f"{there.path}?{there.query}" if there.query else there.path
