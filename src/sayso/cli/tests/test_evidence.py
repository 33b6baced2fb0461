import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from sayso.cli.tests.terminal import Told, assert_one_sentence, run, start
from sayso.evidence.keys import new_signing_key
from sayso.evidence.models import Entry
from sayso.evidence.tests.log import log, make_key, tamper

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "keys"])


@pytest.fixture(autouse=True)
def key(tmp_path: Path) -> Iterator[str]:
    before = settings.ENVIRONMENT
    yield str(make_key(tmp_path))
    settings.ENVIRONMENT = before


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    """A log of three rows in a folder."""
    log(3)
    assert run("evidence", "checkpoint", "--to", tmp_path / "log").code == 0
    return tmp_path / "log"


def evidence(*arguments: str | Path) -> Told:
    return run("evidence", *arguments)


def test_the_verifier_key_can_be_had_at_any_time(key: str, exported: Path, tmp_path: Path) -> None:
    told = evidence("key")
    assert (told.code, told.out, told.err) == (0, f"{key}\n", "")
    (tmp_path / "log.pub").write_text(told.out, "utf-8")
    assert evidence("verify", exported, "--key", tmp_path / "log.pub").code == 0


def test_a_checkpoint_is_printed_alone_so_that_it_can_be_kept(key: str) -> None:
    log(3)
    told = evidence("checkpoint")

    assert (told.code, told.err) == (0, "Sealed 3 rows.\n")
    assert told.out.startswith(f"{key.partition('+')[0]}\n3\n")
    assert told.out.endswith("\n")
    again = evidence("checkpoint")
    assert (again.out, again.err) == (told.out, "Sealed 0 rows.\n")


def test_an_empty_log_has_no_checkpoint() -> None:
    assert evidence("checkpoint").out == "The log is empty yet.\n"
    assert evidence("verify").out == "Verified: 0 rows.\n"


def test_the_database_is_verified(exported: Path) -> None:
    assert evidence("verify") == (0, "Verified: 3 rows.\n", "")
    row = Entry.objects.order_by("id")[1]
    tamper("UPDATE evidence_entry SET kind = 'consent.refused' WHERE id = %s", row.pk)

    told = evidence("verify")
    assert told.code == 1
    assert told.out == f"Row {row.pk} was edited (leaf 1).\n"
    assert told.err == "sayso: This log is not as it was signed (problems: 1).\n"


def test_a_folder_is_verified_with_the_key_alone(exported: Path, key: str) -> None:
    assert evidence("verify", exported, "--key", key) == (0, "Verified: 3 rows.\n", "")
    (exported / "000000000003.rows").write_text("{}\n")

    told = evidence("verify", exported, "--key", key)
    assert told.code == 1
    assert told.out.count(" was removed ") == 3


def test_the_key_may_be_in_a_file(exported: Path, key: str, tmp_path: Path) -> None:
    (tmp_path / "log.pub").write_text(f"{key}\n")
    assert evidence("verify", exported, "--key", tmp_path / "log.pub").code == 0


def test_a_kept_checkpoint_finds_what_was_cut_off(exported: Path, key: str, tmp_path: Path) -> None:
    log(1)
    (tmp_path / "kept").write_text(evidence("checkpoint").out)

    for arguments in ((exported, "--key", key), ()):
        whole = evidence("verify", *arguments)
        assert whole.code == 0, whole.err
    told = evidence("verify", exported, "--key", key, "--retained", tmp_path / "kept")
    assert (told.code, "cut short" in told.out) == (1, True)
    assert evidence("verify", "--retained", tmp_path / "kept").code == 0


def test_a_receipt_is_verified_with_the_key_alone(exported: Path, key: str, tmp_path: Path) -> None:
    row = Entry.objects.order_by("id")[1]
    path = tmp_path / "one.tlog-proof"

    assert evidence("receipt", str(row.pk), "-o", path) == (0, "", "")
    assert evidence("receipt", str(row.pk)).out == path.read_text()

    told = evidence("verify", path, "--key", key)
    assert (told.code, told.err) == (0, "")
    line, verified = told.out.splitlines()
    assert json.loads(line)["id"] == row.pk
    assert verified == "Verified: this is in the log of 3 rows."


def test_what_cannot_be_done_is_one_sentence(exported: Path, key: str, tmp_path: Path) -> None:
    (tmp_path / "rubbish").write_bytes(b"\xff\x00 rubbish")
    other = new_signing_key(tmp_path / "other")

    for arguments in (
        ("receipt", "999999"),
        ("receipt", "Ada"),
        ("verify", exported),
        ("verify", exported, "--key", "rubbish"),
        ("verify", exported, "--key", other),
        ("verify", tmp_path / "rubbish", "--key", key),
        ("verify", tmp_path, "--key", key),
        ("verify", tmp_path / "nowhere", "--key", key),
        ("verify", exported, "--key", key, "--retained", tmp_path / "rubbish"),
    ):
        told = evidence(*arguments)
        assert told.code == 2
        assert_one_sentence(told)


def in_a_process(home: Path, **environment: str) -> Told:
    home.mkdir(exist_ok=True)
    variables = {"SAYSO_HOME": str(home / "var"), "SAYSO_KEYS": "", "DATABASE_URL": ""}
    process = start("evidence", "checkpoint", env={**variables, **environment})
    out, err = process.communicate()
    return Told(process.returncode, out.decode(), err.decode())


def test_the_record_is_made_when_it_is_first_needed_and_for_nobody_else(tmp_path: Path) -> None:
    home = tmp_path / "new"

    assert in_a_process(home) == (0, "The log is empty yet.\n", "Sealed 0 rows.\n")
    assert in_a_process(home) == (0, "The log is empty yet.\n", "Sealed 0 rows.\n")
    for folder in ("var", "var-keys"):
        assert (home / folder).stat().st_mode & 0o077 == 0
    assert (home / "var" / "sayso.sqlite3").stat().st_mode & 0o077 == 0


def test_commands_that_make_the_record_at_once_do_so_in_turn(tmp_path: Path) -> None:
    variables = {"SAYSO_HOME": str(tmp_path / "var"), "SAYSO_KEYS": "", "DATABASE_URL": ""}
    processes = [start("evidence", "checkpoint", env=variables) for _ in range(3)]

    for process in processes:
        out, err = process.communicate()
        assert (process.returncode, out) == (0, b"The log is empty yet.\n"), err


@pytest.mark.parametrize(
    "url", ["mysql://localhost/log", "postgresql://[", "postgresql://ada:secret@localhost:1/log"]
)
def test_a_database_that_cannot_be_used_is_one_sentence(tmp_path: Path, url: str) -> None:
    told = in_a_process(tmp_path, DATABASE_URL=url)

    assert told.code == 2
    assert_one_sentence(told, "secret", "ada")
    assert "DATABASE_URL" in told.err
