"""The words of a request under a key of its own, which is destroyed when they have served."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from sayso.people import sealing
from sayso.people.details import keys
from sayso.people.sealing import SealedError, SubjectSecret
from sayso.rights.models import Request, RequestKey


class Note(NamedTuple):
    """What was written on a day: by one of us to whoever asks, or by them to us."""

    on: str
    words: str
    is_theirs: bool = False


class Reached(NamedTuple):
    """One way to reach whoever asks: email, phone or post, as it was read."""

    by: str
    at: str


@dataclass(frozen=True, kw_only=True)
class Particulars:
    """Who asks, for whom, about what, and how they are reached, the best way first.

    `answers` is the Message-ID of the message by which it came, if it came by one.
    """

    who: str = ""
    on_behalf_of: str = ""
    about: str = ""
    reached: tuple[Reached, ...] = ()
    answers: str = ""
    notes: tuple[Note, ...] = ()

    @property
    def email(self) -> str:
        """The address to which we can write by ourselves, if there is one."""
        return next((one.at for one in self.reached if one.by == "email"), "")


def make_key(rid: str) -> SubjectSecret:
    """A secret for one request, stored."""
    secret = sealing.new_secret()
    RequestKey.objects.create(rid=rid, wrapped=sealing.wrap(keys().master, rid, secret))
    return secret


def secret_of(rid: str) -> SubjectSecret:
    """The secret of a request; raises SealedError when it was destroyed."""
    row = RequestKey.objects.filter(rid=rid).first()
    if row is None:
        raise SealedError("The words of this request cannot be opened: their key was destroyed.")
    return sealing.unwrap(keys().master, rid, bytes(row.wrapped))


def seal(secret: SubjectSecret, rid: str, words: Particulars) -> bytes:
    """The words as they are stored, bound to the request they are of."""
    return sealing.seal(secret.key, rid, asdict(words))


def opened(request: Request) -> Particulars:
    """The words again; raises SealedError."""
    secret = secret_of(request.rid)
    found = sealing.unseal(secret.key, request.rid, bytes(request.sealed))
    reached = tuple(Reached(*one) for one in found["reached"])
    return Particulars(**found | {"reached": reached, "notes": _notes(found["notes"])})


def _notes(found: Iterable[list[Any]]) -> tuple[Note, ...]:
    return tuple(Note(*one) for one in found)


def destroy(rids: Iterable[str]) -> int:
    """Destroy the secrets of requests; how many there were."""
    return RequestKey.objects.filter(rid__in=list(rids)).delete()[0]
