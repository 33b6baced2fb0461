"""What a visitor chose about what is stored on their device, and what may be stored because of it.

The choice is in a cookie of the visitor's own, `choice`: which question it answers, a random number
by which they find our note of it, the day, and a yes or a no for each category. Whatever is not
exactly so counts as no answer. A browser's signal (Global Privacy Control) is a no, until the
visitor says otherwise.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256

from django.db import DatabaseError
from django.http import HttpRequest

from sayso.days import today_in_london
from sayso.law import StorageQuestion, decide
from sayso.law.question import StorageConsent
from sayso.policy.details import Cookie, CookieBasis, CookieCategory
from sayso.policy.queries import NoPolicyError, current

COOKIE = "choice"
DAYS = 182
"""How long an answer holds, a no like a yes; then the question is put again."""

_FORM = re.compile(
    r"([0-9a-f]{16})\.([0-9a-f]{32})\.([0-9]{8})\.([a-z]+:[01](?:-[a-z]+:[01])*)", re.ASCII
)

Cookies = Mapping[str, Cookie]


@dataclass(frozen=True)
class Choice:
    """What holds for one visitor: their answers, or that there are none."""

    cookies: Cookies = field(default_factory=dict)
    answers: Mapping[CookieCategory, bool] = field(default_factory=dict)
    given_on: date | None = None
    id: str = ""
    signal: bool = False
    """the browser says no by itself, and the visitor said nothing else"""

    @property
    def is_given(self) -> bool:
        return self.given_on is not None

    @property
    def cookie(self) -> str:
        """The same as the visitor's browser keeps it."""
        answers = "-".join(f"{one}:{int(yes)}" for one, yes in self.answers.items())
        return f"{revision(self.cookies)}.{self.id}.{self.given_on:%Y%m%d}.{answers}"


def asked_about(cookies: Cookies) -> list[CookieCategory]:
    """The categories that a visitor can accept or decline, in the order of the policy."""
    found = [one.category for one in cookies.values() if one.basis is not CookieBasis.NECESSARY]
    return list(dict.fromkeys(found))


def revision(cookies: Cookies) -> str:
    """The question as a number: another one when what is asked for changes, however it looks."""
    asked = {
        name: (one.category, one.purpose, one.explanation, one.provider, str(one.lasts), one.data)
        for name, one in sorted(cookies.items())
        if one.basis is not CookieBasis.NECESSARY
    }
    return sha256(json.dumps(asked).encode()).hexdigest()[:16]


def choice_of(request: HttpRequest) -> Choice:
    """The visitor's choice, by the policy that holds; without a policy nothing may be stored."""
    cookies = declared()
    found = read(request.COOKIES.get(COOKIE, ""), cookies)
    return found or Choice(cookies, signal=request.headers.get("Sec-GPC") == "1")


def declared() -> Cookies:
    """The cookie table of the policy that holds."""
    try:
        return current().policy.cookies
    except (NoPolicyError, DatabaseError):
        return {}


def read(text: str, cookies: Cookies) -> Choice | None:
    """A choice as it was kept; None if it is none, is over, or answers another question."""
    found = _FORM.fullmatch(text)
    if not found or found[1] != revision(cookies):
        return None
    pairs = [pair.split(":") for pair in found[4].split("-")]
    answers = {name: yes == "1" for name, yes in pairs}
    given_on = _day(found[3])
    if len(pairs) != len(answers) or set(answers) != set(asked_about(cookies)) or not given_on:
        return None
    by_category = {one: answers[one] for one in asked_about(cookies)}
    return Choice(cookies, by_category, given_on, found[2])


def _day(text: str) -> date | None:
    """The day of an answer that still holds."""
    try:
        day = date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None
    return day if timedelta(0) <= today_in_london() - day < timedelta(DAYS) else None


# --- what may be stored --------------------------------------------------------------------


def may_store(choice: Choice, what: CookieCategory | str) -> bool:
    """Whether a cookie may be stored, by its name, or every one of a category; by the law."""
    named = [choice.cookies[what]] if what in choice.cookies else _of(choice.cookies, what)
    return bool(named) and all(decide(question(choice, one)).allowed for one in named)


def _of(cookies: Cookies, category: str) -> list[Cookie]:
    return [one for one in cookies.values() if one.category == category]


def question(choice: Choice, cookie: Cookie) -> StorageQuestion:
    """May this be stored? As the law asks it, with what we know and no more.

    What the policy stores only after a yes is never excused by anything else.
    """
    today = today_in_london()
    answer = choice.answers.get(cookie.category)
    needed = cookie.basis is CookieBasis.NECESSARY
    told = cookie.basis is CookieBasis.OBJECTION
    refused = choice.signal or answer is False
    return StorageQuestion(
        on=today,
        purpose=cookie.purpose,
        requested_by_user=needed or None,
        sole_purpose=needed or told or None,
        provided_by_service=needed or told or None,
        shared_beyond_improvement=False if told else None,
        information_given=told or None,
        objection_offered=told or None,
        objected_on=(choice.given_on or today) if refused else None,
        consent=_consent(choice.given_on) if answer else None,
    )


def _consent(given_on: date | None) -> StorageConsent:
    """A yes to our question, which is put before anything is stored, with a no beside it."""
    return StorageConsent(
        given_on=given_on,
        before_storage=True,
        affirmative=True,
        informed=True,
        refusal_as_easy=True,
        granular=True,
    )
