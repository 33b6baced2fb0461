"""Contact points as somebody gave them, read into what they are found under, or refused."""

from typing import NamedTuple

from sayso.addresses import (
    PhoneState,
    exact_postal_key,
    mailbox,
    postal_kin,
    read_email,
    read_phone,
)
from sayso.people.errors import RecordError
from sayso.people.keys import Keyring

KINDS = ("email", "phone", "mobile", "fax", "post")


class Keys(NamedTuple):
    """Under what a contact point is found, as keyed hashes."""

    lookup: str
    kin: str
    other_kin: str = ""


class ReadPoint(NamedTuple):
    """A contact point that was read: as it is kept, and the keys of it before hashing."""

    kind: str
    value: str
    key: str
    kin: tuple[str, ...]


def read_point(kind: str, text: str) -> ReadPoint:
    """A contact point in its plain form; raises RecordError if it is not plainly one."""
    if kind == "email":
        return _email(text)
    if kind in ("phone", "mobile", "fax"):
        return _phone(kind, text)
    if kind == "post":
        return _post(text)
    raise RecordError(
        f"There is no such kind of contact point; use one of {', '.join(KINDS)}.",
        code="unknown_code",
        field="kind",
    )


def is_personal(point: ReadPoint) -> bool:
    """Whether it is one person's alone: an email address, a mobile number. Others are shared."""
    return point.kind == "email" or point.value.startswith("+447")


def hashed(keyring: Keyring, point: ReadPoint) -> Keys:
    """The keys as they are stored."""
    kin = [keyring.suppression_of(one) for one in point.kin]
    return Keys(keyring.lookup_of(point.key), kin[0], kin[1] if len(kin) > 1 else "")


def _email(text: str) -> ReadPoint:
    reading = read_email(text)
    if not reading.address:
        raise _unreadable("email address", reading.note)
    return ReadPoint(
        "email", reading.address, f"email:{reading.key}", (f"email:{mailbox(reading.key)}",)
    )


def _phone(kind: str, text: str) -> ReadPoint:
    reading = read_phone(text)
    if reading.state not in (PhoneState.CLEAN, PhoneState.OUT_OF_SCOPE) or len(reading.numbers) > 1:
        raise _unreadable("telephone number", reading.note)
    key = f"phone:{reading.numbers[0]}"
    return ReadPoint(kind, reading.numbers[0], key, (key,))


def _post(text: str) -> ReadPoint:
    kin = postal_kin([text])
    key = exact_postal_key([text])
    if not kin or not key:
        raise _unreadable("postal address", "there is nothing in it")
    value = ", ".join(part.strip() for part in text.replace("\n", ",").split(",") if part.strip())
    return ReadPoint("post", value, f"post:{key}", tuple(f"post:{one}" for one in kin))


def _unreadable(what: str, note: str) -> RecordError:
    why = f": {note.rstrip('.')}" if note else ""
    return RecordError(
        f"This is not one plain {what}{why}; write it in full.", code="unreadable", field="value"
    )
