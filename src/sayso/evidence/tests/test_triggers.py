import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from sayso.evidence import triggers
from sayso.evidence.actions import drop_expired, seal
from sayso.evidence.models import Checkpoint, Entry, Epoch, Leaf, Unsealed
from sayso.evidence.note import VerifierKey
from sayso.evidence.tests.log import log, on_postgresql, on_sqlite, table_holds_rows, tamper

pytestmark = pytest.mark.django_db(transaction=True)

TOMORROW = timedelta(days=1)


def run(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.fixture
def full(key: VerifierKey) -> None:
    """A row in every table, and rows both dropped and kept."""
    log(2)
    seal()
    drop_expired(before=timezone.now() + TOMORROW, actor="retention")
    log(2)
    seal()
    log(1)
    assert all(map(table_holds_rows, (*triggers.TABLES, "unsealed")))


def rows() -> list[object]:
    models = (Entry, Leaf, Checkpoint, Epoch)
    return [list(model._default_manager.order_by("pk").values()) for model in models]


CHANGES = [
    "UPDATE evidence_entry SET kind = 'consent.withdrawn'",
    "UPDATE evidence_entry SET id = id + 100",
    "DELETE FROM evidence_entry",
    "DELETE FROM evidence_entry WHERE id = (SELECT max(id) FROM evidence_entry)",
    "UPDATE evidence_leaf SET number = number + 100",
    "UPDATE evidence_leaf SET entry_id = NULL",
    "DELETE FROM evidence_leaf",
    "UPDATE evidence_checkpoint SET note = ''",
    "DELETE FROM evidence_checkpoint",
    "UPDATE evidence_epoch SET size = size + 100",
    "DELETE FROM evidence_epoch",
]

REPLACEMENTS = [
    "INSERT OR REPLACE INTO evidence_entry SELECT * FROM evidence_entry",
    "INSERT OR REPLACE INTO evidence_leaf SELECT * FROM evidence_leaf",
    "INSERT OR REPLACE INTO evidence_checkpoint SELECT * FROM evidence_checkpoint",
    "INSERT OR REPLACE INTO evidence_epoch SELECT * FROM evidence_epoch",
]

UPSERT = (
    "INSERT INTO evidence_checkpoint (size, note, at) SELECT size, note, at"
    " FROM evidence_checkpoint WHERE true ON CONFLICT (size) DO UPDATE SET note = ''"
)
MOVED = (
    "INSERT OR REPLACE INTO evidence_leaf (number, hashes, entry_id)"
    " SELECT 99, hashes, entry_id FROM evidence_leaf LIMIT 1"
)


@pytest.mark.parametrize("statement", [*CHANGES, UPSERT])
def test_the_database_refuses_to_change_the_log(full: None, statement: str) -> None:
    before = rows()

    with pytest.raises(DatabaseError, match="only grows"):
        run(statement)
    assert rows() == before


@on_sqlite
@pytest.mark.parametrize("statement", [*REPLACEMENTS, MOVED])
def test_sqlite_refuses_to_replace_a_row(full: None, statement: str) -> None:
    before = rows()

    with pytest.raises(IntegrityError):
        run(statement)
    assert rows() == before


@on_postgresql
@pytest.mark.parametrize("table", triggers.TABLES)
def test_postgresql_refuses_to_truncate_what_holds_rows(full: None, table: str) -> None:
    before = rows()

    with pytest.raises(DatabaseError, match="only grows"):
        run(f"TRUNCATE evidence_{table}")
    assert rows() == before


@pytest.mark.parametrize(
    "change",
    [
        lambda: Entry.objects.update(kind="consent.withdrawn"),
        lambda: Entry.objects.all().delete(),
        lambda: Entry.objects.latest("id").delete(),
        lambda: Leaf.objects.all().delete(),
        lambda: Checkpoint.objects.latest("size").save(),
    ],
)
def test_nor_can_it_be_changed_through_the_models(full: None, change: Callable[[], object]) -> None:
    with pytest.raises(DatabaseError, match="only grows"):
        change()


def test_a_row_that_comes_by_any_way_is_sealed(key: VerifierKey) -> None:
    log(1)
    run(
        "INSERT INTO evidence_entry (kind, subject, purpose, channel, wording_hash, policy, actor,"
        " commitment, at) SELECT kind, subject, purpose, channel, wording_hash, policy, actor,"
        " commitment, at FROM evidence_entry"
    )

    assert Unsealed.objects.count() == 2
    assert seal() == 2


def test_what_waits_is_what_has_no_leaf(full: None) -> None:
    waiting = set(Unsealed.objects.values_list("entry_id", flat=True))
    sealed = set(Leaf.objects.values_list("entry_id", flat=True))

    assert waiting == set(Entry.objects.values_list("id", flat=True)) - sealed
    assert waiting


def test_the_triggers_can_be_put_in_place_again(full: None) -> None:
    triggers.install(connection)
    with pytest.raises(DatabaseError, match="only grows"):
        run("DELETE FROM evidence_leaf")


def test_without_them_anything_could_be_done(full: None) -> None:
    for statement in CHANGES:
        if "+ 100" not in statement:
            tamper(statement)
    assert not any(map(table_holds_rows, triggers.TABLES))


GRANTS = re.compile(r"^GRANT [^;]+;", re.MULTILINE)


@on_postgresql
def test_the_rights_in_the_documents_are_enough_and_no_more(key: VerifierKey) -> None:
    document = (Path(__file__).resolve().parents[4] / "docs" / "evidence.md").read_text("utf-8")
    grants = GRANTS.findall(document)
    assert grants
    try:
        run("CREATE ROLE sayso_service; " + " ".join(grants))
        run("GRANT USAGE ON SCHEMA public TO sayso_service")
        with as_the_service():
            log(3)
            assert seal() == 3
            assert drop_expired(before=timezone.now() + TOMORROW, actor="retention") == 3
            for statement in (
                *CHANGES,
                *(f"TRUNCATE evidence_{table}" for table in triggers.TABLES),
            ):
                with pytest.raises(DatabaseError, match=r"permission denied|only grows"):
                    run(statement)
    finally:
        run("DROP OWNED BY sayso_service; DROP ROLE sayso_service")


@contextmanager
def as_the_service() -> Iterator[None]:
    run("SET ROLE sayso_service")
    yield
    run("RESET ROLE")
