"""Whether the words in which people are asked can do what the policy wants of them."""

import re
from collections.abc import Iterator

from sayso.law.codes import Channel, SenderNamed
from sayso.policy.purposes import UseOfDetails, Wording

_BY_DOING = (
    r"\bby (?!ticking|checking|choosing|saying|answering)(?:\w+ing|completion|submission)\b"
    r"[^.?!]*\b(?:you|i|we)\b[^.?!]*\b(?:agree|consent|accept|authorise|permit)"
)
_CONDITION = r"\b(?:condition of|in order to (?:enter|join|register|book|proceed))\b"
_SENDING = (
    r"(?:(?:submit|send|complet|suppl|provid|sign|fill|giv|enter|us|continu)\w*ing"
    r"|submission|completion)"
)
_MEANS = (
    rf"\b{_SENDING}\b[^.?!]*\b(?:means?|constitutes?|signif(?:y|ies)|impl(?:y|ies)|amounts? to)\b"
    r"[^.?!]*\b(?:agree|consent|accept|permission)"
)
_AGREED_BY = (
    r"\b(?:you|i|we) (?:\w+ )?(?:agree|consent|accept|authorise|permit)\b"
    rf"[^.?!]*\b(?:by|when|if|on) (?:\w+ ){{0,2}}{_SENDING}\b"
)
BUNDLED = re.compile(f"{_BY_DOING}|{_CONDITION}|{_MEANS}|{_AGREED_BY}", re.IGNORECASE)
"""An agreement that comes with something else that the person does."""

PRESUMED = re.compile(
    r"\bunless you\b|\b(?:un-?tick|uncheck)\b|\bpre-?(?:ticked|checked)\b"
    r"|\btick[^.?!]*\b(?:do not|don['’]t|not to|rather not|no longer)\b"
    r"|\b(?:we (?:will|shall)|we['’]ll) (?:assume|take it)\b",
    re.IGNORECASE,
)
"""A yes that happens if the person does nothing."""


def dishonest(wording: Wording) -> Iterator[tuple[str, str]]:
    """What the assessment claims and the words themselves deny: the field, and why."""
    text = " ".join(wording.text.split())
    if wording.assessed.unbundled and (found := BUNDLED.search(text)):
        yield (
            "unbundled",
            f"these words tie the yes to something else ('{_clip(found[0])}'): write false",
        )
    if wording.assessed.affirmative and (found := PRESUMED.search(text)):
        yield "affirmative", f"these words presume a yes ('{_clip(found[0])}'): write false"


def _clip(words: str) -> str:
    return words if len(words) <= 60 else f"{words[:60]}…"


def fits(wording: Wording, slug: str, purpose: UseOfDetails, channel: Channel) -> Iterator[str]:
    """Why a yes to these words would not do for this purpose and channel."""
    if channel not in wording.channels:
        yield f"does not name {channel}; ask in words that do"
    if slug not in wording.purposes and "all" not in wording.purposes:
        yield "does not name this purpose; ask in words that do"
    if uncovered := [code for code in purpose.promotes if code not in wording.covers]:
        yield f"does not cover {uncovered[0]}; ask in words that do"
    if wording.sender_named is not SenderNamed.NAMED:
        yield "does not name the sender; ask in words that do"
    for claim, value in wording.assessed:
        if not value:
            yield f"was not found {claim}; ask in words that are"
