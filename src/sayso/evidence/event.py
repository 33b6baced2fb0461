"""What somebody asks the log to keep, refused if it could name or reach a person."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from sayso.evidence.errors import EvidenceError

WORD = re.compile(r"[a-z0-9](?:[a-z0-9._:/-]*[a-z0-9])?", re.ASCII)
OPAQUE = re.compile(  # a pseudonym, a hash, a day or a month
    r"(?<![0-9a-z])(?:[0-9a-f]{32}|[0-9a-f]{64}|20\d\d-[01]\d(?:-[0-3]\d)?)(?![0-9a-z])"
)
CONTACT = re.compile(r"\d(?:[^0-9a-z]*\d){5}")
PSEUDONYM = re.compile(r"(?:[0-9a-f]{32})?")
HASH = re.compile(r"(?:[0-9a-f]{64})?")

LONGEST = {"kind": 60, "purpose": 100, "channel": 40, "policy": 100, "actor": 100}


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing said or done. People are pseudonyms here, and so is whoever acted (`actor`).

    Words are lower-case identifiers of the policy and the programme. They are refused if they hold
    an @, or six digits that are neither a day nor in a hash: it could be somebody's number.
    """

    kind: str
    actor: str
    subject: str = ""
    purpose: str = ""
    channel: str = ""
    wording_hash: str = ""
    policy: str = ""
    commitment: str = ""
    happened_on: date | None = None

    def __post_init__(self) -> None:
        """Refuse what is not meant for the log, and name the field and not its value."""
        if not (self.kind and self.actor):
            raise EvidenceError("An event needs its kind, and the pseudonym of whoever acted.")
        if wrong := _no_plain_word(self.kind, self.purpose, self.channel, self.policy, self.actor):
            raise EvidenceError(_refused(wrong, "a lower-case identifier of nobody"))
        if not PSEUDONYM.fullmatch(self.subject):
            raise EvidenceError(_refused("subject", "a pseudonym of 32 hexadecimal digits"))
        for name in ("wording_hash", "commitment"):
            if not HASH.fullmatch(getattr(self, name)):
                raise EvidenceError(_refused(name, "a hash of 64 hexadecimal digits"))


@lru_cache(maxsize=4096)
def _no_plain_word(*words: str) -> str:
    """The first field that cannot stand in the log, of these in the order of `LONGEST`.

    The words of a policy are few, and are asked about together again and again.
    """
    named = zip(LONGEST.items(), words, strict=True)
    return next((name for (name, longest), word in named if not is_plain(word, longest)), "")


def is_plain(word: str, longest: int) -> bool:
    """Can this stand in the log?"""
    if not word:
        return True
    plain = len(word) <= longest and WORD.fullmatch(word)
    return bool(plain) and not CONTACT.search(OPAQUE.sub("~", word))


def _refused(name: str, instead: str) -> str:
    return (
        f"The log does not take this {name}, for it could identify somebody: it must be {instead}."
    )
