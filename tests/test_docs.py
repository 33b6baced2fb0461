"""The documents are true: commands print what is shown, links lead somewhere, pages are current.

How a document says what to run is described in CONTRIBUTING.md, under *Documents*.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pytest

HOUSE = Path(__file__).resolve().parents[1]
DOCUMENTS = sorted([*HOUSE.glob("*.md"), *(HOUSE / "docs").rglob("*.md")])
BIN = Path(sys.executable).parent

FENCED = re.compile(
    r"^(?:<!-- run:(?P<options>[^\n]*)-->\n\s*)?^(?P<fence>`{3,})(?P<language>\w*)[^\n]*\n"
    r"(?P<text>.*?)^(?P=fence)[^\S\n]*$",
    re.MULTILINE | re.DOTALL,
)
LINK = re.compile(r"\]\(([^)\s]+)(?:\s+\"[^\"]*\")?\)|^\[[^\]]+\]:\s+(\S+)", re.MULTILINE)
HEADING = re.compile(r"^#{1,6}\s+(.+?)\s*#*$", re.MULTILINE)
ANCHOR = re.compile(r"<a\s+(?:id|name)=\"([^\"]+)\"")


class Step(NamedTuple):
    """One command of a block, and the lines shown under it."""

    command: str
    shown: list[str]


@dataclass(frozen=True)
class Block:
    """A terminal picture; without a `run` comment it goes on where the one before it stopped."""

    steps: list[Step]
    starts_anew: bool
    folder: Path | None
    setup: str
    status: int


def text_of(document: Path) -> str:
    return document.read_text("utf-8")


def steps_of(picture: str) -> list[Step]:
    steps: list[Step] = []
    for line in picture.splitlines():
        if line.startswith("$ "):
            steps.append(Step(line[2:], []))
        elif steps and not steps[-1].shown and steps[-1].command.endswith("\\"):
            steps[-1] = Step(f"{steps[-1].command}\n{line.removeprefix('> ')}", [])
        elif steps:
            steps[-1].shown.append(line.rstrip())
    return steps


def read_block(match: re.Match[str]) -> Block:
    options = dict(word.split("=", 1) for word in shlex.split(match["options"] or ""))
    unknown = options.keys() - {"cwd", "setup", "exit"}
    assert not unknown, f"a run comment knows cwd, setup and exit, not {unknown}"
    return Block(
        steps=steps_of(match["text"]),
        starts_anew=bool({"cwd", "setup"} & options.keys()),
        folder=HOUSE / options["cwd"] if "cwd" in options else None,
        setup=options.get("setup", ""),
        status=int(options.get("exit", "0")),
    )


def blocks_of(text: str) -> list[Block]:
    return [
        read_block(match)
        for match in FENCED.finditer(text)
        if match["language"] == "console" and re.match(r"\$ (?:[^\n]*\| *)?sayso\b", match["text"])
    ]


def as_pattern(shown: list[str]) -> re.Pattern[str]:
    """What may be printed: the lines shown, where a line `...` stands for any number of lines."""
    lines = [r"(?:.*\n)*?" if line.strip() == "..." else re.escape(line) + "\n" for line in shown]
    return re.compile("".join(lines))


def tidy(printed: str) -> str:
    """Without what nobody can see: spaces at the ends of lines, blank lines at the end."""
    lines = [line.rstrip() for line in printed.rstrip().splitlines()]
    return "".join(f"{line}\n" for line in lines)


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """As a person would at a terminal, with both streams on it in the order they were written."""
    environment = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("SAYSO_", "COV_", "COVERAGE_"))
    }
    environment |= {"PATH": f"{BIN}{os.pathsep}{environment['PATH']}", "HOUSE": str(HOUSE)}
    environment |= {"COLUMNS": "100", "NO_COLOR": "1", "PYTHONUTF8": "1"}
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", command],
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        check=False,
    )


def prepare(block: Block, folder: Path) -> None:
    if block.folder:
        shutil.copytree(block.folder, folder, dirs_exist_ok=True)
    if block.setup:
        made = run(block.setup, folder)
        assert made.returncode == 0, f"setup `{block.setup}` failed:\n{made.stdout}"


def differences(block: Block, folder: Path) -> Iterator[str]:
    for step in block.steps:
        answer = run(step.command, folder)
        shown, printed = tidy("\n".join(step.shown)), tidy(answer.stdout)
        if not as_pattern(shown.splitlines()).fullmatch(printed):
            yield f"$ {step.command}\n--- shown\n{shown}--- printed\n{printed}"
        expected = block.status if step is block.steps[-1] else 0
        if answer.returncode != expected:
            yield f"$ {step.command}\nexit status {answer.returncode}, not {expected}\n{printed}"


def check_pictures(text: str, place: Path) -> None:
    """Run a document from its beginning, each picture in the folder of the one before."""
    folder = place
    for number, block in enumerate(blocks_of(text)):
        if block.starts_anew or number == 0:
            folder = place / str(number)
            folder.mkdir()
            prepare(block, folder)
        wrong = list(differences(block, folder))
        assert not wrong, "\n\n".join(wrong)


def name(document: Path) -> str:
    return str(document.relative_to(HOUSE))


@pytest.mark.parametrize(
    "document", [path for path in DOCUMENTS if blocks_of(text_of(path))], ids=name
)
def test_every_command_prints_what_the_document_shows(document: Path, tmp_path: Path) -> None:
    check_pictures(text_of(document), tmp_path)


def test_the_readme_shows_the_product_at_work() -> None:
    assert blocks_of(text_of(HOUSE / "README.md"))


def picture(*lines: str, options: str = "") -> str:
    comment = [f"<!-- run: {options} -->"] if options else []
    return "\n".join(["Some words.", *comment, "```console", *lines, "```", "More words.", ""])


FALSE = {
    "another output": picture("$ echo sayso | sayso --version", "0.0.0-never"),
    "an output left out": picture("$ sayso --version"),
    "another exit status": picture("$ sayso --version", "...", options="exit=1"),
    "a failure": picture("$ sayso no-such-command", "..."),
    "a setup that fails": picture("$ sayso --version", "...", options="setup=false"),
}


@pytest.mark.parametrize("text", FALSE.values(), ids=FALSE.keys())
def test_a_picture_that_is_not_true_is_found(text: str, tmp_path: Path) -> None:
    assert blocks_of(text)

    with pytest.raises(AssertionError):
        check_pictures(text, tmp_path)


def test_a_true_picture_passes(tmp_path: Path) -> None:
    text = picture("$ cat made | sayso no-such-command", "...", options="setup='touch made' exit=2")
    text += picture("$ true | sayso --version \\", ">   && ls", "...", "made")

    assert len(blocks_of(text)) == 2

    check_pictures(text, tmp_path)


def prose(text: str) -> str:
    """A document without its code, in which brackets are not links and # is no heading."""
    return re.sub(r"`[^`\n]*`", "", FENCED.sub("", text))


def slugs(text: str) -> set[str]:
    """The anchors GitHub makes of the headings, and those written out."""
    headings = [
        re.sub(r"[`*]|\]\([^)]*\)|\[", "", h) for h in HEADING.findall(FENCED.sub("", text))
    ]
    made = {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}
    return made | set(ANCHOR.findall(text))


def leads_somewhere(link: str, document: Path, house: Path) -> bool:
    path, _, anchor = link.partition("#")
    target = (document.parent / path).resolve() if path else document
    if not target.exists() or not target.is_relative_to(house):
        return False
    return not anchor or target.suffix != ".md" or anchor in slugs(text_of(target))


def broken_links(document: Path, house: Path = HOUSE) -> list[str]:
    links = [inline or reference for inline, reference in LINK.findall(prose(text_of(document)))]
    return [
        link
        for link in links
        if not re.match(r"[a-z]+:", link)  # another site's business
        and not leads_somewhere(link, document, house)
    ]


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_every_link_leads_somewhere(document: Path) -> None:
    assert not broken_links(document)


def test_a_link_that_leads_nowhere_is_found(tmp_path: Path) -> None:
    document = tmp_path / "page.md"
    document.write_text("# A `page`\n[a](#a-page) [b](#b) [c](gone.md) `[d](code)`\n\n[e]: ..\n")

    assert broken_links(document, house=tmp_path) == ["#b", "gone.md", ".."]


def test_the_pages_about_the_rules_are_current() -> None:
    check = subprocess.run(
        [str(HOUSE / "script" / "rules-docs"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert check.returncode == 0, check.stdout + check.stderr
