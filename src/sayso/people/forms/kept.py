"""What was sent, sealed and opened; and what of it never becomes a field of the record."""

from functools import partial
from typing import Any

from django.db import transaction

from sayso.people.details import secrets_of
from sayso.people.forms.given import Given, given_from
from sayso.people.forms.remarks import touches
from sayso.people.models import SubjectKey, Submission
from sayso.people.sealing import SealedError, SubjectSecret, seal, unseal
from sayso.policy.details import DataKind, FieldKind
from sayso.policy.models import PolicyVersion
from sayso.policy.schema import Policy


def seal_given(secret: SubjectSecret, sid: str, given: Given) -> bytes:
    """What was given, as it is stored."""
    return seal(secret.key, sid, given.as_dict())


def opened(row: Submission) -> Given:
    """What was given; raises SealedError once it was destroyed."""
    return given_from(unsealed(row.sid, bytes(row.sealed)))


def unsealed(sid: str, sealed: bytes) -> dict[str, Any]:
    """The same as plain data."""
    secret = secrets_of([sid]).get(sid)
    if secret is None or not sealed:
        raise SealedError("What was sent cannot be opened: its key was destroyed.")
    return unseal(secret.key, sid, sealed)


def destroy_key(sid: str) -> None:
    """Once this transaction has ended, nobody opens what was sealed under this secret."""
    transaction.on_commit(partial(_destroy_key, sid))


def _destroy_key(sid: str) -> None:
    SubjectKey.objects.filter(sid=sid).delete()


def shown_under(row: Submission) -> PolicyVersion:
    """The policy that a submission is taken by."""
    return PolicyVersion.objects.get(sha256=row.policy)


def is_sensitive(policy: Policy, given: Given) -> bool:
    """Whether there is special data in it, or a remark that touches on such matters."""
    return any(
        policy.fields[name].data is DataKind.SPECIAL or (_is_remark(policy, name) and touches(text))
        for name, text in given.fields.items()
    )


def for_the_record(policy: Policy, given: Given) -> dict[str, str]:
    """The fields that a record of somebody takes: no remarks, and no special data.

    Those stay with the submission, where nobody is ever chosen by them.
    """
    return {
        name: text
        for name, text in given.fields.items()
        if not _is_remark(policy, name) and policy.fields[name].data is not DataKind.SPECIAL
    }


def _is_remark(policy: Policy, name: str) -> bool:
    return policy.fields[name].kind is FieldKind.LONG_TEXT
