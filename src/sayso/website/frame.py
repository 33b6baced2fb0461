"""What stands around every public page: whose it is, where else to go, whom to write to."""

import json
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from django.db import DatabaseError
from django.http import HttpRequest
from django.urls import reverse

from sayso.policy.queries import NoPolicyError, current
from sayso.policy.schema import Policy
from sayso.website.consent.asking import Question, config_of, question_about
from sayso.website.mailbox import is_open

NAVIGATION = (
    ("My choices", "choices"),
    ("Your data", "your-rights"),
    ("Cookies", "cookies"),
    ("Policy", "policy"),
)
"""What stands at the head of every page: the words, and the name of the address."""

MAILBOX = (("Demo mailbox", "mailbox"),)


class Link(NamedTuple):
    """One entry at the head of a page."""

    words: str
    url: str
    is_here: bool


class Frame:
    """What the base page asks for; each part is read only if a page shows it."""

    def __init__(self, request: HttpRequest) -> None:
        self.path = request.path

    @cached_property
    def policy(self) -> Policy | None:
        """The policy that holds; None before the first, and where the record does not answer."""
        try:
            return current().policy
        except (NoPolicyError, DatabaseError):
            return None

    @cached_property
    def question(self) -> Question | None:
        """What every visitor is asked about their device; the page is the same for all of them."""
        return question_about(self.policy.cookies) if self.policy else None

    @cached_property
    def config(self) -> str:
        """The same for our script: in an attribute, since nothing is written inline."""
        return json.dumps(config_of(self.policy.cookies)) if self.policy else ""

    def links(self) -> Iterator[Link]:
        for words, name in (*NAVIGATION, *(MAILBOX if is_open() else ())):
            url = reverse(name)
            yield Link(words, url, is_here=url == self.path)


def frame(request: HttpRequest) -> dict[str, Frame]:
    """The same as Django's templates take it."""
    return {"frame": Frame(request)}
