"""Each control holds on a sound record, and fails once the thing that it looks at is not so."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings

from sayso.assurance import page_controls, policy_controls, probes
from sayso.assurance.looking import promise_register
from sayso.assurance.models import Sighting, now
from sayso.delivery import controls as delivery
from sayso.delivery.models import Intent
from sayso.evidence.controls import Control, Kept
from sayso.people import held_controls as held
from sayso.people.details import Details, open_all
from sayso.people.models import ContactPoint, Event, Export, Person, SubjectKey
from sayso.people.tests.cast import no, person, says, yes
from sayso.policy.queries import current
from sayso.website import controls as website
from sayso.website.choice import Choice
from sayso.website.consent.answering import chosen
from sayso.website.models import Answer, Shown

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.usefixtures("record"),
]

Patch = pytest.MonkeyPatch

EVERY: dict[str, Control] = {
    **probes.CONTROLS,
    **page_controls.CONTROLS,
    **held.CONTROLS,
    **website.CONTROLS,
    **delivery.CONTROLS,
    **policy_controls.CONTROLS,
    "promise-register": promise_register,
}


@pytest.fixture
def record(policy: None) -> None:
    """Ada, who said yes, and Bert, who said no."""
    ada, bert = person("ada"), person("bert")
    says(yes(ada), no(bert))
    for folder in (settings.ENVIRONMENT.home, settings.ENVIRONMENT.keys):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)


@pytest.mark.parametrize("name", EVERY)
def test_each_holds_on_a_sound_record(name: str) -> None:
    seen = EVERY[name]()
    assert seen.kept is Kept.KEPT, seen.sentence
    assert seen.sentence.endswith(".")


# --- the law -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", probes.CONTROLS)
@pytest.mark.parametrize("answer", ["allow", "deny"])
def test_a_law_that_always_says_the_same_breaks_what_is_promised_of_it(
    name: str, answer: str, monkeypatch: Patch
) -> None:
    """All promise a no; most also promise a yes, and are broken by a law that is too strict."""
    monkeypatch.setattr(probes, "_answer", lambda _: answer)
    seen = probes.CONTROLS[name]()
    promises_a_yes = name not in {"no-sale", "charity-soft-opt-in-off"}
    assert (seen.kept is Kept.BROKEN) == (answer == "allow" or promises_a_yes)


# --- what is held ------------------------------------------------------------------------


def opened_as(patch: Patch, change: Callable[[Details], object]) -> None:
    """What is held, as if somebody had sealed something else."""
    real = open_all

    def told(rows: Any) -> Any:
        found = real(rows)
        for details in found.values():
            change(details)
        return found

    patch.setattr(held, "open_all", told)


def lost_key(_: Patch) -> None:
    SubjectKey.objects.filter(sid=Person.objects.latest("recorded_at").sid).delete()


def odd_field(patch: Patch) -> None:
    opened_as(patch, lambda one: one["fields"].update({"shoe-size": {"value": "5"}}))


def odd_point(patch: Patch) -> None:
    opened_as(patch, lambda one: one["points"].update(dict.fromkeys(one["points"], "nowhere")))


def odd_source(_: Patch) -> None:
    ContactPoint.objects.update(source="a friend")


def bought(_: Patch) -> None:
    """Somebody of whom nothing says that they were told."""
    long_ago = now() - timedelta(days=40)
    somebody = Person.objects.create(sid="f" * 32, ref="zzzzzzzzzz")
    ContactPoint.objects.create(
        pid="f" * 16,
        person=somebody,
        kind="phone",
        lookup="",
        kin="",
        source="bought-in-list",
        provenance="bought_in",
        given_on=long_ago.date(),
        recorded_by="clerk",
        recorded_at=long_ago,
    )


def odd_merge(_: Patch) -> None:
    one, other = Person.objects.values_list("sid", flat=True)
    Person.objects.filter(sid=one).update(merged_into=other)
    Person.objects.filter(sid=other).update(merged_into=one)


def half_erased(_: Patch) -> None:
    Person.objects.update(shredded_at=now())


def guessed_interests(patch: Patch) -> None:
    guess = {"interests": {"value": "Awards", "source": "shop"}}
    opened_as(patch, lambda one: one["fields"].update(guess))


def taken_without_reason(_: Patch) -> None:
    Export.objects.create(
        member=uuid4(), purpose="news", channel="email", reason="", policy="", taken_at=now()
    )


def silent_sale(_: Patch) -> None:
    Event.objects.create(
        sid=Person.objects.latest("recorded_at").sid,
        kind="relationship",
        happened_on=now().date(),
        actor="clerk",
        details={"kind": "sale"},
    )


def idle_field(patch: Patch) -> None:
    for source in current().policy.sources.values():
        rest = tuple(one for one in source.collects if one != "fax")
        patch.setitem(source.__dict__, "collects", rest)


# --- the website -------------------------------------------------------------------------


def everything_stored(patch: Patch) -> None:
    patch.setattr(website, "may_store", lambda *_: True)


def nothing_removed(patch: Patch) -> None:
    patch.setattr(website, "is_refused", lambda *_: False)


def old_answer(_: Patch) -> None:
    Answer.objects.create(
        at=datetime(2012, 1, 1, tzinfo=UTC),
        action="accept",
        answers="",
        revision="0" * 16,
        words=Shown.objects.create(sha256="0" * 64, text="May we?"),
        source="/",
        salt="0" * 32,
    )


def odd_column(patch: Patch) -> None:
    patch.setattr(website, "Tally", ContactPoint)


# --- our own pages -----------------------------------------------------------------------


def read_otherwise(patch: Patch, change: Callable[[Any], object]) -> None:
    real = page_controls._read

    def told(address: str) -> Any:
        answer = real(address)
        change(answer)
        return answer

    patch.setattr(page_controls, "_read", told)


def shut_pages(patch: Patch) -> None:
    read_otherwise(patch, lambda answer: setattr(answer, "status_code", 403))


def says_instead(patch: Patch, words: str, others: str) -> None:
    def change(answer: Any) -> None:
        answer.content = answer.content.decode().replace(words, others).encode()

    read_otherwise(patch, change)


def small_reject(patch: Patch) -> None:
    reject = '<button class="btn" name="answer" value="reject"'
    says_instead(patch, reject, reject.replace("btn", "btn btn--small"))


def unlabelled(patch: Patch) -> None:
    says_instead(patch, "(another website)", "")


def silent_feed(patch: Patch) -> None:
    says_instead(patch, current().policy.version.id, "")


# --- messages, and the policy itself -----------------------------------------------------


def pixel(patch: Patch) -> None:
    patch.setattr(delivery, "as_html", lambda *_: '<p>Hello</p><img src="https://a.example/1">')


def too_many(_: Patch) -> None:
    most = current().policy.purposes["news"].at_most_a_month
    assert most
    for number in range(most + 1):
        Intent.objects.create(
            room="people",
            key=f"news {number}",
            kind="marketing",
            sid="1" * 32,
            topic="news",
            token=f"{number:032x}",
            sealed=b"",
            state="sent",
        )


def asleep(_: Patch) -> None:
    four_hours_ago = now() - timedelta(hours=4)
    Sighting.objects.create(control="restriction", kept="kept", sentence="A.", at=four_hours_ago)


def wordless(patch: Patch) -> None:
    patch.setitem(current().policy.purposes["news"].__dict__, "wordings", {})


def open_folder(_: Patch) -> None:
    settings.ENVIRONMENT.keys.chmod(0o755)


BREAKS: dict[str, Callable[[Patch], None]] = {
    "sealed-details": lost_key,
    "field-catalogue": odd_field,
    "contact-points-checked": odd_point,
    "notice-at-every-source": odd_source,
    "source-told-in-time": bought,
    "one-person-one-record": odd_merge,
    "retention-schedule": half_erased,
    "declared-interests-only": guessed_interests,
    "export-purpose": taken_without_reason,
    "purchase-evidence": silent_sale,
    "unused-fields": idle_field,
    "privacy-signal": everything_stored,
    "cookie-categories": everything_stored,
    "withdrawal-removes": nothing_removed,
    "choice-remembered": old_answer,
    "visits-not-joined": odd_column,
    "no-cookie-wall": shut_pages,
    "access-policy-published": shut_pages,
    "access-form": shut_pages,
    "my-choices": shut_pages,
    "equal-buttons": small_reject,
    "links-labelled": unlabelled,
    "policy-change-notice": silent_feed,
    "no-open-pixels": pixel,
    "frequency-cap": too_many,
    "promise-register": asleep,
    "channel-matrix": wordless,
    "safety-measures": open_folder,
}


@pytest.mark.parametrize("name", BREAKS)
def test_each_fails_once_it_is_not_so(name: str, monkeypatch: Patch) -> None:
    BREAKS[name](monkeypatch)
    seen = EVERY[name]()
    assert seen.kept is not Kept.KEPT, seen.sentence
    assert seen.sentence.endswith(".")


def test_the_page_controls_read_what_somebody_gets_who_declined(monkeypatch: Patch) -> None:
    asked: list[Choice] = []
    real = chosen

    def told(*given: Any) -> Any:
        found = real(*given)
        assert found is not None
        asked.append(found)
        return found

    monkeypatch.setattr(page_controls, "chosen", told)
    assert page_controls.no_cookie_wall().kept is Kept.KEPT
    assert len(asked) > 10
    assert not any(yes for one in asked for yes in one.answers.values())
