"""What people are called and where they are reached: sealed, and opened one person at a time."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings

from sayso.people.keys import Keyring, keyring
from sayso.people.models import Person, SubjectKey
from sayso.people.sealing import SealedError, SubjectSecret, unseal, unwrap

Details = dict[str, Any]
"""`fields`: what we hold, by the catalogue's names, each with its provenance; `points`: the words
of each contact point, by its name.
"""


def keys() -> Keyring:
    """The keys of this installation."""
    return keyring(settings.ENVIRONMENT.keys)


def secrets_of(sids: Iterable[str]) -> dict[str, SubjectSecret]:
    """The secrets of people, as far as they still have one."""
    master = keys().master
    rows = SubjectKey.objects.filter(sid__in=list(sids)).values_list("sid", "wrapped")
    return {sid: unwrap(master, sid, bytes(wrapped)) for sid, wrapped in rows}


def details_of(person: Person) -> Details:
    """What we hold of a person; raises SealedError for one who was shredded."""
    secret = secrets_of([person.sid]).get(person.sid)
    if secret is None:
        raise SealedError("These details cannot be opened: their key was destroyed.")
    return unseal(secret.key, person.sid, bytes(person.sealed))


def open_all(people: Iterable[Person]) -> Mapping[str, Details]:
    """What we hold of several people; whoever was shredded is left out."""
    some = list(people)
    secrets = secrets_of(person.sid for person in some)
    return {
        person.sid: unseal(secrets[person.sid].key, person.sid, bytes(person.sealed))
        for person in some
        if person.sid in secrets and person.sealed
    }
