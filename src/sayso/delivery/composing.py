"""A message as it travels (RFC 5322): composed when it leaves, from the policy that holds then."""

import re
from collections.abc import Iterator
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import NamedTuple

from sayso.delivery.errors import DeliveryError
from sayso.delivery.message import Message
from sayso.delivery.models import Intent, Kind
from sayso.delivery.signature import Signer
from sayso.delivery.words import as_html, as_text, quoted
from sayso.policy.organisation import Organisation

ONE_CLICK = "List-Unsubscribe=One-Click"

_MAY_BE_CLICKED = re.compile(r"https://.|http://(?:localhost|127\.0\.0\.1|\[::1\])[:/]")

_FORM = SMTP.clone(max_line_length=998)
"""Each header one line: the address of a page that were folded would be another."""


class Envelope(NamedTuple):
    """What is handed over: where failures go, to whom, and the message as bytes."""

    return_path: str
    to: str
    content: bytes


class Letterhead(NamedTuple):
    """What every message of this installation has from it: who sends, from where."""

    organisation: Organisation
    host: str
    bounces: str = ""
    signer: Signer | None = None


def compose(intent: Intent, message: Message, head: Letterhead) -> Envelope:
    """The message of an intent: the same bytes at every attempt, while the policy is the same."""
    email = EmailMessage(policy=_FORM if message.to.isascii() else _FORM.clone(utf8=True))
    for name, value in _headers(intent, message, head):
        email[name] = value
    words = f"{message.words.strip()}\n\n{_foot(message, head.organisation)}"
    email.set_content(as_text(words), cte="quoted-printable")
    page = as_html(words, message.subject)
    email.add_alternative(page, subtype="html", cte="quoted-printable")
    for file in message.attached:
        main, _, sub = file.media_type.partition("/")
        email.add_attachment(file.content, maintype=main, subtype=sub, filename=file.name)
    for number, part in enumerate(part for part in email.walk() if part.is_multipart()):
        part.set_boundary(f"{intent.token}-{number}")
    content = email.as_bytes()
    if head.signer:
        domain = head.organisation.contact.email.rpartition("@")[2]
        at = int(intent.queued_at.timestamp())
        content = head.signer.sign(content, domain=domain, at=at)
    # What answers by itself comes from nobody (RFC 3834 section 3.3): no failure comes back.
    return_path = "" if message.answers else _return_path(intent, head)
    return Envelope(return_path, message.to, content)


def message_id(token: str, host: str) -> str:
    """The Message-ID of a message, which it has before it leaves and at every attempt."""
    return f"<{token}@{host}>"


def _headers(intent: Intent, message: Message, head: Letterhead) -> Iterator[tuple[str, object]]:
    name, _, _ = _sender(message, head.organisation)
    us = head.organisation.contact.email
    yield "Date", intent.queued_at
    yield "From", _address(us, name)
    yield "Reply-To", _address(us)
    yield "To", _address(message.to)
    yield "Subject", message.subject
    yield "Message-ID", message_id(intent.token, head.host)
    if message.answers:  # RFC 3834 section 3.1
        yield "In-Reply-To", message.answers
        yield "References", message.answers
    # RFC 3834 section 5
    yield "Auto-Submitted", "auto-replied" if message.answers else "auto-generated"
    if intent.kind == Kind.MARKETING:
        yield "List-Id", f"<{intent.topic}.{head.host}>"  # RFC 2919
    if _MAY_BE_CLICKED.match(message.unsubscribe):
        yield "List-Unsubscribe", f"<{message.unsubscribe}>"
        yield "List-Unsubscribe-Post", ONE_CLICK


def _address(address: str, name: str = "") -> Address:
    local, _, domain = address.rpartition("@")
    return Address(name, local, domain)


def _sender(message: Message, organisation: Organisation) -> tuple[str, str, str]:
    """The name under which it goes out, with its postal address and telephone number."""
    if not message.sender:
        contact = organisation.contact
        return organisation.name, contact.address, contact.phone
    sender = organisation.senders.get(message.sender)
    if sender is None:
        raise DeliveryError(
            "The policy has no sender of this name any more; add it, or name another."
        )
    return sender.name, sender.address, sender.phone


def _foot(message: Message, organisation: Organisation) -> str:
    """Who sends it and how to reach them (PECR regs 23 and 24), and how it is stopped."""
    lines = [quoted(line) for line in _sender(message, organisation)]
    if message.unsubscribe:
        lines.append(f"[Stop these messages]({message.unsubscribe})")
    return "\n".join(lines)


def _return_path(intent: Intent, head: Letterhead) -> str:
    """Where failures of this one message go: an address of its own, if there is a box for them."""
    name, _, domain = head.bounces.rpartition("@")
    return f"{name}+{intent.token}@{domain}" if name else head.organisation.contact.email
