"""What the database itself sees to: what was said of people is only ever added to.

A migration that alters the table on SQLite makes it anew, without its triggers: it must end with
`install`.
"""

from collections.abc import Iterator

from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "people_event"
REFUSED = "What was said is never altered."
_ANY = f"SELECT 1 FROM {TABLE}"  # noqa: S608 - our own table


def install(connection: BaseDatabaseWrapper) -> None:
    """Put every trigger in place; those that were there are replaced."""
    remove(connection)
    _run(connection, _postgresql() if connection.vendor == "postgresql" else _sqlite())


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take every trigger away: for migrations, and for tests that empty the tables."""
    postgresql = connection.vendor == "postgresql"
    _run(connection, _postgresql_removed() if postgresql else _sqlite_removed())


def _run(connection: BaseDatabaseWrapper, statements: Iterator[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _sqlite() -> Iterator[str]:
    refuse = f"SELECT RAISE(ABORT, '{REFUSED}')"
    for name, event, when in (
        ("update", "BEFORE UPDATE", ""),
        ("delete", "BEFORE DELETE", ""),
        # INSERT OR REPLACE deletes a row without asking the trigger above.
        ("replace", "BEFORE INSERT", f" WHEN EXISTS ({_ANY} WHERE id = NEW.id)"),
    ):
        yield (
            f"CREATE TRIGGER {TABLE}_{name} {event} ON {TABLE} "
            f"FOR EACH ROW{when} BEGIN {refuse}; END"
        )


def _sqlite_removed() -> Iterator[str]:
    for name in ("update", "delete", "replace"):
        yield f"DROP TRIGGER IF EXISTS {TABLE}_{name}"


def _postgresql() -> Iterator[str]:
    refuse = f"RAISE EXCEPTION '{REFUSED}';"
    yield _function("refuse", refuse)
    # A table that holds nothing may be truncated, as it is between tests.
    full = f"IF EXISTS ({_ANY}) THEN {refuse} END IF; RETURN NULL;"
    yield _function("refuse_truncate", full)
    for event, each, function in (
        ("UPDATE", "ROW", "refuse"),
        ("DELETE", "ROW", "refuse"),
        ("TRUNCATE", "STATEMENT", "refuse_truncate"),
    ):
        yield (
            f"CREATE TRIGGER {TABLE}_{event.lower()} BEFORE {event} ON {TABLE} "
            f"FOR EACH {each} EXECUTE FUNCTION people_{function}()"
        )


def _function(name: str, body: str) -> str:
    return (
        f"CREATE FUNCTION people_{name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {body} END $$"
    )


def _postgresql_removed() -> Iterator[str]:
    for name in ("refuse", "refuse_truncate"):
        yield f"DROP FUNCTION IF EXISTS people_{name}() CASCADE"
