"""What becomes of what people send: nothing is found out by sending it, and little is believed."""

import json
from datetime import datetime, timedelta

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from sayso.delivery.models import Intent
from sayso.delivery.sealing import unseal
from sayso.evidence.models import Entry as Logged
from sayso.law.codes import Channel
from sayso.people import said
from sayso.people.actions import NewPoint
from sayso.people.details import details_of
from sayso.people.forms.confirming import Stage, asked_of, confirm, decline, stage_of
from sayso.people.forms.kept import opened
from sayso.people.forms.letters import LETTERS_A_DAY
from sayso.people.forms.submitting import submit
from sayso.people.forms.taking_in import CONFIRM_WITHIN, forget_unconfirmed, take_in
from sayso.people.forms.tokens import token_of
from sayso.people.holdings import collect, erase, expire
from sayso.people.jobs import sweep
from sayso.people.models import Event, Organisation, Person, SubjectKey, Submission, Suppression
from sayso.people.names import london_day
from sayso.people.points import read_point
from sayso.people.tests.cast import CLERK, EMAILS, TODAY, may, no, person, says, version, yes
from sayso.people.tests.filled_in import (
    EVENTS,
    MOBILE,
    NEWS,
    a_stamp,
    given,
    link_in,
    send,
    sent_in,
    who_has,
)

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.usefixtures("policy", "ended"),
]

ADA, BERT, EVE = EMAILS["ada"], EMAILS["bert"], EMAILS["eve"]


@pytest.fixture
def ended(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is done once a transaction has ended is done at once: that of a test never ends."""
    monkeypatch.setattr("django.db.transaction.on_commit", lambda done: done())


def kinds(who: Person) -> list[str]:
    return list(Event.objects.filter(sid=who.sid).order_by("id").values_list("kind", flat=True))


def day_of(row: Submission) -> object:
    return london_day(row.received_at)


# --- a yes -------------------------------------------------------------------------------


def test_8_a_yes_that_nobody_confirmed_is_none_and_puts_nobody_on_record() -> None:
    row = sent_in("newsletter")
    assert row.waits
    assert not Person.objects.exists()
    message = unseal(Intent.objects.get())
    assert message.to == ADA
    assert "It does not count yet" in message.words
    assert link_in(message.words, "confirm") == token_of(row.name)


def test_8_a_confirmed_yes_counts_for_what_was_ticked_and_no_more() -> None:
    row = sent_in("newsletter")
    assert confirm(row.name) is Stage.CONFIRMED
    (ada,) = who_has(ADA)
    assert may(ada, on=london_day(datetime.now().astimezone())).allowed
    for purpose, channel in (("events", "email"), ("news", "post"), ("member-offers", "email")):
        assert not may(ada, purpose, Channel(channel)).allowed


def test_11_a_yes_is_logged_as_fully_as_a_no() -> None:
    row = sent_in("newsletter")
    confirm(row.name)
    sent_in("contact", email=EVE, no=True)
    policy = version().policy
    words = {
        said.CONSENT: policy.wordings["news-email"].sha256,
        said.OBJECTION: policy.objections["no-marketing"].sha256,
    }
    for kind, wording in words.items():
        event = Event.objects.get(kind=kind)
        (logged,) = Logged.objects.filter(kind=f"people.{kind}")
        assert (event.method, event.policy) == ("web-form", version().sha256)
        assert (logged.wording_hash, logged.policy) == (wording, version().sha256)
        assert event.seq
        assert event.source.startswith("website-")
        assert event.actor.startswith("form:")
        assert logged.actor.startswith("form:")
        assert logged.commitment


def test_a_yes_is_taken_in_the_words_of_the_policy_that_it_was_shown_under(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    row = sent_in("newsletter")
    earlier = version()
    assert asked_of(row) == [earlier.policy.wordings["news-email"].text]
    monkeypatch.setattr("sayso.policy.queries.current", lambda: None)
    confirm(row.name)
    (ada,) = who_has(ADA)
    assert {event.policy for event in Event.objects.filter(sid=ada.sid)} == {earlier.sha256}


def test_it_is_confirmed_once() -> None:
    row = sent_in("newsletter")
    assert [confirm(row.name), confirm(row.name)] == [Stage.CONFIRMED] * 2
    assert Event.objects.filter(kind=said.CONSENT).count() == 1
    assert Intent.objects.count() == 2  # the question, and the receipt


def test_what_was_refused_can_not_be_confirmed() -> None:
    row = sent_in("newsletter")
    assert [decline(row.name), decline(row.name), confirm(row.name)] == [Stage.DECLINED] * 3
    assert not Event.objects.exists()
    assert not SubjectKey.objects.exists(), "what was given cannot be opened any more"


def test_what_is_refused_after_it_was_confirmed_is_a_no_to_it_alone() -> None:
    ada = person("ada")
    says(yes(ada, "training-email"))
    row = sent_in("newsletter")
    confirm(row.name)
    assert decline(row.name) is Stage.DECLINED
    today = london_day(datetime.now().astimezone())
    assert not may(ada, on=today).allowed
    assert may(ada, "training", on=today).allowed
    decline(row.name)
    assert Event.objects.filter(kind=said.OBJECTION).count() == 1


def test_a_yes_that_waited_too_long_is_gone_with_all_that_was_given() -> None:
    row = sent_in("newsletter")
    late = row.received_at + CONFIRM_WITHIN
    assert stage_of(row, late) is Stage.GONE
    assert confirm(row.name, at=late) is Stage.GONE
    assert forget_unconfirmed(late - timedelta(seconds=1)) == 0
    assert forget_unconfirmed(late + timedelta(seconds=1)) == 1
    assert not Submission.objects.exists()
    assert not SubjectKey.objects.exists()


def test_the_key_of_what_waits_is_no_orphan() -> None:
    row = sent_in("newsletter")
    sweep(now=row.received_at + timedelta(days=1))
    assert confirm(row.name) is Stage.CONFIRMED


def test_without_double_opt_in_a_yes_of_somebody_new_counts_at_once(single: None) -> None:
    row = sent_in("newsletter")
    assert not row.waits
    (ada,) = who_has(ADA)
    assert may(ada, on=london_day(row.received_at)).allowed


def test_8_without_double_opt_in_a_stranger_still_lifts_nobodys_no(single: None) -> None:
    bert = person("bert")
    says(no(bert))
    row = sent_in("newsletter", email=BERT)
    assert row.waits
    assert not may(bert, on=london_day(row.received_at)).allowed
    assert who_has(BERT) == [bert]
    confirm(row.name)
    assert may(bert, on=london_day(row.received_at)).allowed, "it was Bert"


def test_another_spelling_of_somebodys_mailbox_needs_the_same_proof(single: None) -> None:
    says(no(person("bert")))
    assert sent_in("newsletter", email="Bert+news@example.org").waits


@pytest.fixture
def single(monkeypatch: pytest.MonkeyPatch) -> None:
    """The newsletter without double opt-in."""
    policy = version().policy
    form = policy.forms["newsletter"].model_copy(update={"double_opt_in": False})
    changed = policy.model_copy(update={"forms": {**policy.forms, "newsletter": form}})
    monkeypatch.setattr(type(version()), "policy", changed)


# --- a no --------------------------------------------------------------------------------


def test_both_boxes_ticked_is_a_no_everywhere() -> None:
    ada = person("ada")
    says(yes(ada), yes(ada, "events-call"))
    row = send("newsletter", boxes=f"{NEWS} {EVENTS}", no=True)
    today = london_day(row.received_at)
    assert not may(ada, on=today).allowed, "before anybody has taken it in"
    take_in()
    row.refresh_from_db()
    assert not row.waits
    for purpose, use in version().policy.purposes.items():
        for channel in use.channels:
            if use.kind == "marketing":
                assert not may(ada, purpose, channel, on=today).allowed
    assert Event.objects.filter(sid=ada.sid, kind=said.CONSENT).count() == 2, "no yes was added"
    assert confirm(row.name) is Stage.GONE


def test_a_no_of_somebody_new_is_on_record_before_anybody_writes_to_them() -> None:
    row = sent_in("contact", email=EVE, phone=MOBILE, no=True)
    (eve,) = who_has(EVE)
    says(yes(eve, on=london_day(row.received_at)))
    assert may(eve, on=london_day(row.received_at)).reason == "objection-to-marketing"
    assert Suppression.objects.count() == 2


def test_a_no_reaches_every_record_with_that_mailbox_or_mobile_number() -> None:
    ada, twin = person("ada"), person("ada")
    sent_in("contact", email="ADA+x@example.org", no=True)
    for one in (ada, twin):
        assert Event.objects.filter(sid=one.sid, kind=said.OBJECTION).count() == 1


def test_a_no_by_post_stops_nobody_else_at_the_address() -> None:
    send("membership", postal_address="1 Sample Street, Exampleton, ZZ1 1AA", no=True)
    assert Suppression.objects.count() == 1, "the mailbox alone"


# --- who is known ------------------------------------------------------------------------


def test_whoever_is_on_record_keeps_one_record_and_all_that_is_held() -> None:
    ada = person("ada")
    held = details_of(ada)
    row = sent_in("contact", name="Somebody Else", phone=MOBILE)
    assert Person.objects.count() == 1
    ada.refresh_from_db()
    assert details_of(ada) == held
    assert row.sid == ada.sid
    assert opened(row).fields["name"] == "Somebody Else"
    assert kinds(ada)[-1] == "submitted"


def test_proof_lets_a_form_add_and_never_overwrite() -> None:
    ada = person("ada")
    row = sent_in(
        "membership", name="Somebody Else", job_title="Clerk", phone=MOBILE, boxes="yes.news.email"
    )
    before = details_of(Person.objects.get(sid=ada.sid))
    assert "job-title" not in before["fields"]
    confirm(row.name)
    after = details_of(Person.objects.get(sid=ada.sid))
    assert after["fields"]["name"]["value"] == "Ada"
    assert after["fields"]["job-title"] == {
        "value": "Clerk",
        "source": "website-membership",
        "notice": "website:2026-11",
        "on": str(day_of(row)),
        "by": "form:membership",
    }
    assert "+447700900123" in after["points"].values()


def test_what_is_new_is_recorded_with_where_each_piece_is_from() -> None:
    row = sent_in("membership", organisation_name="Example Ltd", legal_form="Limited company")
    (ada,) = who_has(ADA)
    fields = details_of(ada)["fields"]
    assert fields["name"]["source"] == "website-membership"
    assert fields["name"]["notice"] == "website:2026-11"
    assert "organisation-name" not in fields
    assert Organisation.objects.get().name == "Example Ltd"
    point = ada.points.get()
    assert (point.subscriber, point.decided_by) == ("limited_company", "legal form given")
    assert (point.source, point.recorded_by) == ("website-membership", "form:membership")
    assert kinds(ada) == ["added", "notice", "submitted"]
    assert row.entered_at


def test_a_receipt_with_a_link_goes_to_no_address_but_their_own() -> None:
    """Whoever types Ada's number beside an address of their own gets no key to her choices."""
    own = [NewPoint(read_point("email", ADA)), NewPoint(read_point("mobile", MOBILE))]
    ada = person("ada", points=own)
    row = sent_in("contact", email="mallory@example.net", phone=MOBILE, no=True)
    assert row.sid != ada.sid
    (message,) = Intent.objects.all()
    assert unseal(message).to == "mallory@example.net"
    assert message.sid == row.sid
    assert Event.objects.filter(sid=ada.sid, kind=said.OBJECTION).exists(), "but the no is heeded"


def test_what_was_typed_is_never_repeated_to_the_mailbox() -> None:
    typed = "Buy my pills at pills dot example"
    sent_in("contact", email=EVE, question=typed, name=typed)
    sent_in("membership", email=ADA, comments=typed, name=typed, boxes="yes.news.email")
    assert Intent.objects.count() == 2
    for intent in Intent.objects.all():
        assert "pills" not in str(unseal(intent))


def test_nobodys_mailbox_is_filled_by_somebody_else() -> None:
    for number in range(LETTERS_A_DAY + 3):
        sent_in("contact", question=f"Question {number}")
    assert Intent.objects.count() == LETTERS_A_DAY
    assert Event.objects.filter(kind="submitted").count() == LETTERS_A_DAY + 3
    sent_in("contact", email=EVE)
    assert Intent.objects.count() == LETTERS_A_DAY + 1


# --- nothing is found out ----------------------------------------------------------------


@pytest.mark.parametrize("no_marketing", [True, False])
def test_whoever_sends_a_form_cannot_tell_who_is_known(no_marketing: bool) -> None:
    says(yes(person("ada")))
    says(no(person("bert")))
    told = {}
    for email in (ADA, BERT, EVE):
        found = given("contact", email=email)
        found = type(found)(found.fields, found.points, (), no_marketing)
        stamp = a_stamp("contact")
        with (
            CaptureQueriesContext(connections["default"]) as default,
            CaptureQueriesContext(connections["keys"]) as keys,
        ):
            submit(stamp=stamp, given=found, policy=version().policy)
        told[email] = (len(default), len(keys), Intent.objects.count())
    assert len(set(told.values())) == 1, told
    assert told[EVE][0] > 2


def test_sent_twice_it_is_kept_once_and_other_answers_are_another() -> None:
    stamp, policy = a_stamp("contact"), version().policy
    for email in (ADA, ADA, EVE):
        submit(stamp=stamp, given=given("contact", email=email), policy=policy)
    assert Submission.objects.count() == 2


def test_what_cannot_be_taken_in_waits_and_holds_nobody_up(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    broken, whole = send("contact"), send("contact", email=EVE)
    Submission.objects.filter(name=broken.name).update(form="none")
    assert take_in() == 1
    whole.refresh_from_db()
    assert whole.taken_at
    assert "KeyError" in caplog.text
    assert ADA not in caplog.text
    Submission.objects.filter(name=broken.name).update(form="contact")
    assert take_in() == 1


# --- held, and let go of -----------------------------------------------------------------


def test_what_was_sent_is_shown_with_all_else_and_goes_with_it() -> None:
    sent_in("contact", question="My question")
    (ada,) = who_has(ADA)
    held = collect(ada.sid)
    assert held["sent"][0]["given"]["fields"]["question"] == "My question"
    erase(ada.sid, actor=CLERK, policy=version().sha256)
    (sent,) = collect(ada.sid)["sent"]
    assert sent["given"] is None
    assert sent["form"] == "contact"
    assert confirm(sent["name"]) is Stage.GONE


def test_it_is_kept_as_long_as_the_form_says() -> None:
    sent_in("event")
    later = TODAY.replace(year=2100)
    assert expire(version=version(), today=later, dry_run=True).keys() <= {
        *("event_booking", "enquiry")
    }


@pytest.mark.parametrize(
    ("words", "sensitive"),
    [("I use a wheelchair.", True), ("I am a member of a trade union.", True), ("Hello.", False)],
)
def test_a_remark_that_touches_on_what_is_guarded_is_marked_and_kept_apart(
    words: str, sensitive: bool
) -> None:
    row = sent_in("contact", question=words)
    assert row.sensitive is sensitive
    (ada,) = who_has(ADA)
    assert "question" not in details_of(ada)["fields"], "a remark is no field to choose people by"
    assert words not in json.dumps(collect(ada.sid)["records"])


def test_special_data_stays_with_what_was_sent() -> None:
    row = sent_in("event", dietary_needs="No nuts", access_needs="A ramp")
    assert row.sensitive
    (ada,) = who_has(ADA)
    assert set(details_of(ada)["fields"]) == {"name"}
