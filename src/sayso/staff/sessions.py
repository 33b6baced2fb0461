"""How long somebody stays signed in: half an hour without a sign of life, twelve hours in all."""

import time
from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from sayso.staff.models import Member

IDLE, LONGEST = 30 * 60, 12 * 3_600
NOTED = 60
"""Seconds between two notes that somebody is still there: not every page is worth a write."""

SEEN, BEGAN = "seen", "began"

Answer = Callable[[HttpRequest], HttpResponseBase]


def limited(get_response: Answer) -> Answer:
    """End a session that was left alone, or is too old; a visitor without one is not touched."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            _note(request, int(time.time()))
        return get_response(request)

    return answer


def _note(request: HttpRequest, now: int) -> None:
    seen, began = request.session.get(SEEN, now), request.session.get(BEGAN, now)
    if now - seen > IDLE or now - began > LONGEST:
        logout(request)
        return
    if now - seen >= NOTED or BEGAN not in request.session:
        request.session[SEEN], request.session[BEGAN] = now, began


def end_sessions(member: Member) -> int:
    """Sign a member out wherever they are signed in; how many sessions that were."""
    found = list(UserSession.objects.filter(user=member))
    for one in found:
        one.end()
    return len(found)
