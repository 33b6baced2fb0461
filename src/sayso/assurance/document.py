"""A text to read on a page or to take away on paper: what it consists of, and its PDF."""

import json
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache, lru_cache
from pathlib import Path

import typst

from sayso.assurance.queries import Clause
from sayso.law.words import day_in_words

_TEMPLATE = Path(__file__).with_name("document.typ")


@dataclass(frozen=True)
class Table:
    """Rows under headings; the first cell of a row is its name."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def named_rows(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Each row as its name, and its other cells each with the heading over it."""
        return [(row[0], list(zip(self.head[1:], row[1:], strict=True))) for row in self.rows]


@dataclass(frozen=True)
class Section:
    """What stands under one heading, in this order: `boxes` are to be ticked on paper, `blanks` to
    be filled in, each with a word for what belongs there.
    """

    heading: str
    paragraphs: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    table: Table | None = None
    boxes: tuple[str, ...] = ()
    blanks: tuple[str, ...] = ()
    clauses: tuple[Clause, ...] = ()


@dataclass(frozen=True)
class Document:
    """A whole text; `day` is the day as of which it is true."""

    name: str
    title: str
    lead: str
    organisation: str
    day: date
    facts: tuple[tuple[str, str], ...]
    sections: tuple[Section, ...]


def paragraphs(text: str) -> tuple[str, ...]:
    """A text as it stands in a program, where lines end anywhere and a blank one parts."""
    return tuple(" ".join(part.split()) for part in text.strip().split("\n\n"))


def pdf(document: Document) -> bytes:
    """The document as a tagged PDF (PDF/UA-1), the same bytes whenever it is made.

    The words are data to the template and never part of it, so nothing in them is carried out.
    """
    day = document.day
    data = asdict(document) | {"day": [day.year, day.month, day.day]}
    return _pdf(json.dumps(data, default=day_in_words, sort_keys=True))


@lru_cache(maxsize=32)
def _pdf(data: str) -> bytes:
    return typst.compile(
        _TEMPLATE,
        root=_TEMPLATE.parent,
        font_paths=_fonts(),
        sys_inputs={"document": data},
        pdf_standards=["ua-1"],
    )


@cache
def _fonts() -> typst.Fonts:
    """The fonts that the library brings along, and none of this computer's."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True)
