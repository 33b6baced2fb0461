from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from sayso.policy.actions import apply_policy

EXEMPLAR = Path(__file__).parents[2] / "policy" / "exemplar.yaml"


@pytest.fixture(autouse=True)
def installation(tmp_path: Path) -> Iterator[Path]:
    """An installation of its own."""
    before = settings.ENVIRONMENT
    settings.ENVIRONMENT = replace(before, home=tmp_path / "home", keys=tmp_path / "keys")
    yield tmp_path
    settings.ENVIRONMENT = before


@pytest.fixture
def policy(db: None) -> None:
    """The shipped policy, applied."""
    today = date(2026, 11, 22)
    apply_policy(text=EXEMPLAR.read_bytes(), by="Daniel", approved_by="Grace", today=today)
