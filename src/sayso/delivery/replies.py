"""Somebody's answer to one of our messages, told apart from what a machine answers.

Only what they wrote themselves is read: what is quoted is ours, or somebody else's, and counts for
nothing. An answer is one only if it names a message of ours by its token, as every mail program
does in the headers In-Reply-To and References (RFC 5322 section 3.6.4).
"""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.utils import getaddresses
from hashlib import sha256
from html.parser import HTMLParser
from typing import NamedTuple

from sayso.addresses import read_email
from sayso.delivery.reports import LARGEST, MOST_TOKENS, TO_US, has_few_parts, tokens_in

LONGEST_HEADER = 2_000
LONGEST_WORDS, MOST_READ = 20_000, 100_000

BY_A_MACHINE = ("X-Autoreply", "X-Autorespond", "X-Auto-Response-Suppress", "X-Failed-Recipients")
_MANY = re.compile(r"bulk|list|junk|auto", re.IGNORECASE)
_NOBODY = re.compile(r"mailer-daemon|postmaster|no-?_?reply|do-?not-?reply", re.IGNORECASE)
_AWAY = re.compile(
    r"\s*(?:automatic reply|auto[- ]?(?:reply|response)|out of (?:the )?office|abwesen|undeliver|"
    r"mail delivery|delivery (?:status|failure)|returned mail)",
    re.IGNORECASE,
)

_QUOTED = re.compile(r"^[ \t]*>.*$", re.MULTILINE)
_INTRODUCED = re.compile(
    r"^(?:On|Am|Le|El|Il|Op) [^\n]{4,200}(?:\n[^\n]{1,200})?(?:wrote|schrieb[^\n:]*|écrit|escribió|"
    r"scritto|schreef[^\n:]*)\s?:[ \t]*$",
    re.MULTILINE,
)
_FROM_HERE = re.compile(
    r"^(?:-{2,} ?(?:Original|Forwarded) message ?-{2,}|_{20,}|-- ?|"
    r"From: .+\n(?:Sent|Date): .+)$",
    re.MULTILINE | re.IGNORECASE,
)
_MESSAGE_ID = re.compile(r"<[!-;=?-~]{1,900}>", re.ASCII)


class Reply(NamedTuple):
    """Who answered, and in which words of their own; `tokens` are those it may be an answer to."""

    sender: str
    name: str
    subject: str
    words: str
    message_id: str
    tokens: tuple[str, ...]
    hashed: str


def read_reply(raw: bytes) -> Reply | None:
    """The answer of a human being to a message of ours; nothing if it may be anything else."""
    content = raw[:LARGEST]
    if not has_few_parts(content):
        return None
    try:
        return _read(message_from_bytes(content), content)
    except Exception:  # noqa: BLE001 - whatever the standard library makes of it, it is no answer
        return None


def _read(message: Message, content: bytes) -> Reply | None:
    tokens = tokens_in(message, ("In-Reply-To", "References", *TO_US))[:MOST_TOKENS]
    senders = getaddresses([_header(message, "From")])
    if not tokens or len(senders) != 1 or _is_of_a_machine(message):
        return None
    name, address = senders[0]
    sender, words = read_email(address).address, own_words(_text(message))
    subject = _header(message, "Subject")
    if not sender or _NOBODY.match(sender) or not (words or subject):
        return None
    found = _MESSAGE_ID.fullmatch(_header(message, "Message-ID"))
    message_id = found[0] if found else ""
    hashed = sha256(message_id.encode() or content).hexdigest()
    return Reply(sender, name, subject, words[:LONGEST_WORDS], message_id, tokens, hashed)


def _header(message: Message, name: str) -> str:
    """A header in one line, decoded (RFC 2047)."""
    text = str(make_header(decode_header(str(message.get(name, ""))[:LONGEST_HEADER])))
    return " ".join(text.split())


def _is_of_a_machine(message: Message) -> bool:
    """Whether nobody wrote this to us (RFC 3834 section 2): it is automatic, or goes to many."""
    automatic = _header(message, "Auto-Submitted").lower() not in ("", "no")
    returns_nowhere = _header(message, "Return-Path") == "<>"
    to_many = any(name.lower().startswith("list-") for name in message)
    precedence = _MANY.search(_header(message, "Precedence"))
    is_marked = any(name in message for name in BY_A_MACHINE)
    is_report = message.get_content_type() == "multipart/report"
    away = _AWAY.match(_header(message, "Subject"))
    return bool(
        automatic or returns_nowhere or to_many or precedence or is_marked or is_report or away
    )


# --- the words -----------------------------------------------------------------------------


def own_words(text: str) -> str:
    """What somebody wrote themselves, without what they quote and without their signature."""
    text = text[:MOST_READ].replace("\r\n", "\n").replace("\r", "\n")
    text = _QUOTED.sub("", _INTRODUCED.sub("", text))
    end = _FROM_HERE.search(text)
    return re.sub(r"\n{3,}", "\n\n", text[: end.start()] if end else text).strip()


def _text(message: Message) -> str:
    """The words as text; those of a page only if there is nothing else."""
    for kind in ("plain", "html"):
        for part in _parts(message, kind):
            words = _decoded(part)
            return words if kind == "plain" else _of_page(words)
    return ""


def _parts(message: Message, kind: str) -> Iterator[Message]:
    for part in message.walk():
        is_file = part.get_content_disposition() == "attachment"
        if part.get_content_type() == f"text/{kind}" and not is_file:
            yield part


def _decoded(part: Message) -> str:
    content = part.get_payload(decode=True)
    assert isinstance(content, bytes)  # noqa: S101 - it is no multipart
    try:
        return content.decode(str(part.get_content_charset("utf-8")), errors="replace")
    except LookupError:
        return content.decode("utf-8", errors="replace")


class _Page(HTMLParser):
    """The words of a page, without what is quoted in it and what nobody sees."""

    UNSEEN = ("style", "script", "title", "blockquote")
    LINES = ("br", "p", "div", "li", "tr", "h1", "h2", "h3")

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.inside = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        """Begin a line, or what is left out."""
        self.inside += tag in self.UNSEEN
        if tag in self.LINES and not self.inside:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """End what is left out."""
        self.inside = max(0, self.inside - (tag in self.UNSEEN))

    def handle_data(self, data: str) -> None:
        """Take words."""
        if not self.inside:
            self.words.append(" ".join(data.split(" ")).replace("\n", " "))


def _of_page(text: str) -> str:
    page = _Page()
    page.feed(text)
    return "".join(page.words)
