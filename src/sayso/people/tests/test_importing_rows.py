import gc
from datetime import date
from pathlib import Path
from random import Random

import pytest

from sayso.law.codes import Channel
from sayso.people import said
from sayso.people.errors import RecordError
from sayso.people.imports.running import dry_run
from sayso.people.models import Event, ImportRow, Person
from sayso.people.projection import differences
from sayso.people.tests.brought_in import (
    all_sorts,
    brought_in,
    holder,
    outcomes,
    planned,
    written,
)
from sayso.people.tests.cast import (
    EMAILS,
    PHONES,
    may,
)

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.usefixtures("policy"),
]

GIVEN = date(2026, 11, 2)
ADA = {"name": "Ada", "email": EMAILS["ada"], "phone": PHONES["ada"]}
BERT = {"name": "Bert", "email": EMAILS["bert"], "phone": PHONES["bert"]}
AGREED = {"given_on": "2026-11-02", "wording": "events-email", "method": "web-form"}


def test_without_both_words_and_method_what_a_yes_is_worth_stays_unknown(tmp_path: Path) -> None:
    rows = [
        ADA | {"given_on": "2026-11-02", "wording": "", "method": "", "channels": "email"},
        BERT | {"given_on": "2026-11-02", "wording": "events-email", "method": ""},
    ]
    brought_in(written(tmp_path, rows))
    flags = ("affirmative", "unbundled", "informed", "evidenced")
    bare, worded = Event.objects.filter(kind=said.CONSENT).order_by("id")
    assert not set(flags) & bare.details.keys()
    assert "evidenced" not in worded.details
    for email in (EMAILS["ada"], EMAILS["bert"]):
        assert not may(holder(email), "events").allowed


def test_a_wording_for_the_whole_file_needs_a_day(tmp_path: Path) -> None:
    file = written(tmp_path, [ADA])
    with pytest.raises(RecordError, match="on which day these people agreed"):
        planned(file, wording="events-email", method="web-form")
    brought_in(file, wording="events-email events-call", method="web-form", on=GIVEN)
    assert may(holder(EMAILS["ada"]), "events").allowed
    assert may(holder(EMAILS["ada"]), "events", Channel.LIVE_CALL).allowed


def test_a_yes_reaches_no_further_than_its_words(tmp_path: Path) -> None:
    told = brought_in(written(tmp_path, [ADA | AGREED | {"channels": "post"}]))
    assert told[0].outcome == "refused"
    assert "further than its words" in told[0].reason


def test_no_notice_is_claimed_of_details_whose_day_is_not_known(tmp_path: Path) -> None:
    brought_in(written(tmp_path, [ADA]))
    assert not Event.objects.filter(kind=said.NOTICE).exists()
    brought_in(written(tmp_path, [BERT | {"notice": "website:2017-08"}]))
    (told,) = Event.objects.filter(kind=said.NOTICE)
    assert told.details == {"notice": "website:2017-08"}


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"email": "nobody"}, "email: this is not one plain email address"),
        ({"email": "", "phone": ""}, "no contact point"),
        ({"phone": "020 7946"}, "phone: this is not one plain telephone number"),
        ({"given_on": "3/4/2026"}, "given_on: this is no day"),
        ({"given_on": "2026-02-30"}, "YYYY-MM-DD"),
        *(
            ({word: "2999-01-01"}, f"{word}: this is no day")
            for word in (
                *("given_on", "objected_on", "withdrawn_on", "bounced_on", "complained_on"),
                "collected_on",
            )
        ),
        ({"wording": "nope", "given_on": "2026-11-02"}, "wording: the policy declares no such"),
        ({"method": "nope", "given_on": "2026-11-02"}, "method: the policy declares no such"),
        ({"wording": "events-email"}, "not of its day"),
        ({"channels": "pigeon", "given_on": "2026-11-02"}, "channels"),
        ({"topics": "nope", "given_on": "2026-11-02"}, "topics"),
        ({"seq": "first", "given_on": "2026-11-02"}, "seq"),
        ({"given_on": "2026-11-02", "withdrawn_on": "2026-11-01"}, "before it was given"),
        ({"objected_on": "soon"}, "objected_on"),
        ({"objected_on": "2026-11-01", "objection_to": "nope"}, "objection_to"),
        ({"objection": "nope"}, "objection: the policy declares no such wording"),
        ({"notice": "nope"}, "notice: the policy has no such notice"),
        ({"name": "A\x07da"}, "name: leave out the control character U+0007"),
        ({"name": "A" * 1_001}, "name: this is too long"),
        ({"comments": "A" * 20_001}, "comments: this is too long"),
        ({"legal-form": "Ltd."}, "cannot be chosen"),
        ({"source": "nope"}, "source: the policy declares no such source"),
        ({"source": "rights-letter", "comments": "Hello"}, "comments: the policy does not let"),
    ],
    ids=lambda cells: str(cells)[:60],
)
def test_a_row_that_cannot_be_read_is_refused_with_its_reason(
    tmp_path: Path, cells: dict[str, str], why: str
) -> None:
    told = brought_in(written(tmp_path, [ADA | cells, BERT]))
    assert outcomes(told) == ["refused", "added"]
    assert why in told[0].reason
    for cell in cells.values():
        assert cell in ("", "nope", "rights-letter", "Hello") or cell not in told[0].reason


def test_of_two_columns_for_one_thing_the_one_at_fault_is_told_by_its_place(tmp_path: Path) -> None:
    row = ADA | {"Evenings": "020 7946"}
    plan = planned(written(tmp_path, [row]), {"phone": ["phone", "Evenings"]})
    ((told,),) = dry_run(plan)
    assert told.reason.startswith("phone (column 4): this is not one plain telephone number")


def test_nothing_of_anybody_is_kept_of_the_file_itself(tmp_path: Path) -> None:
    rows = [ADA | AGREED, BERT | {"phone": "020 7946"}, ADA | {"email": "x"}]
    brought_in(written(tmp_path, rows))
    kept = str(list(ImportRow.objects.values())) + str(list(ImportRow.objects.first().run.__dict__))  # type: ignore[union-attr]
    for words in ("ada@", "bert@", "7946", "Ada"):
        assert words not in kept


def test_the_dry_run_writes_nothing(tmp_path: Path) -> None:
    plan = planned(written(tmp_path, [ADA | AGREED, BERT, ADA]))
    told = [one for some in dry_run(plan, chunk=1) for one in some]
    assert outcomes(told) == ["added", "added", "unchanged"]
    assert not Person.objects.exists()
    assert not Event.objects.exists()
    assert not ImportRow.objects.exists()


def test_it_does_not_matter_how_the_rows_are_divided_into_chunks(tmp_path: Path) -> None:
    file = written(tmp_path, all_sorts(Random(11), 300))
    plan = planned(file, overwrite=True)
    alike = [
        [one[:3] for some in dry_run(plan, chunk=chunk) for one in some]
        for chunk in (1, 7, 50, 300)
    ]
    assert alike.count(alike[0]) == len(alike)
    told = brought_in(file, chunk=7, overwrite=True)
    assert [one[:3] for one in told] == alike[0]
    assert set(outcomes(told)) == {"added", "updated", "unchanged", "refused"}
    again = brought_in(file, chunk=50)
    assert set(outcomes(again)) == {"unchanged", "kept_opted_out", "refused"}
    assert not list(differences())


def test_cycles_are_looked_for_again_when_a_file_is_left_unread(tmp_path: Path) -> None:
    coming = dry_run(planned(written(tmp_path, [ADA, BERT])), chunk=1)
    next(coming)
    assert not gc.isenabled()
    del coming
    assert gc.isenabled()
