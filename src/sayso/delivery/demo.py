"""The mailbox of the demo: what would have been sent, for whoever tries it out to read."""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import NamedTuple

from django.conf import settings

from sayso.delivery.carriers import DEMO, demo_box

_NAME = re.compile(r"(\d+)\.M(\d+)")


class DemoMail(NamedTuple):
    """A message as its reader would see it; `name` finds it again."""

    name: str
    email: EmailMessage

    @property
    def text(self) -> str:
        """What it says."""
        return _content(self.email, "plain")

    @property
    def page(self) -> str:
        """The same as HTML."""
        return _content(self.email, "html")


def is_demo() -> bool:
    """Whether messages are kept here, and sent nowhere."""
    return str(settings.ENVIRONMENT.email_url).startswith("demo:")


def mail() -> Iterator[DemoMail]:
    """All messages, the newest first."""
    box = demo_box(settings.ENVIRONMENT.home / DEMO)
    for name in sorted(box.keys(), key=_order, reverse=True):
        yield DemoMail(name, _read(box.get_bytes(name)))


def one(name: str) -> DemoMail | None:
    """One message, if it is there."""
    return next((found for found in mail() if found.name == name), None)


def _order(name: str) -> tuple[int, int]:
    """When a message came: a Maildir names it by its second, and then the millionth of it."""
    found = _NAME.match(name)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def _read(content: bytes) -> EmailMessage:
    found = message_from_bytes(content, policy=default)
    assert isinstance(found, EmailMessage)  # noqa: S101 - that is what this form of reading makes
    return found


def _content(email: EmailMessage, kind: str) -> str:
    part = email.get_body((kind,))
    return str(part.get_content()) if part else ""
