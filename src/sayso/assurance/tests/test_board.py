from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from sayso.assurance import looking
from sayso.assurance.board import Board, Look, Promised, board
from sayso.assurance.looking import CONTROLS, look
from sayso.assurance.models import Sighting, now
from sayso.evidence.actions import seal
from sayso.evidence.controls import Found, Kept
from sayso.evidence.keys import new_signing_key
from sayso.evidence.models import Entry
from sayso.people.models import ContactPoint
from sayso.people.tests.cast import no, person, says, yes
from sayso.policy.queries import current
from sayso.staff.tests.staffed import member, passes, signed_in

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.usefixtures("policy"),
]


@pytest.fixture
def looked() -> dict[str, Sighting]:
    """What the controls see of Ada, who said yes, and Bert, who said no."""
    new_signing_key(settings.ENVIRONMENT.keys)
    ada, bert = person("ada"), person("bert")
    says(yes(ada), no(bert))
    seal()
    look()
    return {one.control: one for one in Sighting.objects.all()}


def test_every_control_looks_and_none_fails(looked: dict[str, Sighting]) -> None:
    assert set(looked) == set(CONTROLS)
    assert not [one for one in looked.values() if "could not look" in one.sentence]
    assert all(one.sentence.endswith(".") for one in looked.values())


def test_every_control_keeps_a_promise_of_the_shipped_policy() -> None:
    named = {one for promise in current().policy.promises.values() for one in promise.controls}
    assert set(CONTROLS) <= named


def test_what_a_control_saw_stands_in_the_log_once_a_day_or_when_it_changes(
    looked: dict[str, Sighting], monkeypatch: pytest.MonkeyPatch
) -> None:
    def logged(name: str) -> list[str]:
        found = Entry.objects.filter(purpose=name).order_by("id")
        return list(found.values_list("kind", flat=True))

    assert logged("deny-by-default") == ["control.kept"]
    look()
    assert logged("deny-by-default") == ["control.kept"], "no news"
    broken = Found(Kept.BROKEN, "Something is allowed.", 1, 14)
    monkeypatch.setitem(looking.CONTROLS, "deny-by-default", lambda: broken)
    look()
    assert logged("deny-by-default") == ["control.kept", "control.broken"]
    Sighting.objects.update(at=now() - timedelta(days=1))
    look()
    assert logged("deny-by-default")[2:] == ["control.broken"], "the first of its day"


def test_a_control_that_fails_is_at_risk_and_stops_no_other(
    looked: dict[str, Sighting], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails() -> Found:
        raise ZeroDivisionError

    monkeypatch.setitem(looking.CONTROLS, "deny-by-default", fails)
    Sighting.objects.all().delete()
    look()
    assert Sighting.objects.get(control="deny-by-default").kept == Kept.AT_RISK
    assert Sighting.objects.count() == len(CONTROLS)


def test_a_row_of_the_log_that_was_altered_breaks_its_control(looked: dict[str, Sighting]) -> None:
    from django.db import connection

    assert looked["log-verified"].kept == Kept.KEPT
    if connection.vendor != "sqlite":
        pytest.skip("the triggers of PostgreSQL are tried in evidence")
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER IF EXISTS evidence_entry_no_update")
        names = "SELECT name FROM sqlite_master WHERE type='trigger' AND tbl_name='evidence_entry'"
        for (name,) in cursor.execute(names).fetchall():
            cursor.execute(f"DROP TRIGGER {name}")
        cursor.execute("UPDATE evidence_entry SET kind = 'other' WHERE id = 1")
    look()
    assert Sighting.objects.get(control="log-verified").kept == Kept.BROKEN


def test_a_contact_point_without_a_source_breaks_its_control(looked: dict[str, Sighting]) -> None:
    assert looked["provenance-on-every-field"].kept == Kept.KEPT
    one = ContactPoint.objects.first()
    assert one is not None
    ContactPoint.objects.filter(pk=one.pk).update(source="")
    look()
    found = Sighting.objects.get(control="provenance-on-every-field")
    assert (found.kept, found.count) == (Kept.BROKEN, 1)


def test_registers_that_were_never_searched_break_their_control(
    looked: dict[str, Sighting],
) -> None:
    assert looked["registers-searched"].kept == Kept.BROKEN
    assert "never" in looked["registers-searched"].sentence


def test_training_that_ends_soon_is_at_risk(looked: dict[str, Sighting]) -> None:
    from sayso.days import today_in_london

    assert looked["joiners-start-closed"].kept == Kept.KEPT
    ada = member("caller")
    passes(ada, "calls", on=today_in_london() - timedelta(days=350))
    look()
    assert Sighting.objects.get(control="joiners-start-closed").kept == Kept.AT_RISK


# --- the board ---------------------------------------------------------------------------


def sighting(kept: Kept) -> Sighting:
    return Sighting(control=kept, kept=kept, sentence="Seen.")


@pytest.mark.parametrize(
    ("seen", "kept"),
    [
        ([Kept.KEPT, Kept.BROKEN, Kept.AT_RISK], Kept.BROKEN),
        ([Kept.KEPT, Kept.AT_RISK, None], Kept.AT_RISK),
        ([Kept.KEPT, None], Kept.KEPT),
        ([None, None], Kept.NOT_BUILT),
    ],
)
def test_a_promise_stands_as_the_worst_that_is_seen(seen: list[Kept | None], kept: Kept) -> None:
    looks = tuple(Look(str(one), sighting(one) if one else None) for one in seen)
    assert Promised("p", "We promise.", "Clause", looks).kept is kept


def test_the_board_has_every_promise_and_the_worst_first(looked: dict[str, Sighting]) -> None:
    found = board(current().policy)
    assert len(found.promises) == len(current().policy.promises)
    parts = (found.broken, found.at_risk, found.not_built, found.kept)
    assert [one for part in parts for one in part] == list(found.promises)
    assert len(found.blocks) == len(found.promises)
    assert found.blocks[-1][1] + found.width <= 100


def test_before_there_is_a_policy_nothing_is_promised() -> None:
    assert board(None).headline == "There is no policy yet, so nothing is promised."
    assert Board(()).width == 0


def test_today_shows_each_promise_with_what_was_seen(looked: dict[str, Sighting]) -> None:
    told = signed_in(member("auditor")).get(reverse("today")).content.decode()
    assert "promises at a glance" in told
    assert "questions are answered no" in told
    assert "Verified whole" in told
    for promise in current().policy.promises.values():
        assert promise.words[:30].replace("'", "&#x27;") in told


@pytest.mark.parametrize(
    ("kept", "told"), [(None, "Not verified yet"), (Kept.BROKEN, "Does not verify")]
)
def test_today_says_when_the_log_was_verified_and_if_it_was_not(
    looked: dict[str, Sighting], kept: Kept | None, told: str
) -> None:
    if kept:
        Sighting.objects.filter(control="log-verified").update(kept=kept)
    else:
        Sighting.objects.all().delete()
    page = signed_in(member("auditor")).get(reverse("today")).content.decode()
    assert told in page
    assert "Verified whole" not in page


def test_the_versions_of_the_policy_say_who_approved_them() -> None:
    told = signed_in(member("auditor")).get(reverse("policy-versions")).content.decode()
    version = current()
    assert f"Version {version.slug} holds since" in told
    assert version.by in told
    assert version.approved_by in told


def test_the_evidence_shows_what_was_signed(looked: dict[str, Sighting]) -> None:
    client: Client = signed_in(member("auditor"))
    told = client.get(reverse("evidence")).content.decode()
    assert "The log is whole" in told
    assert "sayso evidence verify" in told
