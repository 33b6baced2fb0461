"""Web logs counted from a terminal."""

from pathlib import Path

import pytest

from sayso.cli.tests.terminal import run
from sayso.people.tests.conftest import installation, policy

__all__ = ["installation", "policy"]

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.usefixtures("policy"),
]

LINE = '192.0.2.77 - - [22/Nov/2026:10:15:32 +0000] "GET {} HTTP/1.1" 200 512 "-" "Firefox/140.0"\n'


def test_the_command_tells_what_it_counted_and_what_not(tmp_path: Path) -> None:
    log, letter = tmp_path / "access.log", tmp_path / "letter.txt"
    log.write_text(LINE.format("/about") + LINE.format("/site.css"))
    letter.write_text("no log\n")
    asked = ("website", "import-log", log)
    done = run(*asked, letter)
    assert done.code == 2
    assert done.out == "access.log: 1 pages in 2 new lines; left out: 1 part of a page.\n"
    assert done.err.startswith("sayso: letter.txt was not counted, because none of its lines")
    assert run(*asked).out == "access.log: nothing new.\n"
