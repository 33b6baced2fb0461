import os
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils import timezone

from sayso.evidence import queries
from sayso.evidence.actions import append, append_many, drop_expired, seal
from sayso.evidence.errors import EvidenceError
from sayso.evidence.keys import new_signing_key, signing_key
from sayso.evidence.models import Checkpoint, Entry, Leaf, Unsealed
from sayso.evidence.note import VerifierKey, read_checkpoint
from sayso.evidence.offline import verify_receipt
from sayso.evidence.tests import rfc
from sayso.evidence.tests.log import ADA, events, log, tamper
from sayso.evidence.tree import extends

pytestmark = pytest.mark.django_db(transaction=True)


def sealed_rows() -> list[bytes]:
    return queries.rows(0, Leaf.objects.count())[1]


def test_an_event_is_a_row_with_its_instant() -> None:
    before = timezone.now()
    with transaction.atomic():
        number = append(kind="consent.given", actor="member:7", subject=ADA, channel="email")

    entry = Entry.objects.get(id=number)
    assert (entry.kind, entry.subject, entry.channel) == ("consent.given", ADA, "email")
    assert before <= entry.at <= timezone.now()


def test_an_event_outside_a_transaction_is_refused() -> None:
    with pytest.raises(EvidenceError, match="atomic"):
        append(kind="consent.given", actor="member:7")
    assert not Entry.objects.exists()


def test_an_event_goes_with_the_transaction_that_did_not_happen(key: VerifierKey) -> None:
    with transaction.atomic():
        append_many(events(3))
        transaction.set_rollback(True)
    log(2)

    assert seal() == 2
    assert list(Leaf.objects.values_list("number", flat=True)) == [0, 1]


def test_nothing_is_signed_of_nothing(key: VerifierKey) -> None:
    assert seal() == 0
    assert queries.status() == (0, 0, 0, None)


@pytest.mark.parametrize("batch", [1, 3, 7, 100])
def test_the_tree_is_that_of_the_rows_in_order(key: VerifierKey, batch: int) -> None:
    ids = log(9)
    assert queries.status() == (0, 0, 9, None)

    assert seal(batch=batch) == 9

    assert list(Leaf.objects.order_by("number").values_list("number", "entry_id")) == list(
        enumerate(ids)
    )
    assert not Unsealed.objects.exists()
    for checkpoint in Checkpoint.objects.all():
        signed = read_checkpoint(checkpoint.note, key)
        assert signed == (checkpoint.size, rfc.mth(sealed_rows()[: checkpoint.size]))
    assert queries.status()[:3] == (9, 0, 0)


def test_sealing_twice_adds_nothing(key: VerifierKey) -> None:
    log(3)
    seal()
    before = list(Checkpoint.objects.values_list("note", flat=True))

    assert seal() == 0
    assert list(Checkpoint.objects.values_list("note", flat=True)) == before


def test_every_row_has_a_receipt_that_holds_without_us(key: VerifierKey) -> None:
    ids = log(11)
    seal(batch=4)

    for number in ids:
        row, checkpoint = verify_receipt(queries.receipt(number), key)
        assert row == Entry.objects.get(id=number).leaf()
        assert checkpoint.size == 11


def test_a_receipt_says_why_it_cannot_be_given(key: VerifierKey) -> None:
    (number,) = log(1)
    with pytest.raises(EvidenceError, match="not sealed"):
        queries.receipt(number)
    with pytest.raises(EvidenceError, match="not in the log"):
        queries.receipt(number + 1)


def test_every_checkpoint_extends_those_before_it(key: VerifierKey) -> None:
    log(13)
    seal(batch=3)
    signed = [read_checkpoint(each.note, key) for each in Checkpoint.objects.all()]

    assert [size for size, _ in signed] == [3, 6, 9, 12, 13]
    for old in signed:
        for new in signed[signed.index(old) :]:
            assert extends(*old, *new, queries.consistency(old.size, new.size))


def test_a_tree_that_was_tampered_with_is_not_signed(key: VerifierKey) -> None:
    log(5)
    seal()
    tamper("UPDATE evidence_leaf SET hashes = %s WHERE number = 3", bytes(96))
    log(1)

    with pytest.raises(EvidenceError, match="nothing was signed"):
        seal()
    assert Checkpoint.objects.count() == 1
    assert Leaf.objects.count() == 5


def test_a_tree_that_lost_a_row_is_not_signed(key: VerifierKey) -> None:
    log(5)
    seal()
    tamper("DELETE FROM evidence_leaf WHERE number = 4")
    log(1)

    with pytest.raises(EvidenceError, match="lost rows"):
        seal()


def test_another_key_does_not_go_on_with_the_log(key: VerifierKey, tmp_path: Path) -> None:
    log(1)
    seal()
    new_signing_key(tmp_path / "other")
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, keys=tmp_path / "other")
    log(1)

    with pytest.raises(EvidenceError, match="not signed by"):
        seal()


def test_without_a_key_nothing_is_sealed_and_everything_waits(tmp_path: Path) -> None:
    log(2)
    with pytest.raises(EvidenceError, match="sayso key new signing"):
        signing_key(tmp_path)
    assert queries.status().unsealed == 2


@pytest.mark.skipif(os.name != "posix", reason="Windows has no such modes")
@pytest.mark.parametrize(("path", "mode"), [("", 0o750), ("signing.key", 0o640)])
def test_a_key_that_others_can_read_is_not_used(
    key: VerifierKey, tmp_path: Path, path: str, mode: int
) -> None:
    (tmp_path / "keys" / path).chmod(mode)
    log(1)

    with pytest.raises(EvidenceError, match="chmod"):
        seal()


def test_a_key_is_never_replaced(tmp_path: Path) -> None:
    first = new_signing_key(tmp_path / "keys")

    with pytest.raises(EvidenceError, match="already"):
        new_signing_key(tmp_path / "keys")
    assert str(signing_key(tmp_path / "keys").verifier) == first


class TestDropping:
    def test_what_was_kept_long_enough_is_gone_and_everything_is_still_proved(
        self, key: VerifierKey
    ) -> None:
        ids = log(5)
        seal()
        receipt, moment = queries.receipt(ids[1]), timezone.now()
        later = log(4)
        seal()

        assert drop_expired(before=moment, actor="retention") == 5

        assert list(Entry.objects.order_by("id").values_list("id", flat=True))[:4] == later
        assert Entry.objects.get(kind="log.epoch_dropped").actor == "retention"
        seal()
        assert queries.verify(key) == (10, 5, [])
        assert verify_receipt(receipt, key)[1].size == 5
        assert verify_receipt(queries.receipt(later[0]), key)[1].size == 10
        with pytest.raises(EvidenceError, match="dropped"):
            queries.receipt(ids[1])

    def test_only_whole_epochs_are_dropped_and_only_once(self, key: VerifierKey) -> None:
        log(3)
        seal()
        signed_at = Checkpoint.objects.get().at

        assert drop_expired(before=signed_at, actor="retention") == 0
        assert drop_expired(before=signed_at + timedelta(seconds=1), actor="retention") == 3
        assert drop_expired(before=signed_at + timedelta(seconds=1), actor="retention") == 0

    def test_an_unsealed_row_is_never_dropped(self, key: VerifierKey) -> None:
        log(3)
        assert drop_expired(before=timezone.now() + timedelta(days=1), actor="retention") == 0
        assert Entry.objects.count() == 3

    def test_a_row_after_the_epoch_cannot_be_deleted(self, key: VerifierKey) -> None:
        log(2)
        seal()
        moment = timezone.now()
        (later,) = log(1)
        seal()
        drop_expired(before=moment, actor="retention")

        with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
            Entry.objects.filter(id=later).delete()


def test_a_waiting_row_that_somebody_took_away_does_not_hold_the_sealer_up(
    key: VerifierKey,
) -> None:
    first, *_ = log(3)
    tamper("DELETE FROM evidence_entry WHERE id = %s", first)

    assert seal() == 2
    assert queries.status()[:3] == (2, 0, 1)
