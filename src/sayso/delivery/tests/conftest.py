from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from sayso.delivery import gates, jobs, returns
from sayso.delivery.tests.outbox import ROOM, open_to_ada
from sayso.delivery.tests.server import Server
from sayso.policy.tests.kept import applied


@pytest.fixture(autouse=True)
def installation(tmp_path: Path) -> Iterator[Path]:
    """An installation of its own; and no gate or ear of one test is open in the next."""
    before = settings.ENVIRONMENT
    tables: tuple[dict[str, Any], ...] = (gates._GATES, returns._EARS, returns._REPLY_EARS)
    registered = [dict(table) for table in tables]
    for table in tables:
        table.clear()
    settings.ENVIRONMENT = replace(
        before, home=tmp_path / "home", keys=tmp_path / "keys", base_url="https://sayso.example.org"
    )
    jobs.TURN.rests_until = 0.0
    yield tmp_path
    settings.ENVIRONMENT = before
    for table, entries in zip(tables, registered, strict=True):
        table.clear()
        table.update(entries)


@pytest.fixture
def a_gate() -> None:
    """Marketing may go to Ada alone."""
    gates.register(ROOM, open_to_ada)


@pytest.fixture
def policy(db: None) -> None:
    """The shipped policy, applied."""
    applied()


@pytest.fixture
def server() -> Iterator[Server]:
    """A real mail server, whose address is that of the installation."""
    with Server() as running:
        settings.ENVIRONMENT = replace(settings.ENVIRONMENT, email_url=running.url)
        yield running
