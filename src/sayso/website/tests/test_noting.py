"""What visitors answered is noted once, provable, and of nobody (check 29)."""

import json
import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from sayso.evidence.actions import seal
from sayso.evidence.keys import new_signing_key
from sayso.evidence.models import Entry
from sayso.people.tests.rows import everything
from sayso.website.choice import COOKIE, DAYS
from sayso.website.consent.asking import question_about
from sayso.website.consent.noting import KIND, commitment, let_go_of_answers
from sayso.website.consent_models import Answer, Shown

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.usefixtures("policy"),
]

OURS = {"Sec-Fetch-Site": "same-origin"}
WHO = {"User-Agent": "Mozilla/5.0 Firefox/140.0", "X-Forwarded-For": "192.0.2.77"}


@pytest.fixture
def visitor() -> Client:
    return Client(headers=OURS | WHO, REMOTE_ADDR="192.0.2.77")


def answer(client: Client, what: str, **more: str) -> None:
    assert client.post("/consent/", {"answer": what, **more}).status_code == 303


def actions() -> list[str]:
    return list(Answer.objects.order_by("id").values_list("action", flat=True))


def test_29_each_answer_is_noted_once_and_a_no_after_a_yes_is_a_withdrawal(visitor: Client) -> None:
    for what in ("accept", "accept", "reject", "reject"):
        answer(visitor, what)
    answer(visitor, "save", statistics="yes", source="page")
    answer(visitor, "save", statistics="yes", interests="yes", source="page")
    assert actions() == ["accept", "withdraw", "save", "save"]
    rows = list(Answer.objects.order_by("id"))
    assert len({row.name for row in rows}) == 1
    assert [row.source for row in rows] == ["banner", "banner", "page", "page"]
    assert [row.superseded_at is None for row in rows] == [False, False, False, True]


def test_29_the_very_words_of_the_question_can_be_shown_again(visitor: Client) -> None:
    answer(visitor, "reject")
    (row,) = Answer.objects.all()
    shown = json.loads(Shown.objects.get(sha256=row.words_id).text)
    page = Client().get("/").content.decode()
    assert shown["lead"] in page
    assert Entry.objects.get(kind=KIND).wording_hash == row.words_id


def test_29_the_log_holds_for_every_answer_and_for_none_that_was_altered(visitor: Client) -> None:
    answer(visitor, "accept")
    answer(visitor, "reject")
    logged = list(
        Entry.objects.filter(kind=KIND).order_by("id").values_list("commitment", flat=True)
    )
    assert [commitment(row) for row in Answer.objects.order_by("id")] == logged
    row = Answer.objects.latest("id")
    row.answers = row.answers.replace(":0", ":1")
    assert commitment(row) not in logged
    new_signing_key(settings.ENVIRONMENT.keys)
    assert seal() == len(Entry.objects.all())


def test_29_nothing_of_who_answered_is_kept(visitor: Client) -> None:
    answer(visitor, "accept")
    kept = str(everything())
    assert "192.0.2" not in kept
    assert "Firefox" not in kept
    assert {field.name for field in Answer._meta.fields} == {
        "id",
        "name",
        "at",
        "action",
        "answers",
        "revision",
        "words",
        "language",
        "source",
        "salt",
        "superseded_at",
    }
    assert Answer.objects.get().at.microsecond == 0


def test_a_visitor_sees_takes_away_and_leaves_what_was_noted(visitor: Client) -> None:
    answer(visitor, "accept")
    answer(visitor, "save", statistics="yes")
    page = visitor.get("/cookies").content.decode()
    assert "You took a yes back" in page
    told = json.loads(visitor.get("/consent/note.json").content)["answers"]
    assert [one["action"] for one in told] == ["accept", "withdraw"]
    assert told[1]["answers"]["statistics"]
    assert "May we store" in told[0]["words"]["title"]

    assert visitor.post("/consent/take-out").status_code == 303
    assert json.loads(visitor.get("/consent/note.json").content) == {"answers": []}
    assert set(Answer.objects.values_list("name", flat=True)) == {""}
    logged = set(Entry.objects.filter(kind=KIND).values_list("commitment", flat=True))
    assert {commitment(row) for row in Answer.objects.all()} == logged, "it still verifies"


def test_nobody_sees_the_note_of_another(visitor: Client) -> None:
    answer(visitor, "accept")
    other = Client(headers=OURS)
    answer(other, "reject")
    told = json.loads(other.get("/consent/note.json").content)["answers"]
    assert [one["action"] for one in told] == ["reject"]
    assert json.loads(Client().get("/consent/note.json").content) == {"answers": []}
    assert (
        other.post("/consent/take-out", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    )
    assert Answer.objects.exclude(name="").count() == 2


def test_an_answer_from_another_site_of_ours_says_which(visitor: Client) -> None:
    there = "https://www.exemplar.example"
    headers = {"Origin": there, "Sec-Fetch-Site": "cross-site"}
    done = visitor.post("/consent/", {"answer": "reject"}, headers=headers)
    assert done.status_code == 200
    assert Answer.objects.get().source == there


def test_35_answers_go_two_years_after_they_ended_and_no_sooner(visitor: Client) -> None:
    now = timezone.now()
    answer(visitor, "accept")
    answer(visitor, "reject")
    first, second = Answer.objects.order_by("id")
    Answer.objects.filter(pk=first.pk).update(superseded_at=now - timedelta(days=732))
    Answer.objects.filter(pk=second.pk).update(at=now - timedelta(days=729 + DAYS))
    assert let_go_of_answers(now) == 1
    assert list(Answer.objects.all()) == [second]
    assert Shown.objects.count() == 1
    assert let_go_of_answers(now + timedelta(days=5)) == 1
    assert not Shown.objects.exists()


def test_a_tampered_cookie_leads_to_no_note(visitor: Client) -> None:
    answer(visitor, "accept")
    value = visitor.cookies[COOKIE].value
    other = Client()
    for wrong in (value[:-1], re.sub(r"\.\w{32}\.", f".{'0' * 32}.", value), "x" * 5_000):
        other.cookies[COOKIE] = wrong
        assert json.loads(other.get("/consent/note.json").content) == {"answers": []}


def test_the_question_of_today_is_the_one_that_is_noted(visitor: Client) -> None:
    from sayso.policy.queries import current

    answer(visitor, "accept")
    question = question_about(current().policy.cookies)
    assert question
    assert Answer.objects.get().words_id == question.hash
