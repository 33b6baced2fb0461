"""What a message says and to whom, checked before it is taken in."""

import json
import re
from base64 import b64decode, b64encode
from dataclasses import dataclass, replace
from typing import NamedTuple

from sayso.addresses import read_email
from sayso.delivery.errors import DeliveryError

LONGEST_SUBJECT = 200
LONGEST_ADDRESS = 900
"""Of a web page, in one line of a header (RFC 5322 section 2.1.1)."""

_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_WEB_ADDRESS = re.compile(r"https?://[!#-&*-;=?-\[\]-~]+", re.ASCII)
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,900}>", re.ASCII)
_FILE_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}", re.ASCII)
_MEDIA_TYPE = re.compile(r"(?:application|text|image)/[a-z0-9.+-]{1,60}", re.ASCII)


class Attachment(NamedTuple):
    """A file that goes with a message."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, kw_only=True)
class Message:
    """An email: `words` is its one source, from which the text and the HTML are made.

    `sender` is one of the policy's senders, or nobody for the organisation itself. `unsubscribe`
    is the page that stops such messages at one click (RFC 8058); marketing must have one.
    `answers` is the Message-ID of what it answers, if a machine of ours answers (RFC 3834).
    """

    to: str
    subject: str
    words: str
    sender: str = ""
    unsubscribe: str = ""
    answers: str = ""
    attached: tuple[Attachment, ...] = ()


def checked(message: Message) -> Message:
    """The message, if it can be sent as it is; raises DeliveryError, which repeats none of it."""
    address = read_email(message.to).address
    if not address:
        raise DeliveryError("A message goes to exactly one complete email address; correct it.")
    subject = message.subject
    if not subject.strip() or len(subject) > LONGEST_SUBJECT or _is_odd(subject) or "\n" in subject:
        raise DeliveryError(f"A subject is one line of at most {LONGEST_SUBJECT} signs; write one.")
    if not message.words.strip() or _is_odd(message.words):
        raise DeliveryError("The words of a message are text without control signs; write some.")
    if message.unsubscribe and not _is_page(message.unsubscribe):
        raise DeliveryError(
            "The page to stop messages on is no web address of at most "
            f"{LONGEST_ADDRESS} signs; give its https:// address."
        )
    if message.answers and not _MESSAGE_ID.fullmatch(message.answers):
        raise DeliveryError("What is answered is no Message-ID; give it as it stood, or none.")
    for file in message.attached:
        if not (_FILE_NAME.fullmatch(file.name) and _MEDIA_TYPE.fullmatch(file.media_type)):
            raise DeliveryError("A file goes by a plain name and a media type; name it anew.")
    return replace(message, to=address)


def _is_odd(text: str) -> bool:
    return bool(_CONTROL.search(text))


def _is_page(address: str) -> bool:
    return len(address) <= LONGEST_ADDRESS and bool(_WEB_ADDRESS.fullmatch(address))


def as_bytes(message: Message) -> bytes:
    """The message as it is sealed."""
    files = [
        (file.name, file.media_type, b64encode(file.content).decode()) for file in message.attached
    ]
    fields = {name: getattr(message, name) for name in message.__dataclass_fields__}
    return json.dumps(fields | {"attached": files}).encode()


def from_bytes(sealed: bytes) -> Message:
    """The message as it was."""
    found = json.loads(sealed)
    files = (Attachment(name, kind, b64decode(text)) for name, kind, text in found["attached"])
    return Message(**found | {"attached": tuple(files)})
