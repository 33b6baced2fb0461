"""What the database itself sees to: the log only grows, and no entry escapes the sealer.

The rules, the same on SQLite and PostgreSQL:

- no row of the log is updated, deleted, replaced or truncated;
- but an entry may be deleted once an `Epoch` says that its leaf was dropped;
- an entry is listed as unsealed when it comes, and no longer when its leaf comes.

A migration that alters a table of this room on SQLite makes the table anew, without its triggers:
it must end with `install`.
"""

from collections.abc import Iterator
from string import Template

from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = ("entry", "leaf", "checkpoint", "epoch")

REFUSED = "The log only grows."

DROPPED = """EXISTS (
    SELECT 1 FROM evidence_leaf
    WHERE entry_id = OLD.id AND number < (SELECT max(size) FROM evidence_epoch))"""

SAME = {
    "entry": "id = NEW.id",
    "leaf": "number = NEW.number OR entry_id = NEW.entry_id",
    "checkpoint": "size = NEW.size",
    "epoch": "size = NEW.size",
}
"""Which row a new one would replace."""


def install(connection: BaseDatabaseWrapper) -> None:
    """Put every trigger in place; those that were there are replaced."""
    remove(connection)
    _run(connection, _postgresql() if connection.vendor == "postgresql" else _sqlite())


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take every trigger away: for migrations, and for tests that empty the log."""
    if connection.vendor == "postgresql":
        _run(connection, (f"DROP FUNCTION IF EXISTS {name} CASCADE" for name in FUNCTIONS))
    else:
        names = (f"evidence_{table}_{name}" for table in TABLES for name in NAMES)
        _run(connection, (f"DROP TRIGGER IF EXISTS {name}" for name in names))


def _run(connection: BaseDatabaseWrapper, statements: Iterator[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


NAMES = ("update", "delete", "replace", "sealing")

ON_SQLITE = Template(
    "CREATE TRIGGER evidence_${table}_${name} $event ON evidence_${table} FOR EACH ROW $when"
    " BEGIN $action; END"
)

ANOTHER = Template("WHEN EXISTS (SELECT 1 FROM evidence_${table} WHERE $same)")


def _sqlite() -> Iterator[str]:
    refuse = f"SELECT RAISE(ABORT, '{REFUSED}')"
    for table in TABLES:
        unless = f"WHEN NOT {DROPPED}" if table == "entry" else ""
        another = ANOTHER.substitute(table=table, same=SAME[table])
        yield _on_sqlite(table, "update", "BEFORE UPDATE", refuse)
        yield _on_sqlite(table, "delete", "BEFORE DELETE", refuse, when=unless)
        # INSERT OR REPLACE deletes a row without asking the trigger above.
        yield _on_sqlite(table, "replace", "BEFORE INSERT", refuse, when=another)
    queue = "INSERT INTO evidence_unsealed (entry_id) VALUES (NEW.id)"
    unqueue = "DELETE FROM evidence_unsealed WHERE entry_id = NEW.entry_id"
    yield _on_sqlite("entry", "sealing", "AFTER INSERT", queue)
    yield _on_sqlite("leaf", "sealing", "AFTER INSERT", unqueue)


def _on_sqlite(table: str, name: str, event: str, action: str, *, when: str = "") -> str:
    return ON_SQLITE.substitute(table=table, name=name, event=event, action=action, when=when)


FUNCTIONS = {
    "evidence_refuse": f"RAISE EXCEPTION '{REFUSED}';",
    "evidence_delete_entry": (
        f"IF NOT {DROPPED} THEN RAISE EXCEPTION '{REFUSED}'; END IF; RETURN OLD;"
    ),
    # A table that holds nothing may be truncated, as it is between tests.
    "evidence_truncate": (
        "DECLARE held boolean; BEGIN"
        " EXECUTE format('SELECT EXISTS (TABLE %I.%I)', TG_TABLE_SCHEMA, TG_TABLE_NAME) INTO held;"
        f" IF held THEN RAISE EXCEPTION '{REFUSED}'; END IF; RETURN NULL; END;"
    ),
    "evidence_queue": (
        "INSERT INTO evidence_unsealed (entry_id) SELECT id FROM coming; RETURN NULL;"
    ),
    "evidence_unqueue": (
        "DELETE FROM evidence_unsealed USING coming"
        " WHERE evidence_unsealed.entry_id = coming.entry_id; RETURN NULL;"
    ),
}
"""On PostgreSQL a trigger calls a function: these, by their names."""


def _postgresql() -> Iterator[str]:
    for name, body in FUNCTIONS.items():
        yield f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN {body} END$$"
    for table in TABLES:
        delete = "evidence_delete_entry" if table == "entry" else "evidence_refuse"
        yield _on_postgresql(table, "update", "BEFORE UPDATE", "evidence_refuse")
        yield _on_postgresql(table, "delete", "BEFORE DELETE", delete)
        each = "FOR EACH STATEMENT"
        yield _on_postgresql(table, "truncate", "BEFORE TRUNCATE", "evidence_truncate", each)
    each = "REFERENCING NEW TABLE AS coming FOR EACH STATEMENT"
    yield _on_postgresql("entry", "sealing", "AFTER INSERT", "evidence_queue", each)
    yield _on_postgresql("leaf", "sealing", "AFTER INSERT", "evidence_unqueue", each)


def _on_postgresql(
    table: str, name: str, event: str, function: str, each: str = "FOR EACH ROW"
) -> str:
    return (
        f"CREATE TRIGGER evidence_{table}_{name} {event} ON evidence_{table} {each}"
        f" EXECUTE FUNCTION {function}()"
    )
