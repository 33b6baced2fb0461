"""House rules that a reader would otherwise have to watch for: each is asked of every file."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

HOUSE = Path(__file__).resolve().parents[1]
SOURCE = HOUSE / "src" / "sayso"
LAW = SOURCE / "law"
CLI = SOURCE / "cli"

FOLDERS = (".ci", "benchmarks", "demo", "docs", "script", "src", "tests")
LONGEST_FILE = 400


def is_test(path: Path) -> bool:
    return "tests" in path.relative_to(SOURCE).parts


def modules(room: Path) -> list[Path]:
    """What a room is made of, without the tests beside it."""
    return [path for path in sorted(room.rglob("*.py")) if not is_test(path)]


def written_here() -> Iterator[tuple[Path, str]]:
    """Every text file of the project, whether or not this is a git checkout."""
    files = [path for path in HOUSE.iterdir() if path.suffix in {".md", ".toml"}]
    for folder in FOLDERS:
        files += (HOUSE / folder).rglob("*")
    for path in sorted(files):
        if path.is_file() and "__pycache__" not in path.parts:
            yield path.relative_to(HOUSE), path.read_text("utf-8", errors="replace")


def nodes(path: Path) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(path.read_text("utf-8")))


def imported(path: Path) -> Iterator[str]:
    """Absolute names of the modules a file imports; a relative import never leaves the room."""
    for node in nodes(path):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=str(module), level=0):
                yield module


def attributes(path: Path) -> set[str]:
    return {node.attr for node in nodes(path) if isinstance(node, ast.Attribute)}


def names(path: Path) -> set[str]:
    return {node.id for node in nodes(path) if isinstance(node, ast.Name)}


ENVIRONMENT_VARIABLE = re.compile(r"SAYSO_[A-Z_]+|DATABASE_URL|NO_COLOR")


def environment_variables(path: Path) -> set[str]:
    """Names a file reads, whether by os.environ or by a click option's `envvar`."""
    found = set()
    for node in nodes(path):
        match node:
            case ast.Constant(value=str(text)) if re.fullmatch(
                r"SAYSO_[A-Z_]+|DATABASE_URL|NO_COLOR", text
            ):
                found.add(text)
            case (
                ast.Subscript(value=ast.Attribute(attr="environ"), slice=ast.Constant(value=text))
                | ast.Call(
                    func=ast.Attribute(value=ast.Attribute(attr="environ")),
                    args=[ast.Constant(value=text), *_],
                )
                | ast.Call(func=ast.Attribute(attr="getenv"), args=[ast.Constant(value=text), *_])
                | ast.keyword(arg="envvar", value=ast.Constant(value=text))
            ):
                found.add(str(text))
    return found


ROOMS = sorted(path.parent for path in SOURCE.glob("*/__init__.py"))


def test_the_house_is_where_these_rules_look() -> None:
    assert LAW in ROOMS
    assert CLI in ROOMS
    assert all(modules(room) for room in ROOMS)


def test_the_law_imports_only_itself_and_the_standard_library() -> None:
    strangers = {
        f"{path.relative_to(SOURCE)} imports {name}"
        for path in modules(LAW)
        for name in imported(path)
        if name.split(".")[0] not in sys.stdlib_module_names
        and name != "sayso.law"
        and not name.startswith("sayso.law.")
    }

    assert not strangers


def test_the_law_loads_where_nothing_is_installed() -> None:
    everything = [
        ".".join(path.relative_to(HOUSE / "src").with_suffix("").parts).removesuffix(".__init__")
        for path in modules(LAW)
        if path.name != "__main__.py"
    ]
    program = (
        "import importlib, sys; sys.path.insert(0, sys.argv[1]);"
        "[importlib.import_module(name) for name in sys.argv[2:]]"
    )
    # -I -S: no site-packages, no PYTHONPATH, no working folder.
    command = [sys.executable, "-I", "-S", "-c", program, str(HOUSE / "src"), *everything]

    run = subprocess.run(command, capture_output=True, text=True, check=False)

    assert run.returncode == 0, run.stderr


CLOCKS = {"today", "now", "utcnow"}  # of date and datetime; the module time is outside altogether
DOORS = {"open", "print", "input", "__import__"}
OUTSIDE = {
    *("random", "secrets", "time", "uuid"),  # answers that change from one asking to the next
    *("glob", "http", "io", "logging", "os", "pathlib", "shutil", "socket", "sqlite3", "tempfile"),
    *("asyncio", "concurrent", "multiprocessing", "subprocess", "threading", "urllib"),
}


@pytest.mark.parametrize("path", modules(LAW), ids=lambda path: str(path.relative_to(LAW)))
def test_the_law_has_no_clock_and_touches_nothing_outside(path: Path) -> None:
    assert not OUTSIDE.intersection(name.split(".")[0] for name in imported(path))
    assert not CLOCKS & attributes(path)
    assert not DOORS & names(path)


def test_one_module_reads_the_environment() -> None:
    readers = {
        str(path.relative_to(SOURCE))
        for path in modules(SOURCE)
        if {"environ", "getenv"} & (attributes(path) | names(path))
    }

    # Django's settings are named to it by a variable, which is set and not read.
    assert readers - {"cli/record.py"} == {"config/environment.py"}


def test_every_environment_variable_has_one_reader_and_is_in_the_docs() -> None:
    readers = {
        str(path.relative_to(SOURCE)): environment_variables(path) for path in modules(SOURCE)
    }
    variables = [name for read in readers.values() for name in read]
    documented = (HOUSE / "docs" / "configuration.md").read_text("utf-8")

    assert "SAYSO_HOME" in variables, "the search found nothing, so it proves nothing"
    assert len(set(variables)) == len(variables), f"read in two places: {readers}"
    assert not [name for name in variables if f"`{name}`" not in documented]


def test_no_file_is_too_long_to_read_at_a_sitting() -> None:
    lengths = {
        str(path.relative_to(HOUSE)): len(path.read_text("utf-8").splitlines())
        for path in sorted(SOURCE.rglob("*.py"))
    }

    assert not {path: lines for path, lines in lengths.items() if lines > LONGEST_FILE}


DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc", "managers", "services"}


def test_no_room_has_a_drawer_for_odds_and_ends() -> None:
    assert not [path for path in SOURCE.rglob("*") if path.stem in DRAWERS]


UNWANTED_WORDS = re.compile(
    r"\b(?:block|black|white)-?lists?\b|\bopt-in flags?\b|\bscrub", re.IGNORECASE
)


def test_one_idea_has_one_word() -> None:
    ours = [
        (path, text)
        for path, text in written_here()
        # The glossary says which words are not used, and cases quote their sources.
        if path != Path("docs/concepts.md")
        and path != Path("tests/test_house.py")
        and not path.is_relative_to("tests/data")
    ]

    found = {str(path): UNWANTED_WORDS.findall(text) for path, text in ours}

    assert len(found) > len(ROOMS)
    assert not {path: words for path, words in found.items() if words}


# A path from the root that is somebody's own machine; not the middle of an address or a path.
MACHINE_PATH = re.compile(r"(?<![\w.~}*>-])/(?:root|home|work|Users)/")


def test_no_file_names_a_path_of_one_machine() -> None:
    assert MACHINE_PATH.search("see /" + "home/ada/list.csv")
    assert not MACHINE_PATH.search("https://example.org/" + "home/list")

    assert not [str(path) for path, text in written_here() if MACHINE_PATH.search(text)]


OWN_DATABASE = ("tests.service import", "tests.test_crash import", "ENVIRONMENT.database_url")
"""What a test has to do with that asks a database by processes of its own."""


def test_a_test_that_asks_a_database_in_its_own_way_is_asked_on_both() -> None:
    """On PostgreSQL the tests of no database are left out; pytest-django knows the others."""
    tests = [path for path in SOURCE.rglob("test_*.py") if is_test(path)]
    tests += (HOUSE / "tests").glob("test_*.py")
    its_own = {
        path: "mark.own_database" in text
        for path in tests
        if path != Path(__file__)
        for text in [path.read_text("utf-8")]
        if any(sign in text for sign in OWN_DATABASE)
    }
    assert len(its_own) >= 5
    assert all(its_own.values()), [path for path, is_told in its_own.items() if not is_told]
