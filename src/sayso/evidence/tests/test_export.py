from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from sayso.evidence import export as exporting
from sayso.evidence import queries
from sayso.evidence.actions import drop_expired, seal
from sayso.evidence.errors import EvidenceError
from sayso.evidence.export import export
from sayso.evidence.models import Checkpoint, Entry
from sayso.evidence.note import VerifierKey
from sayso.evidence.offline import verify_folder
from sayso.evidence.tests.log import log, tamper

pytestmark = pytest.mark.django_db(transaction=True)

TOMORROW = timedelta(days=1)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "log"


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_an_export_is_whole_and_only_grows(key: VerifierKey, folder: Path) -> None:
    before: dict[str, bytes] = {}
    for count in (3, 5, 1):
        log(count)
        seal(batch=2)

        assert export(folder) == count

        after = contents(folder)
        assert before.items() <= after.items()
        assert verify_folder(folder, key) == (queries.status().size, 0, [])
        before = after
    assert export(folder) == 0
    assert contents(folder) == before


def test_an_export_is_private(key: VerifierKey, folder: Path) -> None:
    log(1)
    seal()
    export(folder)
    assert folder.stat().st_mode & 0o077 == 0


def test_the_rows_of_a_folder_are_the_leaves_of_the_log(key: VerifierKey, folder: Path) -> None:
    ids = log(3)
    seal()
    export(folder)

    lines = (folder / "000000000003.rows").read_bytes().splitlines()
    assert lines == [Entry.objects.get(id=number).leaf() for number in ids]


def test_many_rows_go_to_several_files(
    key: VerifierKey, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting, "SEGMENT", 4)
    monkeypatch.setattr(queries, "CHUNK", 2)
    log(7)
    seal(batch=3)
    log(9)
    seal(batch=9)

    export(folder)

    assert sorted(path.name for path in folder.glob("*.rows")) == [
        "000000000003.rows",
        "000000000007.rows",
        "000000000016.rows",
    ]
    assert verify_folder(folder, key) == (16, 0, [])
    assert queries.verify(key) == (16, 0, [])


def test_what_a_killed_export_left_behind_does_no_harm(key: VerifierKey, folder: Path) -> None:
    log(2)
    seal()
    export(folder)
    whole = contents(folder)
    (folder / "000000000003.leaves").write_text("1 ")
    (folder / "000000000003.rows.unfinished").write_text("half a ro")
    (folder / "ours.rows").write_text("something else")
    assert verify_folder(folder, key) == (2, 0, [])

    export(folder)

    assert contents(folder) == {**whole, "ours.rows": b"something else"}
    log(2)
    seal()
    export(folder)
    assert verify_folder(folder, key) == (4, 0, [])


def test_the_folder_of_another_log_is_not_continued(key: VerifierKey, folder: Path) -> None:
    log(2)
    seal()
    export(folder)
    before = contents(folder)
    tamper("UPDATE evidence_checkpoint SET note = 'another'")
    log(1)

    with pytest.raises(EvidenceError, match=r"never signed 000000000002\.checkpoint"):
        export(folder)
    assert contents(folder) == before


def test_a_dropped_epoch_leaves_the_folder_too(key: VerifierKey, folder: Path) -> None:
    log(3)
    seal()
    export(folder)
    drop_expired(before=timezone.now() + TOMORROW, actor="retention")
    seal()

    export(folder)

    assert not (folder / "000000000003.rows").exists()
    assert (folder / "000000000003.epoch").exists()
    assert verify_folder(folder, key) == (4, 3, [])


def test_a_new_folder_begins_with_the_hashes_of_what_was_dropped(
    key: VerifierKey, folder: Path
) -> None:
    log(5)
    seal(batch=2)
    drop_expired(before=timezone.now() + TOMORROW, actor="retention")
    log(3)
    seal()

    export(folder)

    assert [path.name for path in folder.glob("*.rows")] == ["000000000009.rows"]
    assert verify_folder(folder, key) == (9, 5, [])


def test_a_fork_is_found_in_the_folder_of_an_earlier_day(key: VerifierKey, folder: Path) -> None:
    ids = log(4)
    seal()
    kept = Checkpoint.objects.get().note
    tamper("DELETE FROM evidence_leaf")
    tamper("DELETE FROM evidence_checkpoint")
    tamper("UPDATE evidence_entry SET kind = 'consent.refused' WHERE id = %s", ids[1])
    tamper("INSERT INTO evidence_unsealed (entry_id) SELECT id FROM evidence_entry")
    seal()
    export(folder)

    assert verify_folder(folder, key).problems == []
    (problem,) = verify_folder(folder, key, [kept]).problems
    assert "forked" in problem


class TestTheDatabase:
    def test_whole_it_has_no_problems(self, key: VerifierKey) -> None:
        log(6)
        seal(batch=4)
        log(1)
        assert queries.verify(key) == (6, 0, [])

    def test_of_nothing_nothing_is_wrong(self, key: VerifierKey) -> None:
        assert queries.verify(key) == (0, 0, [])

    @pytest.mark.parametrize("field", ["kind", "subject", "purpose", "channel", "actor", "policy"])
    def test_an_edited_row_is_named(self, key: VerifierKey, field: str) -> None:
        ids = log(6)
        seal()
        tamper(f"UPDATE evidence_entry SET {field} = 'x' WHERE id = %s", ids[3])  # noqa: S608 - our names
        assert queries.verify(key).problems == [f"Row {ids[3]} was edited (leaf 3)."]

    @pytest.mark.parametrize("field", ["at", "happened_on"])
    def test_so_is_one_whose_day_was_edited(self, key: VerifierKey, field: str) -> None:
        ids = log(6)
        seal()
        tamper(f"UPDATE evidence_entry SET {field} = '2020-01-01' WHERE id = %s", ids[3])  # noqa: S608 - our names
        assert queries.verify(key).problems == [f"Row {ids[3]} was edited (leaf 3)."]

    def test_a_removed_row_is_named(self, key: VerifierKey) -> None:
        ids = log(6)
        seal()
        tamper("DELETE FROM evidence_entry WHERE id = %s", ids[3])
        assert queries.verify(key).problems == [f"Row {ids[3]} was removed (leaf 3)."]

    def test_a_log_cut_short_is_found(self, key: VerifierKey) -> None:
        log(6)
        seal()
        tamper("DELETE FROM evidence_leaf WHERE number >= 4")
        (cut, *never_sealed) = queries.verify(key).problems
        assert "cut short" in cut
        assert len(never_sealed) == 2

    def test_a_row_kept_from_the_sealer_is_named(self, key: VerifierKey) -> None:
        (number,) = log(1)
        tamper("DELETE FROM evidence_unsealed")
        assert queries.verify(key).problems == [
            f"Row {number} was never sealed, and does not wait to be."
        ]

    def test_a_checkpoint_that_the_key_did_not_sign_is_refused(self, key: VerifierKey) -> None:
        log(1)
        seal()
        tamper("UPDATE evidence_checkpoint SET note = 'x'")
        with pytest.raises(EvidenceError):
            queries.verify(key)
