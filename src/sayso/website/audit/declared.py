"""The table of what may be stored, as an audit asks it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase

from sayso.policy.details import Cookie, CookieBasis
from sayso.policy.period import Period

NEEDED = frozenset({CookieBasis.NECESSARY})
UNASKED = NEEDED | {CookieBasis.OBJECTION}
ALL = frozenset(CookieBasis)

_DAY = 86_400


@dataclass(frozen=True)
class Declared:
    """The cookie table of a policy, by name; `*` in a name stands for anything."""

    cookies: Mapping[str, Cookie]

    def find(self, name: str) -> tuple[str, Cookie] | None:
        """The line that declares a name: its own, or a pattern that it fits."""
        if name in self.cookies:
            return name, self.cookies[name]
        for pattern, cookie in self.cookies.items():
            if "*" in pattern and fnmatchcase(name, pattern.replace("[", "[[]")):
                return pattern, cookie
        return None

    @property
    def asks(self) -> bool:
        """Whether anything in it needs a yes, or that somebody can say no."""
        return any(one.basis is not CookieBasis.NECESSARY for one in self.cookies.values())

    def optional(self) -> list[str]:
        """The names of what is not necessary, without patterns."""
        return [
            name
            for name, one in self.cookies.items()
            if one.basis is not CookieBasis.NECESSARY and "*" not in name
        ]


def longest(lasts: Period | str) -> float:
    """Seconds that something declared so may last, at most; nought is until the browser closes."""
    if isinstance(lasts, str):
        return 0.0
    if lasts.unit == "hour":
        return lasts.number * 3_600.0
    leap = date(2024, 1, 1)  # with its 366 days: nobody is blamed for the length of a month
    return (lasts.after(leap) - leap).days * float(_DAY)


SUGGESTIONS: Mapping[str, str] = {
    "_ga": "Google Analytics, for statistics",
    "_ga_*": "Google Analytics, for statistics",
    "_gid": "Google Analytics, for statistics",
    "_gat*": "Google Analytics, for statistics",
    "__utm*": "Google Analytics of old, for statistics",
    "_gcl_*": "Google Ads, for advertising",
    "IDE": "Google, for advertising",
    "NID": "Google, for preferences and advertising",
    "_fbp": "Meta, for advertising",
    "_fbc": "Meta, for advertising",
    "fr": "Meta, for advertising",
    "_hj*": "Hotjar, for recordings of visits",
    "_clck": "Microsoft Clarity, for recordings of visits",
    "_clsk": "Microsoft Clarity, for recordings of visits",
    "MUID": "Microsoft, for advertising",
    "_uet*": "Microsoft Advertising, for advertising",
    "_pk_*": "Matomo, for statistics",
    "__hs*": "HubSpot, for statistics and advertising",
    "hubspotutk": "HubSpot, for statistics and advertising",
    "li_*": "LinkedIn, for advertising",
    "bcookie": "LinkedIn, for advertising",
    "_tt*": "TikTok, for advertising",
    "YSC": "YouTube, to count what was watched",
    "VISITOR_INFO1_LIVE": "YouTube, for preferences and advertising",
    "__cf_bm": "Cloudflare, against robots",
    "PHPSESSID": "PHP, to keep a visit together",
    "JSESSIONID": "Java, to keep a visit together",
    "sessionid": "Django, to keep somebody signed in",
    "csrftoken": "Django, to protect forms",
}
"""Who commonly sets what, as a hint for whoever looks into it. It allows nothing."""


def suggestion(name: str) -> str | None:
    """Whose it may be, going by its name."""
    for pattern, whose in SUGGESTIONS.items():
        if fnmatchcase(name, pattern):
            return whose
    return None
