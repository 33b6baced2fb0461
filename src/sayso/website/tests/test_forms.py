"""A form on its page: shown with its notice and empty boxes, and taken only as it was shown."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connections
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from sayso.delivery.composing import compose
from sayso.delivery.jobs import letterhead
from sayso.delivery.models import Intent
from sayso.delivery.sealing import unseal
from sayso.people import said
from sayso.people.forms.given import NO, STAMP, TRAP
from sayso.people.forms.stamp import GOOD_FOR, stamped
from sayso.people.forms.taking_in import take_in
from sayso.people.forms.tokens import token_of
from sayso.people.limits import Bucket
from sayso.people.models import Event, Submission
from sayso.people.tests.cast import EMAILS, no, person, says, version, yes
from sayso.people.tests.filled_in import EVENTS, NEWS, SENT, sent_in
from sayso.people.tests.rows import everything
from sayso.policy.queries import NoPolicyError
from sayso.policy.tests.kept import applied
from sayso.website import forms

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.usefixtures("policy", "unhurried"),
]


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody has sent anything yet, and nothing of a test that has ended is left."""
    monkeypatch.setattr(forms, "BUCKET", Bucket(most=20, seconds=30))


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def stamp_on(client: Client, slug: str) -> str:
    found = re.search(f'name="{STAMP}" value="([^"]+)"', page(client, f"/forms/{slug}"))
    assert found
    return found[1]


def sent(client: Client, slug: str = "contact", **more: str) -> HttpResponse:
    """What is answered to a form, filled in by Ada."""
    given = {STAMP: stamp_on(client, slug), **SENT[slug], **more}
    return client.post(f"/forms/{slug}", given)  # type: ignore[return-value]


# --- shown -------------------------------------------------------------------------------


@pytest.mark.parametrize("slug", SENT)
def test_every_form_shows_its_notice_its_words_and_empty_boxes(client: Client, slug: str) -> None:
    policy, told = version().policy, page(client, f"/forms/{slug}")
    form = policy.forms[slug]
    assert re.search(r"We are the Exemplar Institute of Service\. We use\s+what you write", told)
    for purpose, channel in form.boxes:
        assert policy.wordings[policy.purposes[purpose].wordings[channel]].text in told
    assert policy.objections["no-marketing"].text in told
    assert told.count('type="checkbox"') >= len(form.boxes) + 1
    assert "checked" not in told
    assert "required" not in re.sub("aria-required", "", told)
    assert f'href="/forms/{slug}"' in page(client, "/")


def test_a_form_that_is_none_is_nowhere_and_a_retired_one_says_so(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.get("/forms/nothing").status_code == 404
    applied(
        ("no_marketing: no-marketing\n", "no_marketing: no-marketing\n    status: retired\n"),
        ("id: 2026-11\n", "id: 2026-11b\n"),
    )
    answer = client.get("/forms/newsletter")
    assert answer.status_code == 410
    assert "This form is closed." in answer.content.decode()
    assert "/forms/newsletter" not in page(client, "/")


def test_there_is_no_form_before_there_is_a_policy(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forms, "current", _no_policy)
    assert client.get("/forms/contact").status_code == 404


def _no_policy() -> None:
    raise NoPolicyError


# --- taken -------------------------------------------------------------------------------


@pytest.mark.parametrize("slug", SENT)
def test_a_form_is_taken_and_thanked_for(client: Client, slug: str) -> None:
    answer = sent(client, slug)
    assert (answer.status_code, answer["Location"]) == (302, f"/forms/{slug}/thanks")
    assert version().policy.forms[slug].thanks in page(client, answer["Location"])
    assert Submission.objects.get().form == slug


def test_what_is_wrong_is_told_beside_it_and_above_and_nothing_is_lost(client: Client) -> None:
    wrong = {"email": "ada@", "name": "", "question": "When <b>do</b> you open?", NO: "yes"}
    answer = sent(client, "contact", **wrong)
    told = answer.content.decode()
    assert answer.status_code == 422
    assert told.count("This is not one whole email address") == 2
    assert '<a href="#email">Your email address</a>: This is not' in told
    assert 'aria-invalid="true" aria-describedby="email-problem"' in told
    assert "When &lt;b&gt;do&lt;/b&gt; you open?" in told
    assert re.search(f'name="{NO}" value="yes" checked', told)
    assert not Submission.objects.exists()


def test_every_choice_and_every_tick_is_kept(client: Client) -> None:
    given = {"name": "", "membership-grade": "Student", "interests": "Awards", NEWS: "yes"}
    told = sent(client, "membership", **given).content.decode()
    for name, value in (("interests", "Awards"), (NEWS, "yes")):
        assert re.search(f'name="{re.escape(name)}" value="{value}" checked', told)
    assert "<option selected>Student</option>" in told
    assert (told.count(" checked"), told.count(" selected")) == (2, 1)


@pytest.mark.parametrize("stamp", ["", "forged:0", "old", "of another form"])
def test_without_a_good_stamp_the_form_is_shown_anew_with_all_that_was_typed(
    client: Client, stamp: str
) -> None:
    found = {
        "old": stamped("contact", version().sha256, datetime.now(UTC) - GOOD_FOR * 2),
        "of another form": stamped("event", version().sha256),
    }.get(stamp, stamp)
    answer = sent(client, "contact", **{STAMP: found})
    told = answer.content.decode()
    assert answer.status_code == 409
    assert "When do you open?" in told
    fresh = re.search(f'name="{STAMP}" value="([^"]+)"', told)
    assert fresh
    assert sent(client, "contact", **{STAMP: fresh[1]}).status_code == 302


def test_a_form_is_taken_under_the_policy_that_it_was_shown_under(client: Client) -> None:
    """The words of today were not seen by whoever had the page open yesterday."""
    shown_under = version()
    stamp = stamp_on(client, "newsletter")
    applied(
        ("id: 2026-11\n", "id: 2026-11b\n"),
        ("      - {purpose: news, channels: [email]}\n", ""),
        ("intro: >-\n      What is new", "intro: >-\n      What happens"),
    )
    assert version() != shown_under
    assert NEWS not in page(client, "/forms/newsletter")
    kept = sent(client, "newsletter", **{STAMP: stamp, "email": ""})
    assert shown_under.policy.wordings["news-email"].text in kept.content.decode()
    sent(client, "newsletter", **{STAMP: stamp})
    assert Submission.objects.get().policy == shown_under.sha256


def test_sent_twice_it_is_one(client: Client) -> None:
    stamp = stamp_on(client, "contact")
    for _ in range(2):
        assert sent(client, "contact", **{STAMP: stamp}).status_code == 302
    assert Submission.objects.count() == 1


def test_what_machines_fill_in_is_not_taken_and_a_person_is_told_why(client: Client) -> None:
    answer = sent(client, "contact", **{TRAP: "https://example.com"})
    assert answer.status_code == 422
    assert "Leave this one empty: it is there for machines." in answer.content.decode()
    assert not Submission.objects.exists()


def test_too_many_from_one_network_are_slowed_and_lose_nothing(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forms, "BUCKET", Bucket(most=2, seconds=30))
    statuses = [sent(client).status_code for _ in range(3)]
    assert statuses == [302, 302, 429]
    answer = sent(client)
    assert answer["Retry-After"] == "30"
    assert "When do you open?" in answer.content.decode()
    assert Submission.objects.count() == 2


def test_a_form_needs_the_token_of_our_own_page(client: Client) -> None:
    strict = Client(enforce_csrf_checks=True)
    assert sent(strict).status_code == 403
    assert not Submission.objects.exists()


# --- nothing is found out ----------------------------------------------------------------


def test_whoever_sends_a_form_learns_nothing_of_whom_we_know(client: Client) -> None:
    """Body, status, headers, queries and queued work are the same for everybody."""
    says(yes(person("ada")))
    says(no(person("bert")))
    told = {}
    for name in ("ada", "bert", "eve"):
        stamp = stamp_on(client, "newsletter")
        with (
            CaptureQueriesContext(connections["default"]) as default,
            CaptureQueriesContext(connections["keys"]) as keys,
        ):
            answer = sent_as(client, stamp, EMAILS[name])
        headers = {k: v for k, v in answer.headers.items() if k != "X-Request-Id"}
        queued = (Intent.objects.count(), Submission.objects.filter(taken_at=None).count())
        told[name] = (answer.status_code, answer.content, headers, len(default), len(keys), queued)
        take_in()
        Intent.objects.all().delete()
    assert told["ada"] == told["bert"] == told["eve"]
    assert told["eve"][3] > 3


def sent_as(client: Client, stamp: str, email: str) -> HttpResponse:
    given = {STAMP: stamp, "email": email, NEWS: "yes", EVENTS: "yes"}
    return client.post("/forms/newsletter", given)  # type: ignore[return-value]


def test_no_address_of_a_page_and_no_cookie_holds_anything_of_anybody(client: Client) -> None:
    answer = sent(client, "contact", email=EMAILS["eve"])
    assert EMAILS["eve"] not in str(answer.headers) + str(client.cookies)
    assert set(client.cookies) <= {"csrf"}


# --- a yes confirmed ---------------------------------------------------------------------


@pytest.fixture
def token() -> str:
    return token_of(sent_in("newsletter").name)


READING: Mapping[str, Mapping[str, str]] = {
    "a look": {},
    "a prefetch": {"Sec-Purpose": "prefetch"},
    "an older prefetch": {"Purpose": "prefetch", "X-Moz": "prefetch"},
    "a preview": {"X-Purpose": "preview", "User-Agent": "link scanner"},
}


@pytest.mark.parametrize("headers", READING.values(), ids=READING)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("where", ["", "/no"])
def test_1_looking_at_a_link_confirms_and_refuses_nothing(
    client: Client, token: str, where: str, method: str, headers: Mapping[str, str]
) -> None:
    before = everything()
    answer = client.generic(method, f"/confirm/{token}{where}", headers=dict(headers))
    assert answer.status_code == 200
    assert everything() == before


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "OPTIONS"])
def test_1_nor_does_anything_but_the_button(client: Client, token: str, method: str) -> None:
    before = everything()
    assert client.generic(method, f"/confirm/{token}").status_code == 405
    assert everything() == before


def test_the_button_confirms_and_the_page_then_says_so(client: Client, token: str) -> None:
    asked = page(client, f"/confirm/{token}")
    assert "Was it you who ticked this?" in asked
    assert version().policy.wordings["news-email"].text in asked
    answer = client.post(f"/confirm/{token}")
    assert (answer.status_code, answer["Location"]) == (302, f"/confirm/{token}")
    assert "Your yes counts from now on." in page(client, f"/confirm/{token}")
    assert Event.objects.filter(kind=said.CONSENT).count() == 1


def test_the_button_is_ours_alone(token: str) -> None:
    assert Client(enforce_csrf_checks=True).post(f"/confirm/{token}").status_code == 403
    assert not Event.objects.exists()


MULTIPART = (
    "--b\r\nContent-Disposition: form-data; name=List-Unsubscribe\r\n\r\nOne-Click\r\n--b--\r\n"
)
ONE_CLICK = {
    "urlencoded": ("List-Unsubscribe=One-Click", "application/x-www-form-urlencoded"),
    "multipart": (
        MULTIPART,
        "multipart/form-data; boundary=b",
    ),
}


@pytest.mark.parametrize(("body", "kind"), ONE_CLICK.values(), ids=ONE_CLICK)
@pytest.mark.parametrize("is_confirmed", [True, False])
def test_2_one_click_on_the_question_refuses_once_without_a_redirect(
    client: Client, token: str, body: str, kind: str, is_confirmed: bool
) -> None:
    if is_confirmed:
        client.post(f"/confirm/{token}")
    clicking = Client(enforce_csrf_checks=True)
    for _ in range(2):
        answer = clicking.post(f"/confirm/{token}/no", body, content_type=kind)
        assert answer.status_code == 200
        assert not answer.cookies
    assert Event.objects.filter(kind=said.OBJECTION).count() == is_confirmed
    assert client.post(f"/confirm/{token}").status_code == 302
    assert "Nothing of it counts." in page(client, f"/confirm/{token}")


def test_2_the_question_carries_the_headers_of_one_click(token: str) -> None:
    intent = Intent.objects.get()
    content = compose(intent, unseal(intent), letterhead()).content.decode()
    assert f"List-Unsubscribe: <http://localhost:8000/confirm/{token}/no>" in content
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in content


def test_a_link_that_is_not_ours_leads_nowhere(client: Client, token: str) -> None:
    first = "0" if token[0] != "0" else "1"
    for wrong in (first + token[1:], token[:-1], token + "0", token[:32] * 2, token.upper() + "x"):
        for where in (f"/confirm/{wrong}", f"/confirm/{wrong}/no"):
            assert client.get(where).status_code == 404
            assert client.post(where).status_code == 404


def test_a_link_that_ran_out_says_what_to_do(client: Client, token: str) -> None:
    long_ago = datetime.now(UTC) - timedelta(days=15)
    Submission.objects.update(received_at=long_ago)
    answer = client.get(f"/confirm/{token}")
    assert answer.status_code == 410
    assert "This link has run out" in answer.content.decode()
    assert client.post(f"/confirm/{token}").status_code == 302
    assert not Event.objects.exists()
