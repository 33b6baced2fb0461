"""The record opened for a command that needs people, with whatever it refuses as one sentence."""

from collections.abc import Iterator
from contextlib import contextmanager

from sayso.cli.options import Refusal
from sayso.cli.record import open_record


@contextmanager
def the_record(*, may_be_new: bool = True) -> Iterator[None]:
    """The record and its keys, ready; what they cannot do is a refusal."""
    open_record()
    from sayso.config.backup import BackupError
    from sayso.evidence.errors import EvidenceError
    from sayso.lists.errors import ListError
    from sayso.people.errors import RecordError
    from sayso.people.keys import KeyringError
    from sayso.people.sealing import SealedError
    from sayso.policy.queries import NoPolicyError

    told = (BackupError, EvidenceError, KeyringError, ListError, NoPolicyError, RecordError)
    try:
        if may_be_new:
            _make_first_keys()
        yield
    except (*told, SealedError) as error:
        raise Refusal(str(error)) from None


def _make_first_keys() -> None:
    """The keys of a record in which there is nobody yet; later ones can only be restored."""
    from django.conf import settings

    from sayso.people.keys import MASTER, make_keys
    from sayso.people.models import Person, Suppression

    folder = settings.ENVIRONMENT.keys
    if not (folder / MASTER).exists() and not (
        Person.objects.exists() or Suppression.objects.exists()
    ):
        make_keys(folder)
