from datetime import date, timedelta
from pathlib import Path

import pytest

from sayso.days import today_in_london
from sayso.people import said
from sayso.people.actions import NewEvent, Stop, merge, shred, suppress
from sayso.people.details import details_of
from sayso.people.imports.planning import LEFT_ALONE, NO_STANDS, SEVERAL, YES_LEFT_OUT
from sayso.people.models import ContactPoint, Event, ImportRow, Organisation, Person, Suppression
from sayso.people.projection import differences
from sayso.people.tests.brought_in import (
    brought_in,
    holder,
    outcomes,
    written,
)
from sayso.people.tests.cast import (
    CLERK,
    EMAILS,
    PHONES,
    TODAY,
    may,
    no,
    person,
    says,
    version,
    yes,
)

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.usefixtures("policy"),
]

GIVEN = date(2026, 11, 2)
ADA = {"name": "Ada", "email": EMAILS["ada"], "phone": PHONES["ada"]}
BERT = {"name": "Bert", "email": EMAILS["bert"], "phone": PHONES["bert"]}
AGREED = {"given_on": "2026-11-02", "wording": "events-email", "method": "web-form"}


def test_a_row_becomes_a_person_with_what_they_said_and_where_it_is_from(tmp_path: Path) -> None:
    file = written(tmp_path, [ADA | AGREED])
    assert outcomes(brought_in(file, on=GIVEN)) == ["added"]
    ada = holder(EMAILS["ada"])
    held = details_of(ada)["fields"]["name"]
    assert held == {
        "value": "Ada",
        "source": "telephone-enquiry",
        "notice": "telephone:2026-11",
        "on": "2026-11-02",
        "by": CLERK,
    }
    assert may(ada, "events").allowed
    assert not may(ada, "news").allowed
    assert not list(differences())


def test_what_is_brought_in_again_changes_nothing(tmp_path: Path) -> None:
    file = written(tmp_path, [ADA | AGREED | {"withdrawn_on": "2026-11-05"}, BERT])
    brought_in(file, on=GIVEN)
    events = Event.objects.count()
    assert outcomes(brought_in(file, on=GIVEN)) == ["kept_opted_out", "unchanged"]
    assert Event.objects.count() == events


def test_who_is_on_record_gets_what_they_lack_and_keeps_what_they_have(tmp_path: Path) -> None:
    ada = person("ada")
    row = {"name": "Ada Ashby", "email": EMAILS["ada"].upper(), "mobile": "07700 900001"}
    assert outcomes(brought_in(written(tmp_path, [row]))) == ["updated"]
    ada.refresh_from_db()
    details = details_of(ada)
    assert details["fields"]["name"]["value"] == "Ada"
    assert set(details["points"].values()) == {EMAILS["ada"], "+442079460001", "+447700900001"}
    assert outcomes(brought_in(written(tmp_path, [row]), overwrite=True)) == ["updated"]
    ada.refresh_from_db()
    assert details_of(ada)["fields"]["name"]["value"] == "Ada Ashby"
    kinds = list(Event.objects.filter(sid=ada.sid).order_by("id").values_list("kind", flat=True))
    assert kinds == ["added", "notice", "contact_point_added", "corrected"]


# --- what was said stays said ------------------------------------------------------------


@pytest.mark.parametrize("on", [date(2026, 10, 1), date(2026, 11, 3), TODAY])
@pytest.mark.parametrize("overwrite", [False, True])
def test_acceptance_3_an_import_that_overwrites_everything_leaves_opted_out_who_opted_out(
    tmp_path: Path, on: date, overwrite: bool
) -> None:
    bert = person("bert")
    says(yes(bert, "events-email"), no(bert, on=date(2026, 11, 3)))
    assert not may(bert, "events").allowed
    row = {"name": "Robert", "email": EMAILS["bert"], "given_on": on.isoformat()}
    file = written(tmp_path, [row | {"wording": "events-email", "method": "web-form"}])
    (told,) = brought_in(file, overwrite=overwrite)
    assert told.outcome == "kept_opted_out"
    assert told.reason == (NO_STANDS if on < date(2026, 11, 3) else YES_LEFT_OUT)
    assert may(bert, "events").reason == "objection-to-marketing"
    assert details_of(bert)["fields"]["name"]["value"] == ("Robert" if overwrite else "Bert")
    assert ImportRow.objects.get().outcome == "kept_opted_out"


def test_a_withdrawal_and_a_suppression_are_left_as_they_are_too(tmp_path: Path) -> None:
    ada, bert = person("ada"), person("bert")
    (given,) = says(yes(ada, "events-email"))
    says(NewEvent(ada.sid, said.WITHDRAWAL, date(2026, 1, 5), of=given.id))
    kin = bert.points.get(kind="email").kin
    suppress(new=[Stop(kin, "email", date(2026, 1, 5))], actor=CLERK)
    told = brought_in(written(tmp_path, [ADA | AGREED, BERT | AGREED]))
    assert [one.reason for one in told] == [YES_LEFT_OUT, YES_LEFT_OUT]
    assert not may(ada, "events").allowed
    assert not may(bert, "events").allowed


def test_who_came_back_of_their_own_accord_may_say_more(tmp_path: Path) -> None:
    ada = person("ada")
    says(no(ada, on=date(2026, 1, 5)), yes(ada, "events-email", on=date(2026, 2, 5)))
    assert may(ada, "events").allowed
    again = AGREED | {"wording": "spoken-events-email"}
    (told,) = brought_in(written(tmp_path, [ADA | again]))
    assert told.outcome == "kept_opted_out"  # from everything else
    assert told.reason == NO_STANDS
    assert Event.objects.filter(kind=said.CONSENT, sid=ada.sid).count() == 2
    posted = AGREED | {"wording": "events-post"}
    (told,) = brought_in(written(tmp_path, [ADA | posted]))
    assert told.reason == YES_LEFT_OUT


@pytest.mark.parametrize("chunk", [1, 2])
def test_what_one_file_says_in_its_own_order_is_taken_as_it_says(
    tmp_path: Path, chunk: int
) -> None:
    rows = [
        ADA | {"objected_on": "2026-11-02"},
        ADA | AGREED | {"given_on": "2026-11-05"},
    ]
    told = brought_in(written(tmp_path, rows), chunk=chunk, on=GIVEN)
    assert outcomes(told) == ["added", "updated"]
    assert may(holder(EMAILS["ada"]), "events").allowed


def test_a_no_is_taken_in_whatever_else_is_known(tmp_path: Path) -> None:
    ada = person("ada")
    says(yes(ada, "events-email"))
    assert may(ada, "events").allowed
    row = {"email": EMAILS["ada"], "objected_on": "2026-11-10"}
    brought_in(written(tmp_path, [row]))
    assert may(ada, "events").reason == "objection-to-marketing"


@pytest.mark.parametrize("cell", ["yes", "x", "2026-01-01", "unsubscribed", "who knows"])
def test_a_column_that_says_stop_is_a_no_to_all_marketing(tmp_path: Path, cell: str) -> None:
    file = written(tmp_path, [ADA | AGREED | {"stop": cell}, BERT | AGREED | {"stop": "no"}])
    brought_in(file, on=date(2026, 11, 1))
    today = today_in_london()
    assert may(holder(EMAILS["ada"]), "events", on=today).reason == "objection-to-marketing"
    assert may(holder(EMAILS["bert"]), "events", on=today).allowed
    brought_in(file, on=date(2026, 11, 1))
    assert Event.objects.filter(kind=said.OBJECTION).count() == 1


def test_a_stop_without_a_day_is_one_of_today_unless_it_stands_already(tmp_path: Path) -> None:
    ada, bert = person("ada"), person("bert")
    says(no(ada), no(bert, on=date(2026, 1, 5)), no(bert, channels=["fax"]))
    says(yes(ada, "events-email", on=date(2026, 5, 5)))
    rows = [ADA | {"stop": "yes"}, BERT | {"stop": "yes"}]
    assert set(outcomes(brought_in(written(tmp_path, rows)))) == {"kept_opted_out"}
    noes = Event.objects.filter(kind=said.OBJECTION, happened_on=today_in_london())
    assert [event.sid for event in noes] == [ada.sid]  # for she had come back meanwhile


# --- whom to leave alone -----------------------------------------------------------------


def test_acceptance_4_whoever_was_erased_is_still_left_alone_when_a_file_brings_them_back(
    tmp_path: Path,
) -> None:
    bert = person("bert")
    long_ago = TODAY - timedelta(days=31)
    shred(sid=bert.sid, actor=CLERK, policy=version().sha256, on=long_ago)
    people, stops = Person.objects.count(), Suppression.objects.count()
    rows = [
        BERT | AGREED,
        {"name": "B", "email": "BERT+again@EXAMPLE.org"} | AGREED,
        {"name": "Bert", "email": "new@example.org", "phone": PHONES["bert"]} | AGREED,
    ]
    told = brought_in(written(tmp_path, rows), overwrite=True)
    assert {(one.outcome, one.reason) for one in told} == {("left_alone", LEFT_ALONE)}
    assert Person.objects.count() == people
    assert not ContactPoint.objects.filter(person=bert).exists()
    assert Suppression.objects.count() == stops
    assert not list(ImportRow.objects.filter(outcome="left_alone").exclude(sid=""))


def test_a_contact_point_to_be_left_alone_is_not_added_to_somebody_else(tmp_path: Path) -> None:
    bert, ada = person("bert"), person("ada")
    shred(sid=bert.sid, actor=CLERK, policy=version().sha256, on=TODAY)
    row = {"email": EMAILS["ada"], "phone": PHONES["bert"]}
    (told,) = brought_in(written(tmp_path, [row]))
    assert told.outcome == "unchanged"
    assert "left alone" in told.reason
    assert ada.points.count() == 2


# --- what happened stays distinguishable -------------------------------------------------


def test_acceptance_9_bounce_complaint_objection_and_withdrawal_stay_distinguishable(
    tmp_path: Path,
) -> None:
    email = "{}@example.org"
    rows = [
        {"email": email.format("bounce"), "bounced_on": "2026-11-03"},
        {"email": email.format("complaint"), "complained_on": "2026-11-04"},
        {"email": email.format("objection"), "objected_on": "2026-11-05"},
        {"email": email.format("withdrawal"), "withdrawn_on": "2026-11-06"} | AGREED,
        {"email": email.format("lone"), "withdrawn_on": "2026-11-06", "channels": "email"},
    ]
    first, again = (brought_in(written(tmp_path, rows)) for _ in range(2))
    assert outcomes(first) == ["added"] * 5
    assert "added" not in outcomes(again)
    kinds = {
        name: [
            kind
            for kind in Event.objects.filter(sid=holder(email.format(name)).sid)
            .order_by("id")
            .values_list("kind", flat=True)
            if kind not in ("added", "notice")
        ]
        for name in ("bounce", "complaint", "objection", "withdrawal", "lone")
    }
    assert kinds == {
        "bounce": ["bounce"],
        "complaint": ["complaint", "objection"],
        "objection": ["objection"],
        "withdrawal": ["consent", "consent_withdrawn"],
        "lone": ["consent_withdrawn"],
    }
    (withdrawn,) = Event.objects.filter(of__isnull=False)
    assert Event.objects.get(kind=said.CONSENT).id == withdrawn.of
    assert not list(differences())


# --- who it is ---------------------------------------------------------------------------


def test_a_row_that_matches_several_records_is_refused(tmp_path: Path) -> None:
    ada, twin = person("ada"), person("bert")
    row = {"email": EMAILS["ada"], "mobile": "07700 900002"}
    brought_in(written(tmp_path, [{"email": EMAILS["bert"], "mobile": "07700 900002"}]))
    (told,) = brought_in(written(tmp_path, [row]))
    assert (told.outcome, told.reason) == ("refused", SEVERAL)
    merge(sid=twin.sid, into=ada.sid, actor=CLERK, policy=version().sha256)
    assert outcomes(brought_in(written(tmp_path, [row]))) == ["unchanged"]


def test_a_shared_line_is_one_person_only_under_one_name(tmp_path: Path) -> None:
    ada = person("ada")
    rows = [
        {"name": "Bert", "email": EMAILS["bert"], "phone": PHONES["ada"]},
        {"name": "ada", "phone": PHONES["ada"], "email": ""},
        {"name": "", "phone": PHONES["dev"], "email": EMAILS["dev"]},
        {"name": "", "phone": PHONES["dev"], "email": EMAILS["cleo"]},
    ]
    told = brought_in(written(tmp_path, rows))
    assert outcomes(told) == ["added", "unchanged", "added", "added"]
    assert told[1].ref == ada.ref


def test_no_is_not_lost_with_a_contact_point_that_has_ended(tmp_path: Path) -> None:
    bert = person("bert")
    says(no(bert))
    bert.points.update(ended_at=version().applied_at)
    (told,) = brought_in(written(tmp_path, [BERT | AGREED]))
    assert told.outcome == "kept_opted_out"
    assert Person.objects.count() == 1


def test_an_organisation_is_kept_once_and_its_form_says_who_subscribes(tmp_path: Path) -> None:
    def row(name: str, company: str, form: str) -> dict[str, str]:
        email = f"{name}@example.com"
        return {"email": email, "organisation-name": company, "legal-form": form}

    rows = [
        row("cleo", "Cleo Cleaning", "Limited company"),
        row("dan", "CLEO  cleaning", "limited company"),
        row("eve", "Cleo Cleaning", "Sole trader"),
        row("fay", "Fay & Sons", "Partnership"),
        row("gus", "Gus Goods", ""),
    ]
    brought_in(written(tmp_path, rows))
    bodies = Organisation.objects.order_by("recorded_at").values_list("name", "subscriber")
    assert set(bodies) == {
        ("Cleo Cleaning", "limited_company"),
        ("Fay & Sons", "partnership"),
        ("Gus Goods", "unknown"),
    }
    found = {row["email"]: holder(row["email"]).points.get() for row in rows}
    assert {email.partition("@")[0]: one.subscriber for email, one in found.items()} == {
        "cleo": "limited_company",
        "dan": "limited_company",
        "eve": "sole_trader",
        "fay": "partnership",
        "gus": "unknown",
    }
    assert {one.decided_by for one in found.values()} == {"legal form given", ""}
    eve = details_of(holder("eve@example.com"))["fields"]
    assert eve["organisation-name"]["value"] == "Cleo Cleaning"


def test_overwriting_puts_the_legal_form_right_and_nothing_else_does(tmp_path: Path) -> None:
    first = {"email": EMAILS["cleo"], "organisation-name": "Cleo", "legal-form": "Limited company"}
    brought_in(written(tmp_path, [first]))
    second = first | {"legal-form": "Sole trader"}
    for overwrite, subscriber in ((False, "limited_company"), (True, "sole_trader")):
        brought_in(written(tmp_path, [second]), overwrite=overwrite)
        assert holder(EMAILS["cleo"]).points.get().subscriber == subscriber
