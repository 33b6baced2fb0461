"""The controls that read our own public pages, as a visitor gets them who declined everything."""

import re
from collections.abc import Iterable, Mapping
from io import BytesIO

from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse
from django.urls import resolve, reverse

from sayso.evidence.controls import Control, Found, found
from sayso.policy.queries import current
from sayso.website.choice import COOKIE, Choice, declared
from sayso.website.consent.answering import chosen
from sayso.website.templatetags.away import is_ours

NAMES = (
    *("front", "policy", "policy-your-data", "policy-cookies", "cookies", "choices"),
    *("your-rights", "rights-ask", "rights-form"),
)
"""The public pages that need nothing in their address."""

_LINK = re.compile(r"<a\s[^>]*href=\"(?P<url>https?://[^\"]*)\"[^>]*>.*?</a>", re.DOTALL)
_BUTTON = re.compile(r"<button class=\"(?P<look>[^\"]*)\"[^>]*data-consent=\"(?P<answer>\w+)\"")


def _read(address: str) -> HttpResponse:
    """A page of ours, for whoever declined everything; nothing is counted or kept of it."""
    no = chosen("reject", {}, Choice(declared()))
    asked = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": address,
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "HTTP_COOKIE": f"{COOKIE}={no.cookie}" if no else "",
        "wsgi.input": BytesIO(),
        "wsgi.url_scheme": "http",
    }
    request, there = WSGIRequest(asked), resolve(address)
    answer: HttpResponse = there.func(request, *there.args, **there.kwargs)
    return answer


def _pages() -> list[str]:
    forms = [reverse("form", args=[slug]) for slug in current().policy.forms]
    return [*map(reverse, NAMES), *forms]


def _open(names: Iterable[str], words: str) -> Found:
    pages = list(names)
    bad = sum(_read(page).status_code != 200 for page in pages)
    if bad:
        words = f"{bad} of {len(pages)} pages cannot be read by whoever declined everything."
    return found(words, bad=bad, of=len(pages), page="front")


def no_cookie_wall() -> Found:
    """Every page and form, for somebody who declined everything."""
    pages = _pages()
    words = f"All {len(pages)} public pages and forms open to whoever declined everything."
    return _open(pages, words)


def equal_buttons() -> Found:
    """Whether to decline looks like to accept, and takes as much."""
    told = _read(reverse("front")).content.decode()
    looks = {one["answer"]: one["look"] for one in _BUTTON.finditer(told)}
    is_asked = bool(declared()) and "accept" in looks
    bad = int(is_asked and looks.get("reject") != looks["accept"])
    words = "To decline is as easy as to accept: the same button, beside the other."
    if bad:
        words = "The button to decline is not the same as the one to accept."
    return found(words, bad=bad, of=1, page="cookies")


def links_labelled() -> Found:
    """Whether each link that leaves our pages says so."""
    told = [_read(page).content.decode() for page in _pages()]
    links = [one for text in told for one in _LINK.finditer(text) if not is_ours(one["url"])]
    bad = sum("(another website)" not in one[0] or "noopener" not in one[0] for one in links)
    words = f"Each of {len(links)} links that leave our pages says so."
    if bad:
        words = f"{bad} of {len(links)} links leave our pages without a word."
    return found(words, bad=bad, of=len(links), page="front")


def access_policy_published() -> Found:
    """How requests are answered: as a page, and the form to print as a PDF."""
    pages = [reverse(name) for name in ("your-rights", "rights-form-pdf", "policy-your-data-pdf")]
    return _open(pages, "How requests are answered can be read as a page and as a PDF.")


def access_form() -> Found:
    """The form to ask with, online and to print."""
    pages = [reverse(name) for name in ("rights-ask", "rights-form", "rights-form-pdf")]
    return _open(pages, "The form to ask with is there online, and to print.")


def my_choices() -> Found:
    """The page on which anybody says what they want, without an account."""
    pages = [reverse(name) for name in ("choices", "cookies")]
    return _open(pages, "Anybody can say what they want from us, and what not, without an account.")


def policy_change_notice() -> Found:
    """Whether each version says what it changed, where readers and their feeds see it."""
    told = _read(reverse("policy-feed")).content.decode()
    policy = current().policy
    bad = int(not policy.version.note.strip()) + int(policy.version.id not in told)
    words = "Every version says what it changed, on its page and in the feed."
    if bad:
        words = "The version that holds is not told of in the feed of changes."
    return found(words, bad=bad, of=2, page="policy")


CONTROLS: Mapping[str, Control] = {
    "no-cookie-wall": no_cookie_wall,
    "equal-buttons": equal_buttons,
    "links-labelled": links_labelled,
    "access-policy-published": access_policy_published,
    "access-form": access_form,
    "my-choices": my_choices,
    "policy-change-notice": policy_change_notice,
}
