from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from sayso.evidence.note import VerifierKey
from sayso.evidence.tests.log import make_key


@pytest.fixture
def key(tmp_path: Path) -> Iterator[VerifierKey]:
    """The log signs with a key of its own, whose public half the test has."""
    before = settings.ENVIRONMENT
    yield make_key(tmp_path)
    settings.ENVIRONMENT = before
