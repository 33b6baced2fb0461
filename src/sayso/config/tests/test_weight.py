"""What a browser has to fetch besides a page is little."""

import gzip
from collections.abc import Iterator
from pathlib import Path

from django.contrib.staticfiles.finders import get_finders

STYLE, SCRIPTS = 16_000, 40_000
"""The most bytes, compressed, of a stylesheet and of all scripts together."""


def served(suffix: str) -> Iterator[bytes]:
    """Every file of this kind that the service could serve."""
    for finder in get_finders():
        for name, storage in finder.list([]):
            if name.endswith(suffix):
                yield Path(storage.path(name)).read_bytes()


def test_every_stylesheet_is_small() -> None:
    sizes = [len(gzip.compress(text)) for text in served(".css")]
    assert sizes
    assert max(sizes) <= STYLE


def test_all_scripts_together_are_small() -> None:
    sizes = [len(gzip.compress(text)) for text in served(".js")]
    assert len(sizes) > 4
    assert sum(sizes) <= SCRIPTS
