import json

import pytest

from sayso.cli.tests.terminal import run
from sayso.people.tests.cast import EMAILS, PHONES, person
from sayso.people.tests.conftest import installation, policy
from sayso.rights.models import Kind, Request
from sayso.rights.sealing import destroy
from sayso.rights.tests.asked import asks

__all__ = ["installation", "policy"]

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
    pytest.mark.usefixtures("policy"),
]

CLERK = ("--by", "Aisha Clerk")


def recorded(*more: str, kind: str = "access", stdin: bytes = b"") -> Request:
    """A request that a clerk keyed; the one that is on the register now."""
    told = run("rights", "record", kind, *CLERK, "--came", "letter", *more, stdin=stdin)
    assert (told.code, told.err) == (0, ""), told
    return Request.objects.latest("recorded_at")


def test_an_empty_register_says_so() -> None:
    assert run("rights", "list").out == "No request is open.\n"
    assert json.loads(run("rights", "list", "--json").out) == []


def test_a_letter_is_keyed_and_shown_with_its_words() -> None:
    asked = recorded(
        *("--received", "2026-10-31", "--name", "Ada", "--about", "-"),
        *("--address", "1 Sample Row, ZZ1 1ZZ"),
        stdin=b"All of it,\nplease\x1b[2J.",
    )
    told = run("rights", "show", asked.ref.lower())
    assert told.code == 0
    for line in (
        f"{asked.ref}: access, open",
        "  came by letter on 2026-10-31",
        "  known: nobody on record, or several",
        f"  page:  http://localhost:8000/your-rights/requests/{asked.token}",
        "  name: Ada",
        "  post: 1 Sample Row, ZZ1 1ZZ",
        "  | All of it,",
        "  | please [2J.",
        "  2026-10-31  received (access), by Aisha Clerk",
        "Due: Monday 30 November 2026.",
        "  2026-11-30  One month from 31 October 2026.",
    ):
        assert line in told.out.splitlines(), told.out
    destroy([asked.rid])
    assert "The words of it were destroyed." in run("rights", "show", asked.ref).out


def test_whoever_has_no_email_address_is_to_be_written_to() -> None:
    told = run("rights", "record", "complaint", *CLERK, "--came", "phone", "--phone", PHONES["ada"])
    asked = Request.objects.get()
    assert told.out == (
        f"{asked.ref}: 29 days left. There is no email address: write to them, then run: "
        f"sayso rights acknowledge {asked.ref}\n"
    )
    told = run("rights", "acknowledge", asked.ref, *CLERK)
    assert told.out == f"{asked.ref}: acknowledged; answer without delay.\n"
    told = run("rights", "extend", recorded().ref, "many", *CLERK)
    assert "They were not told of it" in told.out


def test_a_request_goes_its_way() -> None:
    person("ada")
    asked = recorded("--email", EMAILS["ada"], kind="restriction")
    steps: list[tuple[tuple[str, ...], str]] = [
        (("wait", asked.ref, "identity", "--words", "Your number?"), "waits for identity."),
        (("resume", asked.ref), "days left."),
        (("extend", asked.ref, "complex"), "days left."),
        (("close", asked.ref, "done"), "closed on "),
    ]
    for words, expected in steps:
        told = run("rights", *words, *CLERK)
        assert (told.code, told.err) == (0, ""), words
        assert expected in told.out
        assert "write to them" not in told.out
        assert ("on hold from now on" in told.out) == (words[0] == "resume")
    assert "> Your number?" in run("rights", "show", asked.ref).out
    assert run("rights", "list").out == "No request is open.\n"
    other = recorded()
    assert "withdrawn on " in run("rights", "withdraw", other.ref, *CLERK).out
    assert "0 open" in run("rights", "list", "--all").out


def test_whoever_is_found_out_is_put_on_hold() -> None:
    ada, eve = person("ada"), person("eve")
    asked = recorded("--phone", "020 7946 0999", kind="restriction")
    run("rights", "wait", asked.ref, "clarification", *CLERK)
    assert "No record is on hold" in run("rights", "resume", asked.ref, *CLERK).out
    run("rights", "wait", asked.ref, "identity", *CLERK)
    told = run("rights", "resume", asked.ref, "--person", ada.ref, *CLERK)
    assert "Their record is on hold from now on." in told.out
    assert "No record is on hold" not in told.out
    assert f"{asked.ref}  restriction, open" in run("person", "show", ada.ref).out
    assert asked.ref not in run("person", "show", eve.ref).out


def test_the_list_names_nobody_and_marks_what_is_late() -> None:
    late = recorded("--received", "2026-01-05", "--name", "Ada", "--email", EMAILS["ada"])
    today = asks(Kind.OBJECTION, about="the survey")
    waiting = recorded()
    run("rights", "wait", waiting.ref, "clarification", *CLERK)
    told = run("rights", "list")
    lines = told.out.splitlines()
    assert [line.split()[0] for line in lines[:3]] == [late.ref, today.ref, waiting.ref]
    assert "OVERDUE by " in lines[0]
    assert lines[1].endswith("today")
    assert lines[2].endswith("-           waits for clarification")
    assert lines[3] == "3 open, 1 waiting for the person, 1 overdue."
    found = json.loads(run("rights", "list", "--json").out)
    assert [one["overdue"] for one in found] == [True, False, False]
    assert found[0]["deadline"]["due"] == "2026-02-05"
    assert found[2]["deadline"]["waiting_for"] == ["clarifications.answered_on"]
    for secret in ("Ada", EMAILS["ada"], late.rid, late.token):
        assert secret not in told.out + json.dumps(found)


def test_what_came_as_an_answer_is_sorted() -> None:
    asked = asks(Kind.UNSORTED, points=())
    told = run("rights", "sort", asked.ref, "complaint", *CLERK)
    assert told.out == f"{asked.ref}: 29 days left.\n"


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        (("show", "SR-2026-NONE"), "There is no request of this reference"),
        (("close", "SR-2026-NONE", "done", *CLERK), "There is no request of this reference"),
        (("record", "access", "--came", "phone", "--phone", "12", *CLERK), "telephone number"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(words: tuple[str, ...], complaint: str) -> None:
    told = run("rights", *words)
    assert (told.code, told.out, told.err.count("\n")) == (2, "", 1)
    assert complaint in told.err
    assert not Request.objects.exists()


def test_the_words_on_the_command_line_are_those_of_the_register() -> None:
    from sayso.cli.rights import CAME, KINDS, OUTCOMES
    from sayso.rights.models import Came, Outcome

    assert {*KINDS, Kind.UNSORTED} == set(Kind)
    assert {*CAME, Came.WEB, Came.REPLY} == set(Came)
    assert set(OUTCOMES) == set(Outcome)


def test_a_person_is_shown_with_what_they_asked_and_erased_with_it() -> None:
    ada = person("ada")
    asked = asks(about="everything")
    assert f"{asked.ref}  access, open" in run("person", "show", ada.ref).out
    held = json.loads(run("person", "show", ada.ref, "--json").out)
    assert held["requests"][0]["words"]["about"] == "everything"
    run("rights", "close", asked.ref, "done", *CLERK)
    assert run("person", "shred", ada.ref, *CLERK, "--yes").code == 0
    assert "were destroyed" in run("rights", "show", asked.ref).out
