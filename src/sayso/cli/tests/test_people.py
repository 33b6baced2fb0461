import csv
import io
import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.conf import settings

from sayso.cli.tests.terminal import PROGRAM, Told, assert_one_sentence, run
from sayso.config.backup import back_up
from sayso.config.tables import digest, tables
from sayso.evidence.models import Entry
from sayso.people.actions import NewPerson, NewPoint, add_people, shred
from sayso.people.api_keys import asker
from sayso.people.api_models import ApiKey
from sayso.people.declared import origin
from sayso.people.models import Event, Organisation, Person, Standing
from sayso.people.points import read_point
from sayso.people.restore import reapply
from sayso.people.tests.cast import CLERK, LAST_YEAR, TODAY, no, person, says, version, yes
from sayso.people.tests.conftest import installation, policy
from sayso.people.tests.said_before import tamper

__all__ = ["installation", "policy"]

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
    pytest.mark.usefixtures("policy"),
]


@pytest.fixture
def ada() -> Person:
    found = person("ada")
    says(yes(found))
    return found


@pytest.fixture
def bert() -> Person:
    found = person("bert")
    says(yes(found), no(found, on=TODAY))
    return found


def sayso(*arguments: str | Path) -> Told:
    told = run(*arguments)
    assert (told.code, told.err) == (0, ""), told
    return told


# --- person ------------------------------------------------------------------------------


def test_what_is_held_is_shown_with_where_it_is_from(ada: Person) -> None:
    out = sayso("person", "show", ada.ref).out
    for line in (
        ada.ref,
        "  name: Ada",
        "    from website-enquiry on 2025-11-03, keyed by Aisha Clerk, notice website:2017-08",
        "  email: ada@example.org",
        "  2025-11-03  consent (news-email, web-form)",
        "  news                 email      yes  electronic-mail-consent",
        "  events               email      no   electronic-mail-consent",
    ):
        assert line in out.splitlines()


def test_it_is_shown_as_data(ada: Person, bert: Person) -> None:
    held = json.loads(sayso("person", "show", bert.ref, "--json").out)
    assert [event["kind"] for event in held["said"]][-1] == "objection"
    assert "ada@" not in json.dumps(held)


def test_nobody_is_destroyed_unless_it_is_meant(ada: Person) -> None:
    told = run("person", "shred", ada.ref, "--by", CLERK)
    assert_one_sentence(told)
    assert told.code == 2
    ada.refresh_from_db()
    assert ada.shredded_at is None


def test_somebody_is_destroyed_once_and_shown_as_such(ada: Person) -> None:
    assert sayso("person", "shred", ada.ref, "--by", CLERK, "--yes").out.startswith("Destroyed")
    assert_one_sentence(run("person", "shred", ada.ref, "--by", CLERK, "--yes"))
    out = sayso("person", "show", ada.ref).out
    assert "Ada" not in out
    assert "What was held was destroyed on" in out
    assert "shredded" in out


@pytest.mark.parametrize("command", [("show",), ("shred", "--by", CLERK, "--yes")])
def test_nobody_is_found_by_a_name_that_is_none(command: tuple[str, ...], ada: Person) -> None:
    what, *rest = command
    told = run("person", what, "ada@example.org", *rest)
    assert told.code == 2
    assert_one_sentence(told, "ada@example.org")


# --- what holds, and what held -----------------------------------------------------------


def test_a_rebuild_is_compared_and_made(ada: Person, bert: Person) -> None:
    assert "follows" in sayso("rebuild", "--check").out
    Standing.objects.filter(person=bert).update(facts=Standing.objects.get(person=ada).facts)
    told = run("rebuild", "--check")
    assert_one_sentence(told)
    assert "1 people" in told.err
    assert sayso("rebuild").out == "Made anew for 2 people.\n"
    sayso("rebuild", "--check")


def test_what_was_tampered_with_is_named_and_nobody_with_it(ada: Person, bert: Person) -> None:
    event = Event.objects.get(kind="objection").id
    tamper("UPDATE people_event SET happened_on = '2020-02-02' WHERE kind = 'objection'")
    told = run("rebuild", "--check")
    assert told.code == 2
    assert told.out.startswith(f"Event {event} was changed since it was logged (row ")
    assert_one_sentence(told._replace(out=""), bert.sid)
    assert "not as it was logged (problems: 1)" in told.err


def replay(who: Person, *more: str) -> str:
    asked = ("--purpose", "news", "--channel", "email", "--on", "2026-11-22")
    return sayso("replay", who.ref, *asked, "--known-on", "2026-03-01", *more).out


def test_both_answers_are_told_and_what_was_learned(ada: Person) -> None:
    lines = replay(ada).splitlines()
    assert lines[:2] == ["Knowing what we knew on 1 March 2026:", "  Refused: no_contact_point"]
    assert "  Allowed: electronic-mail-consent" in lines
    assert "What makes the difference:" in lines
    assert any(line.startswith("  - consent (news-email) of 3 November 2025") for line in lines)


def test_both_answers_are_given_as_data(ada: Person) -> None:
    found = json.loads(replay(ada, "--json"))
    assert found["then"]["verdict"] == "deny"
    assert found["now"]["verdict"] == "allow"
    assert found["learned"]


# --- jobs by hand ------------------------------------------------------------------------


def test_registers_are_searched_and_people_expired_by_hand(ada: Person) -> None:
    assert sayso("screen").out == "Every edition held is searched already.\n"
    assert sayso("expire").out == "0 people are due.\n0 requests are due.\n"
    assert sayso("expire", "--apply").out == "0 people were erased.\n0 requests were erased.\n"


# --- keys --------------------------------------------------------------------------------


def test_a_program_that_is_to_ask_no_more_is_told_nothing_from_that_moment(ada: Person) -> None:
    assert "No program has a key" in sayso("key", "list").out
    secret = run("key", "new", "api", "--name", "website", "--scope", "people:read").out.strip()
    kid = secret.split("_")[1]
    listed = sayso("key", "list").out
    assert kid in listed
    assert "in use" in listed
    assert "website: people:read" in listed
    assert secret.split("_")[2] not in listed

    assert sayso("key", "end", kid).out == "It opens nothing any more.\n"
    assert "ended 20" in sayso("key", "list").out
    assert asker(secret) is None
    assert_one_sentence(run("key", "end", kid))

    ApiKey.objects.update(ended_at=None)  # as in a backup from before
    reapply()
    assert asker(secret) is None


def test_keys_are_made_for_the_log_and_for_suppressions(ada: Person) -> None:
    told = run("key", "new", "signing")
    assert told.code == 0
    assert re.fullmatch(r"sayso\S+\+[0-9a-f]{8}\+\S+\n", told.out)
    assert_one_sentence(run("key", "new", "signing"))
    assert "Suppression key 2" in sayso("key", "new", "suppression", "--by", CLERK).out
    assert (settings.ENVIRONMENT.keys / "suppression-2.key").exists()


# --- leaving -----------------------------------------------------------------------------


def test_everything_is_exported_in_the_open_for_its_owner_alone(
    ada: Person, bert: Person, tmp_path: Path
) -> None:
    to = tmp_path / "leaving"
    told = sayso("export", to, "--by", CLERK)
    assert "personal data" in told.out
    assert Entry.objects.filter(kind="people.exported").count() == 1
    assert {path.stem for path in to.glob("*.csv")} == {path.stem for path in to.glob("*.jsonl")}
    assert all(path.stat().st_mode & 0o077 == 0 for path in (to, *to.rglob("*")))
    rows = [json.loads(line) for line in (to / "people_person.jsonl").read_text().splitlines()]
    assert {row["fields"]["name"]["value"] for row in rows} == {"Ada", "Bert"}
    points = list(csv.DictReader(io.StringIO((to / "people_contactpoint.csv").read_text())))
    assert {"ada@example.org", "+442079460001"} < {point["value"] for point in points}
    assert "IT HOLDS PERSONAL DATA" in (to / "README.txt").read_text()
    assert (to / "policies" / "1.yaml").read_text() == version().text
    assert not list(tmp_path.glob(".sayso*"))


def test_no_cell_of_an_export_is_run_by_a_spreadsheet(tmp_path: Path) -> None:
    formula = '=HYPERLINK("http://example.org")'
    Organisation.objects.create(oid="1" * 32, name=formula)
    given = origin(version().policy, source="shop", given_on=LAST_YEAR, actor=CLERK)
    late = NewPoint(read_point("post", "1 Sample Street, Exampleton, ZZ1 1AA"), "@SUM(1)")
    add_people(new=[NewPerson(given, {"name": formula}, [late])], actor=CLERK, policy="")
    to = tmp_path / "leaving"
    sayso("export", to, "--by", CLERK)
    cells = [
        cell
        for path in to.glob("*.csv")
        for row in csv.reader(io.StringIO(path.read_text()))
        for cell in row
    ]
    assert f"'{formula}" in cells
    assert "'@SUM(1)" in cells
    assert not [cell for cell in cells if cell[:1] in "=@" and cell]
    assert json.loads((to / "people_organisation.jsonl").read_text())["name"] == formula


def test_an_export_never_writes_over_anything(ada: Person, tmp_path: Path) -> None:
    (tmp_path / "leaving").mkdir()
    told = run("export", tmp_path / "leaving", "--by", CLERK)
    assert_one_sentence(told)
    assert not list((tmp_path / "leaving").iterdir())


# --- backups, on another database --------------------------------------------------------


def elsewhere(folder: Path, *arguments: str | Path) -> Told:
    """A command in an installation of its own, with an SQLite database."""
    surroundings = {
        name: value for name, value in os.environ.items() if not name.startswith("SAYSO_")
    }
    surroundings |= {"SAYSO_HOME": str(folder / "home"), "SAYSO_KEYS": str(folder / "keys")}
    surroundings |= {"DATABASE_URL": f"sqlite:///{folder}/home/sayso.sqlite3"}
    done = subprocess.run(
        [PROGRAM, *map(str, arguments)],
        env=surroundings,
        capture_output=True,
        text=True,
        check=False,
    )
    return Told(done.returncode, done.stdout, done.stderr)


def digests() -> dict[str, object]:
    return {model.__name__: digest(model) for model in tables()}


def test_a_backup_moves_to_another_database_and_back_and_stays_equal(
    ada: Person, bert: Person, tmp_path: Path
) -> None:
    before = digests()
    kept, kept_keys = tmp_path / "kept", tmp_path / "kept-keys"
    assert "holds no keys" in sayso("backup", kept).out
    assert "Destroy it" in sayso("backup", kept_keys, "--keys").out
    (of_record,), (of_keys,) = kept.glob("*.zip"), kept_keys.glob("*.zip")
    other = tmp_path / "other"

    assert elsewhere(other, "restore", of_record).code == 2
    assert "2 people" in elsewhere(other, "restore", of_keys).out
    restored = elsewhere(other, "restore", of_record)
    assert restored.code == 0, restored
    assert "Said again since then: 0 stops" in restored.out
    assert "name: Ada" in elsewhere(other, "person", "show", ada.ref).out
    assert "follows" in elsewhere(other, "rebuild", "--check").out
    assert_one_sentence(elsewhere(other, "restore", of_record))
    assert_one_sentence(elsewhere(other, "restore", of_keys))

    assert elsewhere(other, "backup", tmp_path / "back").code == 0
    (back,) = (tmp_path / "back").glob("*.zip")
    assert digests() == before
    assert manifest(back)["tables"] == manifest(of_record)["tables"]


def manifest(path: Path) -> dict[str, object]:
    with ZipFile(path) as file:
        return json.loads(file.read("manifest.json"))  # type: ignore[no-any-return]


def test_an_erasure_since_the_backup_is_done_again_by_the_restore(
    ada: Person, bert: Person, tmp_path: Path
) -> None:
    of_record = back_up(tmp_path / "kept")
    shred(sid=ada.sid, actor=CLERK, policy="", on=TODAY)
    other = tmp_path / "other"
    shutil.copytree(settings.ENVIRONMENT.keys, other / "keys")
    restored = elsewhere(other, "restore", of_record)
    assert "2 contact points to leave alone, 1 erasures" in restored.out, restored
    out = elsewhere(other, "person", "show", ada.ref).out
    assert "What was held was destroyed on" in out
    assert "Ada" not in out


def test_the_keys_of_a_record_that_lost_them_are_not_made_anew(ada: Person) -> None:
    shutil.rmtree(settings.ENVIRONMENT.keys)
    told = run("person", "show", ada.ref)
    assert told.code == 2
    assert_one_sentence(told)
    assert not settings.ENVIRONMENT.keys.exists()
