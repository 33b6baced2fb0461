from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings

from sayso.people.keys import make_keys
from sayso.people.tests.cast import TODAY, exemplar
from sayso.policy.actions import apply_policy


@pytest.fixture(autouse=True)
def installation(tmp_path: Path) -> Iterator[Path]:
    """An installation of its own, with keys."""
    before = settings.ENVIRONMENT
    settings.ENVIRONMENT = replace(before, home=tmp_path / "home", keys=tmp_path / "keys")
    make_keys(settings.ENVIRONMENT.keys)
    yield tmp_path
    settings.ENVIRONMENT = before


@pytest.fixture
def policy(db: None) -> None:
    """The shipped policy, applied."""
    apply_policy(text=exemplar(), by="Daniel Officer", approved_by="Grace Second", today=TODAY)
