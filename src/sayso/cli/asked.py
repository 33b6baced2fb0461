"""What `sayso check` was asked: its files and options, read and found sound."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import click

from sayso.cli.home import home
from sayso.cli.options import DAY
from sayso.law.codes import Channel
from sayso.lists.errors import ListError
from sayso.lists.facts import (
    Facts,
    load_facts,
    must_be_stated_once,
    parse_setting,
    with_facts,
)
from sayso.lists.output import FORMS
from sayso.lists.registers import Matcher, RegisterStore, matcher_for_file
from sayso.lists.said import Said, read_said, read_suppressed
from sayso.lists.until import ASKED


def input_files(given: Mapping[str, Any]) -> list[Path]:
    registers = [Path(register(one)[1]) for one in given["registers"]]
    named = (given[name] for name in ("list_file", "facts", "said", "suppress"))
    return [*filter(None, named), *registers]


def must_be_files(paths: Sequence[Path]) -> None:
    """A list is read more than once, which a pipe cannot be."""
    for path in paths:
        if path.exists() and not path.is_file():
            raise ListError(f"{path.name} is not a file; save what it holds as one.")


def must_be_writable(out: Path | None, inputs: Sequence[Path]) -> None:
    if out is None:
        return
    if out.exists() and any(path.exists() and out.samefile(path) for path in inputs):
        raise ListError(f"{out.name} is one of the files to read; name another to write.")
    if out.suffix.lower() not in FORMS:
        raise ListError(f"{out.name} must end in .csv, .xlsx or .parquet to say what to write.")
    if not out.absolute().parent.is_dir():
        raise ListError(f"There is no folder to write {out} in; make it first.")


def named_columns(given: tuple[str, ...]) -> dict[str, list[str]]:
    """The headings given for each kind, fact or word, as `find_columns` wants them."""
    named: dict[str, list[str]] = {}
    for one in given:
        kind, equals, heading = one.partition("=")
        if not equals:
            raise ListError(f'"{one}" names no column; write KIND=HEADING, as in phone=Tel.')
        named.setdefault(kind.strip(), []).append(heading)
    return named


def campaign_facts(file: Path | None, settings: tuple[str, ...], purpose: str) -> Facts:
    """The facts of the file, and over them those that are set."""
    facts = load_facts(file) if file else {}
    more = [parse_setting(setting) for setting in settings]
    must_be_stated_once((key for key, _ in more), "--set")
    facts = with_facts(facts, more)
    if facts.get("message", {}).get("purpose", purpose) != purpose:
        raise ListError(f"The facts state another purpose than {purpose}; state it once.")
    return facts


def what_was_said(said: Path | None, suppress: Path | None, on: date) -> Said:
    """Everything that people said, and whom to leave alone."""
    found = Said()
    if said:
        read_said(said, on, found)
    if suppress:
        read_suppressed(suppress, found)
    return found


def matchers(given: tuple[str, ...], channels: tuple[Channel, ...], on: date) -> dict[str, Matcher]:
    """The registers to search: the files given, and what the store holds of the others asked."""
    store = RegisterStore(home())
    matchers: dict[str, Matcher] = {}
    for one in given:
        name, matcher = from_file(one, on, store)
        if name in matchers:
            raise ListError(f"The register {name} is given twice; give its newest file.")
        must_be_its_own(matcher, matchers.values())
        matchers[name] = matcher
    asked = {register for channel in channels for register in ASKED.get(channel, ())}
    for register in sorted(asked - matchers.keys()):
        if any(edition.on <= on for edition in store.editions(register)):
            matchers[register] = store.matcher(register, on)
    return matchers


def must_be_its_own(matcher: Matcher, others: Iterable[Matcher]) -> None:
    """One file given for two registers leaves one of them unsearched."""
    for other in others:
        if matcher.holds_the_same_as(other):
            raise ListError(
                f"The {matcher.register} file has the very numbers of the {other.register} file; "
                "give each register its own."
            )


def from_file(given: str, on: date, store: RegisterStore) -> tuple[str, Matcher]:
    """One register and its file, which must not be odd beside what the store holds."""
    name, file, edition = register(given)
    try:
        day = DAY.convert(edition, None, None)
    except click.BadParameter:
        raise ListError(f'The edition of "{name}" is no day; write it as YYYY-MM-DD.') from None
    if day > on:
        raise ListError(f"The edition of {name} is later than {on}; use the one held on that day.")
    matcher = matcher_for_file(name, Path(file), day)
    held = store.held(name, day, matcher.numbers)
    if not held and (odd := store.why_odd(name, day, matcher.numbers)):
        raise ListError(
            f"{odd}; get it again or, if it is right, add it with sayso register add {name} … "
            "--force and leave --register out."
        )
    return name, matcher


def register(given: str) -> tuple[str, str, str]:
    """The name, file and edition of NAME=FILE@EDITION."""
    name, equals, rest = given.partition("=")
    file, at, edition = rest.rpartition("@")
    if not equals or not at:
        raise ListError(
            f'The register "{name}" has no edition; write NAME=FILE@EDITION with the day of the '
            "file, as in tps=tps.txt@2026-11-20."
        )
    return name, file, edition
