"""The examples of the documents about the API: each is asked, and is answered as shown.

They are the pictures of a terminal whose first command is curl. Where a line `...` stands, keys of
the answer were left out. References, numbers and salts differ from record to record: the one that
is shown stands for the one that came.
"""

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from sayso.config.api import api as whole
from sayso.config.tests.asking import Api, api, installation, policy
from sayso.evidence.actions import seal
from sayso.evidence.keys import new_signing_key
from sayso.evidence.note import read_verifier_key
from sayso.evidence.offline import verify_receipt
from sayso.people.api_keys import SCOPES

__all__ = ["api", "installation", "policy"]

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

DOCS = Path(__file__).parents[4] / "docs"
REFERENCE = DOCS / "api.md"
TRIED = (REFERENCE, DOCS / "how-to" / "ask-the-api.md", DOCS / "how-to" / "serve.md")
PICTURE = re.compile(r"^```console\n(\$ curl .*?)^```$", re.MULTILINE | re.DOTALL)
BASE = "http://localhost:8000"
ITS_OWN = {"ref", "refs", "person", "event", "receipt", "salt", "use"}
"""What an answer names that is another in each record."""


class Example(NamedTuple):
    """A request, the answer shown under it, and the file that it is kept in instead."""

    method: str
    path: str
    headers: dict[str, str]
    body: str
    shown: str
    kept: str


def steps(text: str) -> Iterator[tuple[list[str], str]]:
    """Each command of the pictures, as words, and what is shown under it."""
    for picture in PICTURE.findall(text):
        for step in re.split(r"^\$ ", picture, flags=re.MULTILINE)[1:]:
            first, *rest = step.splitlines(keepends=True)
            lines = [first, *(line[2:] for line in rest if line.startswith("> "))]
            shown = "".join(line for line in rest if not line.startswith("> "))
            yield shlex.split("".join(lines).replace("\\\n", " ")), shown


def read_command(words: list[str], shown: str) -> Example:
    """The few options of curl that the documents use; any other is a mistake."""
    method, url, body, kept, headers = "GET", "", "", "", dict[str, str]()
    left = iter(words[1:])
    for word in left:
        match word:
            case "-s":
                continue
            case "-H":
                name, _, value = next(left).partition(": ")
                headers |= {name: value} if name != "@key" else {}
            case "--json":
                method, body = "POST", next(left)
            case "-o":
                kept = next(left)
            case _:
                url = word
    assert url.startswith(BASE), words
    return Example(method, url.removeprefix(BASE), headers, body, shown, kept)


class Reader:
    """Does what a document does, from its beginning, and remembers what stands for what."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self.ours: dict[str, str] = {}
        self.kept: dict[str, str] = {}

    def ask(self, one: Example) -> None:
        """Ask as the document does, but of the people that this record has."""
        path, body = self._of_ours(one.path), self._of_ours(one.body)
        told = self.api.ask(one.method, path, body, **one.headers)
        if one.kept:
            assert (told.status, one.shown) == (200, ""), told
            self.kept[one.kept] = told.body
            return
        shown = json.loads(re.sub(r"^ *\.\.\.\n", "", one.shown, flags=re.MULTILINE))
        if "..." not in one.shown:
            assert shown.keys() == told.body.keys()
        self._compare(shown, told.body)

    def _of_ours(self, text: str) -> str:
        for shown, ours in self.ours.items():
            text = re.sub(rf"\b{shown}\b", ours, text)
        return text

    def _compare(self, shown: Any, told: Any) -> None:
        assert type(shown) is type(told), (shown, told)
        if isinstance(shown, list):
            for one, other in zip(shown, told, strict=True):
                self._compare(one, other)
        elif isinstance(shown, dict):
            for key, value in shown.items():
                if key in ITS_OWN:
                    self._remember(key, value, told[key])
                else:
                    self._compare(value, told[key])
        else:
            assert shown == told

    def _remember(self, key: str, shown: Any, told: Any) -> None:
        """So that a later request names ours; one number may be an event and a receipt."""
        assert type(shown) is type(told), (key, shown, told)
        before = {"event": '(?<="consent": )', "receipt": "(?<=/receipts/)"}.get(key, "")
        if isinstance(shown, str | int):
            self.ours[f"{before}{shown}"] = str(told)


@pytest.mark.parametrize("document", TRIED, ids=lambda path: path.name)
def test_every_example_is_answered_as_the_document_shows(
    document: Path, api: Api, installation: Path
) -> None:
    key = read_verifier_key(new_signing_key(installation / "keys"))
    reader, asked = Reader(api), 0
    for words, shown in steps(document.read_text("utf-8")):
        seal()
        if words[:3] == ["sayso", "evidence", "verify"]:
            assert verify_receipt(reader.kept[words[3]], key)
            assert "Verified: this is in the log of " in shown
        else:
            assert words[0] == "curl"
            reader.ask(read_command(words, shown))
            asked += 1
    assert asked


def test_an_example_that_is_not_true_is_found(api: Api) -> None:
    asked = '{"question": "storage", "on": "2026-11-22", "purpose": "advertising"}'
    command = ["curl", "-s", "--json", asked, f"{BASE}/api/v1/decide"]
    Reader(api).ask(read_command(command, '{"verdict": "deny",\n...\n"law": "2026-09-30"}'))
    for untrue in ('{"verdict": "allow",\n...\n"id": null}', '{"verdict": "deny"}', "{}"):
        with pytest.raises(AssertionError):
            Reader(api).ask(read_command(command, untrue))


def test_the_reference_names_every_address_and_every_scope() -> None:
    text = REFERENCE.read_text("utf-8")
    for path, methods in whole.get_openapi_schema()["paths"].items():
        for method in methods:
            address = f"`{method.upper()} {path.removeprefix('/api/v1')}`"
            assert address in text, address
    assert all(f"`{scope}`" in text for scope in SCOPES)
