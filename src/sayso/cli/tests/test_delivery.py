import json
from pathlib import Path

import pytest

from sayso.cli.tests.terminal import run
from sayso.delivery import actions
from sayso.delivery.outcome import Came, Outcome
from sayso.delivery.tests.came_back import failure
from sayso.delivery.tests.conftest import a_gate, installation
from sayso.delivery.tests.outbox import marketing, service

__all__ = ["a_gate", "installation"]

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "keys"])


def test_messages_are_counted_and_each_doubt_is_named(a_gate: None) -> None:
    doubtful = marketing()
    claimed = actions.claim()
    assert claimed
    actions.settle(claimed, Outcome(Came.UNKNOWN))
    service()
    told = run("delivery", "status")
    assert told.code == 0
    assert told.out.splitlines()[:2] == [
        "marketing  in-doubt              1",
        "service    queued                1",
    ]
    assert f"in doubt: <{doubtful.token}@sayso.example.org>" in told.out
    found = json.loads(run("delivery", "status", "--json").out)
    assert found["in_doubt"] == [f"<{doubtful.token}@sayso.example.org>"]
    assert {one["state"]: one["count"] for one in found["counts"]} == {"in-doubt": 1, "queued": 1}
    assert "ada@" not in json.dumps(found) + told.out


def test_an_empty_outbox_says_so() -> None:
    assert run("delivery", "status").out == "No message was ever queued.\n"


def test_what_came_back_is_taken_in_from_files_and_from_the_input(
    a_gate: None, tmp_path: Path
) -> None:
    intent = marketing()
    bounce, reply = tmp_path / "bounce.eml", tmp_path / "reply.eml"
    bounce.write_bytes(failure(intent.token))
    reply.write_bytes(b"Subject: Stop\r\n\r\nada@example.org")
    told = run("delivery", "take", str(bounce), str(reply))
    assert (told.code, told.err) == (1, "")
    assert told.out == f"{bounce}: new\n{reply}: no report\n"
    told = run("delivery", "take", "-", stdin=failure(intent.token))
    assert (told.code, told.out, told.err) == (0, "-: known\n", "")
    assert run("delivery", "take", str(bounce)).code == 0
