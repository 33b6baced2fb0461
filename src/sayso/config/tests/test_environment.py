from pathlib import Path

import pytest

from sayso.config.databases import FIRST_SAFE_WAL, database
from sayso.config.environment import environment


def test_an_empty_environment_gives_one_folder_and_the_keys_beside_it() -> None:
    found = environment({})
    assert found.home == Path("var")
    assert found.keys == Path("var-keys")
    assert found.database_url == "sqlite:///var/sayso.sqlite3"
    assert found.base_url == "http://localhost:8000"


def test_an_empty_variable_counts_as_one_that_is_not_set() -> None:
    assert environment({"SAYSO_HOME": "", "DATABASE_URL": ""}) == environment({})


def test_the_keys_never_lie_inside_the_home_by_default() -> None:
    found = environment({"SAYSO_HOME": "/srv/sayso"})
    assert found.keys == Path("/srv/sayso-keys")
    assert not found.keys.is_relative_to(found.home)
    assert database(found.database_url)["NAME"] == "/srv/sayso/sayso.sqlite3"


def test_sqlite_takes_one_writer_at_a_time_and_waits_for_the_disk(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for version, journal in ((FIRST_SAFE_WAL, "WAL"), ((3, 51, 2), "TRUNCATE")):
        monkeypatch.setattr("sqlite3.sqlite_version_info", version)
        options = database("sqlite:///x.sqlite3")["OPTIONS"]
        assert options["transaction_mode"] == "IMMEDIATE"
        assert f"journal_mode={journal};" in options["init_command"]
        assert "synchronous=FULL" in options["init_command"]


def test_a_postgresql_address_keeps_every_part() -> None:
    found = database("postgresql://ada@db.example:5433/sayso?sslmode=require")
    assert found["NAME"] == "sayso"
    assert (found["USER"], found["HOST"], found["PORT"]) == ("ada", "db.example", "5433")
    assert found["OPTIONS"]["sslmode"] == "require"


@pytest.mark.parametrize("url", ["mysql://x/y", "sqlite:x", "", "postgres"])
def test_another_database_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"^DATABASE_URL must begin with"):
        database(url)
