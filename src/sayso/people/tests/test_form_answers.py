"""What somebody wrote into a form, read; and what is said of what cannot be taken."""

import pytest

from sayso.law.codes import Channel
from sayso.people.forms.given import NO, TRAP, TRAPPED, Given, box_name, given_from, read
from sayso.policy.tests.policies import policy

POLICY = policy()
MEMBERSHIP = POLICY.forms["membership"]
GOOD = {"name": "Ada", "email": "ada@example.org"}
BOX = box_name(("news", Channel.EMAIL))
CALL = box_name(("events", Channel.LIVE_CALL))
POST = box_name(("member-offers", Channel.POST))


def told(form: str = "membership", **sent: str) -> dict[str, str]:
    """What is said of these answers."""
    return read(POLICY, POLICY.forms[form], {name: [value] for name, value in sent.items()})[1]


def test_what_is_plain_is_taken_in_its_plain_form() -> None:
    sent = {
        "name": ["  Ada \t Ashby "],
        "email": ["ada@EXAMPLE.org"],
        "phone": ["(020) 7946 0001"],
        "postal-address": ["1 Sample Street\r\nExampleton\r\nZZ1 1AA"],
        "interests": ["Complaints", "Awards"],
        "comments": ["One.\r\nTwo."],
        BOX: ["yes"],
    }
    given, errors = read(POLICY, MEMBERSHIP, sent)
    assert errors == {}
    assert given.fields == {
        "name": "Ada Ashby",
        "interests": "Complaints; Awards",
        "comments": "One.\nTwo.",
    }
    assert [point.value for point in given.points] == [
        *("ada@example.org", "+442079460001", "1 Sample Street, Exampleton, ZZ1 1AA")
    ]
    assert given.yeses == [("news", Channel.EMAIL)]
    assert given_from(given.as_dict()) == given


WRONG = {
    "email": ("ada@", "This is not one whole email address; write it as in name@example.org."),
    "phone": ("12", "This is not one whole telephone number; write it with its area code."),
    "postal-address": ("?", "This is not a postal address; write it with its postcode."),
    "membership-grade": (
        "Golden",
        "This cannot be chosen there; write one of Individual, Organisation, Student.",
    ),
    "name": ("", "Fill this in; we need it for this form."),
    "job-title": ("A\0b", "Leave out the control character U+0000."),
    "comments": ("x" * 20_001, "This is too long; shorten it."),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_cannot_be_taken_is_told_in_a_sentence_beside_its_field(name: str) -> None:
    text, said = WRONG[name]
    assert told(**{**GOOD, name: text}) == {name: said}


def test_all_that_is_wrong_is_told_at_once() -> None:
    found = told(**{name: text for name, (text, _) in WRONG.items()})
    assert found.keys() == WRONG.keys()


@pytest.mark.parametrize(
    ("box", "field", "way"), [(CALL, "phone", "calls"), (POST, "postal-address", "post")]
)
def test_a_yes_to_a_channel_needs_where_it_leads(box: str, field: str, way: str) -> None:
    found = told(**GOOD, **{box: "yes"})
    assert found.keys() == {field}
    assert found[field].startswith(f"You ticked a box for {way}, and gave no ")
    assert told(**GOOD, **{box: "yes", NO: "yes"}) == {}, "beside the no it counts for nothing"


def test_one_way_to_be_reached_is_enough_and_none_is_not() -> None:
    asked = {"name": "Ada", "question": "When do you open?"}
    assert told("contact", **asked, phone="020 7946 0001") == {}
    assert told("contact", **asked) == {"email": "Tell us how to reach you: one way is enough."}


def test_a_newsletter_of_nothing_is_told_so_and_a_no_to_all_is_enough() -> None:
    sent = {"email": "ada@example.org"}
    assert told("newsletter", **sent).keys() == {BOX}
    assert told("newsletter", **sent, **{NO: "yes"}) == {}


def test_what_no_person_sees_is_left_empty_by_people() -> None:
    assert told(**GOOD, **{TRAP: ""}) == {}
    assert told(**GOOD, **{TRAP: "https://example.com"}) == {TRAP: TRAPPED}


def test_what_the_form_does_not_ask_is_not_taken() -> None:
    sent = {**GOOD, "fax": "020 7946 0002", "sessions": "All", "yes.training.email": "yes"}
    given, errors = read(POLICY, MEMBERSHIP, {name: [value] for name, value in sent.items()})
    assert errors == {}
    assert given.fields.keys() == {"name"}
    assert [point.field for point in given.points] == ["email"]
    assert given.ticked == []


def test_the_no_outranks_every_tick_beside_it() -> None:
    given = Given(ticked=[("news", Channel.EMAIL)], no_marketing=True)
    assert given.yeses == ()
