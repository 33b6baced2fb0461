import json
import re
import shutil
from datetime import timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.db.models import F

from sayso.config import backup
from sayso.config.backup import BackupError, back_up, restore
from sayso.config.key_backup import (
    back_up_keys,
    is_of_keys,
    restore_key_files,
    restore_keys_of_people,
)
from sayso.config.tables import digest, tables
from sayso.delivery import actions as delivery
from sayso.delivery.actions import PATIENCE
from sayso.delivery.models import Intent, MessageKey, State
from sayso.delivery.outcome import Came, Outcome
from sayso.delivery.sealing import unseal
from sayso.delivery.tests.outbox import marketing, service
from sayso.evidence.actions import seal
from sayso.evidence.keys import new_signing_key
from sayso.evidence.models import Entry
from sayso.evidence.tests.log import tamper as tamper_with_log
from sayso.evidence.triggers import TABLES
from sayso.law.codes import Channel
from sayso.people import said
from sayso.people.actions import NewEvent, Stop, shred, suppress
from sayso.people.details import details_of, keys
from sayso.people.models import ContactPoint, Event, Person, SubjectKey, Suppression
from sayso.people.points import hashed, read_point
from sayso.people.projection import differences
from sayso.people.restore import Reapplied, reapply
from sayso.people.rotation import rotate
from sayso.people.sealing import SealedError
from sayso.people.tests.cast import CLERK, EMAILS, TODAY, may, no, person, says, version, yes
from sayso.people.tests.conftest import installation, policy
from sayso.people.tests.said_before import tamper
from sayso.policy.tests.kept import tamper as tamper_with_policy

__all__ = ["installation", "policy"]

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
    pytest.mark.usefixtures("policy"),
]


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "kept"


def digests() -> dict[str, object]:
    return {backup.name_of(model): digest(model) for model in tables()}


def lose_the_database() -> None:
    """Everything but the keys is gone."""
    for table in TABLES:
        tamper_with_log(f"DELETE FROM evidence_{table}")  # noqa: S608 - our names
    tamper("DELETE FROM people_event")
    tamper_with_policy("DELETE FROM policy_policyversion")
    call_command("flush", interactive=False, verbosity=0)


def lose_the_keys() -> None:
    SubjectKey.objects.all().delete()
    shutil.rmtree(settings.ENVIRONMENT.keys)


def a_record() -> list[Person]:
    """The cast, some of what they said, and a log that is sealed but for its end."""
    people = [person(name) for name in EMAILS]
    ada, bert, *_ = people
    says(yes(ada), yes(ada, "events-call"), no(bert))
    new_signing_key(settings.ENVIRONMENT.keys)
    seal()
    says(yes(people[3]))
    return people


def test_what_is_restored_equals_what_was_backed_up(kept: Path) -> None:
    a_record()
    before = digests()
    path = back_up(kept)
    assert digests() == before
    lose_the_database()

    assert restore(path) > 20
    assert digests() == before
    assert not list(differences())
    assert reapply() == Reapplied()
    assert digests() == before


def test_what_is_restored_is_guarded_and_goes_on(kept: Path) -> None:
    ada, *_ = a_record()
    path = back_up(kept)
    lose_the_database()
    restore(path)

    with pytest.raises(DatabaseError, match="never altered"), transaction.atomic():
        Event.objects.all().delete()
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        Entry.objects.all().delete()
    newest = Event.objects.latest("id").id
    (row,) = says(yes(ada, "news-post"))
    assert row.id > newest
    assert seal() > 0
    assert may(ada).allowed


def test_a_message_that_went_after_the_backup_does_not_go_again(kept: Path) -> None:
    a_record()
    sent, unsent, old, news = service("a"), service("b"), service("c"), marketing()
    Intent.objects.filter(id=old.id).update(queued_at=F("queued_at") - PATIENCE)
    path = back_up(kept)
    claimed = delivery.claim()
    assert claimed
    delivery.settle(claimed, Outcome(Came.ACCEPTED))
    delivery.destroy_keys()
    lose_the_database()
    restore(path)

    found = dict(Intent.objects.values_list("id", "state"))
    assert claimed.id == sent.id
    assert found == {
        sent.id: State.IN_DOUBT,
        unsent.id: State.QUEUED,
        old.id: State.IN_DOUBT,
        news.id: State.IN_DOUBT,
    }
    assert list(MessageKey.objects.values_list("name", flat=True)) == [unsent.sealed_under]
    assert unseal(Intent.objects.get(id=unsent.id)).to == "ada@example.org"


def test_a_backup_holds_no_keys_and_nobodys_details(kept: Path) -> None:
    a_record()
    path = back_up(kept)
    with ZipFile(path) as file:
        whole = b"".join(file.read(name) for name in file.namelist())
    assert path.stat().st_mode & 0o077 == 0
    for key in settings.ENVIRONMENT.keys.glob("*.key"):
        assert key.read_bytes().strip() not in whole
    for word in (rb"example\.org", rb"\+44\d{6}", rb"\bAda\b", rb"\bBert\b"):
        assert not re.search(word, whole), word  # by itself, not three letters of something sealed
    assert b"holds no keys" in whole
    assert [path] == list(kept.iterdir())


def test_a_backup_is_not_mixed_with_a_record(kept: Path) -> None:
    a_record()
    path = back_up(kept)
    before = digests()
    with pytest.raises(BackupError, match="already"):
        restore(path)
    assert digests() == before


def rewritten(path: Path, name: str, change: object) -> Path:
    """A backup in which one of the files is another."""
    other = path.with_name("other.zip")
    with ZipFile(path) as source, ZipFile(other, "w") as target:
        for member in source.namelist():
            content = source.read(member)
            target.writestr(member, change(content) if member == name else content)  # type: ignore[operator]
    return other


DAMAGE = {
    "a row is missing": ("tables/people_event.jsonl", lambda text: text[: text.rindex(b"{")]),
    "a row is another": (
        "tables/people_event.jsonl",
        lambda text: text.replace(b'"consent"', b'"consemt"', 1),
    ),
    "a row is no row": ("tables/people_event.jsonl", lambda text: text + b"{}\n"),
    "a line is no JSON": ("tables/people_person.jsonl", lambda text: text + b"{\n"),
    "a column is not ours": (
        "tables/people_person.jsonl",
        lambda text: text.replace(b'"ref"', b'"fer"', 1),
    ),
    "it is of another kind": ("manifest.json", lambda text: text.replace(b"backup 1", b"zip 1")),
    "the manifest is none": ("manifest.json", lambda text: b"[]"),
}


@pytest.mark.parametrize(("name", "change"), DAMAGE.values(), ids=DAMAGE)
def test_of_a_damaged_backup_nothing_is_restored(kept: Path, name: str, change: object) -> None:
    a_record()
    path = back_up(kept)
    lose_the_database()
    empty_again = digests()

    with pytest.raises(BackupError, match="no whole backup"):
        restore(rewritten(path, name, change))
    assert digests() == empty_again
    restore(path)


def test_a_file_that_is_no_backup_is_refused(tmp_path: Path) -> None:
    (tmp_path / "list.zip").write_text("name,phone\n")
    with pytest.raises(BackupError, match="no whole backup"):
        restore(tmp_path / "list.zip")


def test_a_backup_of_other_keys_is_refused(kept: Path) -> None:
    a_record()
    path = back_up(kept)
    lose_the_database()
    (settings.ENVIRONMENT.keys / "lookup.key").write_text("ab" * 32 + "\n")
    with pytest.raises(BackupError, match="keys here are not those"):
        restore(path)


def test_a_backup_of_another_version_is_refused(kept: Path) -> None:
    a_record()
    path = back_up(kept)
    lose_the_database()

    def older(text: bytes) -> bytes:
        manifest = json.loads(text)
        manifest["migrations"]["people"].pop()
        return json.dumps(manifest).encode()

    with pytest.raises(BackupError, match="another version"):
        restore(rewritten(path, "manifest.json", older))


# --- the tenth acceptance test -----------------------------------------------------------


def test_10_restoring_yesterdays_backup_resurrects_nobody_and_forgets_no_no(kept: Path) -> None:
    ada, bert, cleo, dev, eve = (person(name) for name in EMAILS)
    consents = says(*(yes(one) for one in (ada, bert, cleo, dev, eve)))
    yesterday = back_up(kept)
    keys_of_yesterday = back_up_keys(kept.with_name("keys-kept"))

    says(no(bert))
    says(NewEvent(dev.sid, said.WITHDRAWAL, TODAY, of=consents[3].id))
    says(NewEvent(eve.sid, said.RESTRICTED, TODAY))
    frank = person("ada")
    frank_said = no(frank, on=TODAY)
    says(frank_said)
    shred(sid=cleo.sid, actor=CLERK, policy=version().sha256, on=TODAY)
    stranger = hashed(keys(), read_point("email", "gina@example.org"))
    suppress(new=[Stop(stranger.kin, "email", TODAY)], actor=CLERK)

    journal = (settings.ENVIRONMENT.keys / "stops.jsonl").read_bytes()
    lose_the_database()
    lose_the_keys()
    restore_key_files(keys_of_yesterday.path, settings.ENVIRONMENT.keys)
    (settings.ENVIRONMENT.keys / "stops.jsonl").write_bytes(journal)
    restore_keys_of_people(keys_of_yesterday.path)
    restore(yesterday)
    assert may(bert).allowed, "else this proves nothing"
    cleo.refresh_from_db()
    assert details_of(cleo), "else this proves nothing"

    assert reapply() == Reapplied(left_alone=5, said=3, shredded=1)
    for one in (bert, dev, eve):
        assert not may(one).allowed
    cleo.refresh_from_db()
    with pytest.raises(SealedError):
        details_of(cleo)
    assert not SubjectKey.objects.filter(sid=cleo.sid).exists()
    assert not ContactPoint.objects.filter(person=cleo).exists()
    assert Suppression.objects.filter(kin=stranger.kin, channel="email", on=TODAY).exists()
    again = person("ada")  # who was on record after the backup, and said no
    says(yes(again))
    assert may(again).reason == "objection-to-marketing"
    assert not list(differences())
    assert reapply() == Reapplied()


def test_what_was_said_in_a_transaction_that_failed_only_stops(kept: Path) -> None:
    ada, bert = person("ada"), person("bert")
    says(yes(ada), yes(bert))
    with transaction.atomic():
        says(no(ada))
        transaction.set_rollback(True)
    assert may(ada).allowed

    assert reapply() == Reapplied(said=1)
    assert may(ada).reason == "objection-to-marketing"
    assert may(bert).allowed


def test_nothing_can_be_erased_in_a_transaction_that_may_fail() -> None:
    ada = person("ada")
    with pytest.raises(RuntimeError), transaction.atomic():
        shred(sid=ada.sid, actor=CLERK, policy=version().sha256)
    assert details_of(ada)


def test_a_yes_that_took_back_a_lost_yes_is_a_no(kept: Path) -> None:
    ada = person("ada")
    path = back_up(kept)
    (given,) = says(yes(ada))
    says(NewEvent(ada.sid, said.WITHDRAWAL, TODAY, of=given.id))
    lose_the_database()
    restore(path)
    reapply()

    assert may(ada).reason == "objection-to-marketing"


# --- the keys ----------------------------------------------------------------------------


def test_the_keys_are_backed_up_apart_and_restored_whole(kept: Path) -> None:
    ada, *_ = a_record()
    held = {path.name: path.read_bytes() for path in settings.ENVIRONMENT.keys.glob("*.*")}
    secrets = list(SubjectKey.objects.order_by("sid").values_list("sid", "made_at"))
    done = back_up_keys(kept)
    assert is_of_keys(done.path)
    assert done.path.stat().st_mode & 0o077 == 0
    assert done.path.name.endswith(f"-until-{done.until}.zip")
    lose_the_keys()

    restore_key_files(done.path, settings.ENVIRONMENT.keys)
    assert restore_keys_of_people(done.path) == len(secrets)
    assert list(SubjectKey.objects.order_by("sid").values_list("sid", "made_at")) == secrets
    keys_again = settings.ENVIRONMENT.keys
    assert {name: (keys_again / name).read_bytes().strip() for name in held} == {
        name: content.strip() for name, content in held.items()
    }
    assert all(path.stat().st_mode & 0o077 == 0 for path in keys_again.iterdir())
    assert details_of(ada)["fields"]["name"]["value"] == "Ada"


def test_keys_are_never_replaced(kept: Path) -> None:
    a_record()
    done = back_up_keys(kept)
    with pytest.raises(BackupError, match="keys here already"):
        restore_key_files(done.path, settings.ENVIRONMENT.keys)
    with pytest.raises(BackupError, match="people's keys here already"):
        restore_keys_of_people(done.path)


def test_the_journal_that_is_there_is_kept_when_keys_are_restored(kept: Path) -> None:
    ada = person("ada")
    done = back_up_keys(kept)
    says(no(ada))
    for path in settings.ENVIRONMENT.keys.glob("*.key"):
        path.unlink()
    restore_key_files(done.path, settings.ENVIRONMENT.keys)
    assert b"objection" in (settings.ENVIRONMENT.keys / "stops.jsonl").read_bytes()


def test_the_record_and_its_keys_are_never_backed_up_to_one_place(kept: Path) -> None:
    a_record()
    back_up(kept)
    with pytest.raises(BackupError, match="one place"):
        back_up_keys(kept)
    elsewhere = kept / "keys"
    back_up_keys(elsewhere)
    with pytest.raises(BackupError, match="one place"):
        back_up(elsewhere)
    with pytest.raises(BackupError, match="one place"):
        back_up_keys(settings.ENVIRONMENT.home / "backups")
    with pytest.raises(BackupError, match="one place"):
        back_up(settings.ENVIRONMENT.keys)


def test_backups_of_keys_are_destroyed_after_their_day(kept: Path) -> None:
    a_record()
    first = back_up_keys(kept, today=TODAY)
    assert first.until == TODAY + timedelta(days=30)
    on_its_day = back_up_keys(kept, today=first.until)
    assert on_its_day.destroyed == 0
    assert first.path.exists()
    after = back_up_keys(kept, today=first.until + timedelta(days=1))
    assert after.destroyed == 1
    assert not first.path.exists()
    assert on_its_day.path.exists()


def test_an_older_backup_is_hashed_with_the_keys_since(kept: Path) -> None:
    bert = person("bert")
    says(no(bert))
    shred(sid=bert.sid, actor=CLERK, policy=version().sha256, on=TODAY)
    path = back_up(kept)
    rotate(actor=CLERK)
    lose_the_database()
    restore(path)
    reapply()

    again = person("bert")
    says(yes(again))
    assert may(again, channel=Channel.EMAIL).reason == "objection-to-marketing"
