"""The words of the question, made of the cookie table; whoever looks can be shown them again."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, NamedTuple

from sayso.law.words import listed
from sayso.policy.details import Cookie, CookieBasis, CookieCategory
from sayso.website.choice import COOKIE, DAYS, Cookies, asked_about, revision

TITLE = "May we store things on your device?"
NOTED = "Your choice is noted. You can change it at any time under Cookies, on every page."
AGAIN = "We ask again after six months, or when the list changes. You can change your mind any day."
ANSWERS = {"accept": "Accept", "reject": "Reject", "settings": "Settings"}

NAMES: Mapping[CookieCategory, tuple[str, str]] = {
    CookieCategory.PREFERENCES: ("Appearance", "remember how you like to read"),
    CookieCategory.STATISTICS: ("Statistics", "count which pages are read"),
    CookieCategory.INTERESTS: ("Interests", "put first what you ticked"),
    CookieCategory.MARKETING: ("Advertising", "show you advertisements"),
    CookieCategory.NECESSARY: ("Necessary", "make this site work"),
}
"""What each category is called, and what those in it do."""

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


class Asked(NamedTuple):
    """One category as it is put to a visitor."""

    id: str
    name: str
    until_no: bool
    """stored until the visitor says no, as the law allows for some"""
    things: tuple[str, ...]
    """what each thing in it is for"""


class Question(NamedTuple):
    """All that stands in the banner, and under its settings."""

    lead: str
    asked: tuple[Asked, ...]

    @property
    def hash(self) -> str:
        return sha256(self.text.encode()).hexdigest()

    @property
    def text(self) -> str:
        """The words themselves, in one form; their hash stands with every answer to them."""
        asked = [one._asdict() for one in self.asked]
        words = {"title": TITLE, "lead": self.lead, "again": AGAIN, "asked": asked}
        return json.dumps(words | {"buttons": ANSWERS}, ensure_ascii=False, sort_keys=True)

    def as_dict(self) -> dict[str, Any]:
        """The same for a page that is not ours."""
        asked = [one._asdict() for one in self.asked]
        return {"title": TITLE, "lead": self.lead, "again": AGAIN, "noted": NOTED, "asked": asked}


def config_of(cookies: Cookies) -> dict[str, Any]:
    """What our script needs to keep an answer and to hold to it: the cookie table, in short."""
    categories: dict[str, Any] = {}
    for name, one in cookies.items():
        if one.basis is not CookieBasis.NECESSARY:
            found = categories.setdefault(
                one.category.value,
                {"name": NAMES[one.category][0], "mode": "objection", "names": [], "origins": []},
            )
            found["names"].append(name)
            found["origins"] += one.origins
            found["mode"] = "consent" if one.basis is CookieBasis.CONSENT else found["mode"]
    return {
        "revision": revision(cookies) if categories else "",
        "cookie": COOKIE,
        "days": DAYS,
        "endpoint": "/consent/",
        "gpc": "reject",
        "categories": categories,
    }


def question_about(cookies: Cookies) -> Question | None:
    """The question that a cookie table makes necessary; None if it stores only what is needed."""
    asked = tuple(_asked(one, cookies) for one in asked_about(cookies))
    return Question(_lead(cookies), asked) if asked else None


def _asked(category: CookieCategory, cookies: Cookies) -> Asked:
    those = [one for one in cookies.values() if one.category is category]
    until_no = all(one.basis is CookieBasis.OBJECTION for one in those)
    things = tuple(one.explanation for one in those)
    return Asked(category.value, NAMES[category][0], until_no, things)


def _lead(cookies: Cookies) -> str:
    """What is needed, what is not and what for, who reads it, and whether we ask first."""
    optional = [one for one in cookies.values() if one.basis is not CookieBasis.NECESSARY]
    needed = len(cookies) - len(optional)
    does = listed([NAMES[one][1] for one in asked_about(cookies)], "and")
    first = (
        f"{counted(needed).capitalize()} of those things make this site work. " if needed else ""
    )
    others = f"The other {counted(len(optional))} {does}. " if needed else f"They {does}. "
    return f"{first}{others}{_asking(optional)} {_readers(optional)}"


def _asking(optional: list[Cookie]) -> str:
    if all(one.basis is CookieBasis.CONSENT for one in optional):
        return "We store none of those unless you accept."
    return "We store some of those only if you accept, and the rest until you reject."


def _readers(optional: list[Cookie]) -> str:
    providers = list(dict.fromkeys(one.provider for one in optional))
    return f"They are read by {listed(providers, 'and')}, and nobody else."


def counted(number: int) -> str:
    return _NUMBERS[number] if number < len(_NUMBERS) else str(number)
