import csv
import io
import stat
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from sayso.evidence.models import Entry
from sayso.people.models import ContactPoint, Person
from sayso.screening import jobs
from sayso.screening.folders import CHECKS, the_answers
from sayso.screening.models import Run, State, now
from sayso.staff import work
from sayso.staff.models import Member
from sayso.staff.tests.staffed import member, passes, signed_in

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.usefixtures("policy"),
]

ROWS = (
    "name,email,phone\nAda,ada@example.org,020 7946 0001\nBert,bert@example.org,020 "
    "7946 0002\nEve,not an address,\n"
)


@pytest.fixture
def priya() -> Member:
    found = member("marketer", name="Priya")
    passes(found)
    return found


@pytest.fixture
def desk(priya: Member) -> Client:
    return signed_in(priya)


def asks(desk: Client, rows: str = ROWS, name: str = "list.csv", **more: object) -> Run:
    sent = {"list": SimpleUploadedFile(name, rows.encode()), "purpose": "news", "channel": "email"}
    answer = desk.post(reverse("checks"), sent | more)
    assert answer.status_code == 302, answer.content.decode()
    return Run.objects.latest("asked_at")


def test_a_list_is_sent_checked_and_taken_away(desk: Client) -> None:
    run = asks(desk)
    assert "is being checked" in desk.get(reverse("check", args=[run.name])).content.decode()
    assert jobs.work_off() == 1

    run.refresh_from_db()
    assert (run.state, run.rows, run.done) == (State.DONE, 3, 3), run.problem
    told = desk.get(reverse("check", args=[run.name])).content.decode()
    assert "Download all rows" in told
    sent = desk.get(reverse("check-answers", args=[run.name]))
    text = b"".join(sent.streaming_content).decode()  # type: ignore[attr-defined]
    rows = list(csv.DictReader(io.StringIO(text)))
    assert [row["name"] for row in rows] == ["Ada", "Bert", "Eve"]
    assert {row["email_verdict"] for row in rows} == {"deny"}, "nobody said yes in any file"
    assert all(row["email_reason"] for row in rows)


def test_every_number_of_the_waterfall_leads_to_the_rows_that_it_counts(desk: Client) -> None:
    run = asks(desk)
    jobs.work_off()
    run.refresh_from_db()
    page = desk.get(reverse("check", args=[run.name])).content.decode()
    url, seen = reverse("check-answers", args=[run.name]), 0
    for drop in run.summary["channels"]["email"]["dropped"]:
        asked = f"{url}?channel=email&because={drop['reason']}"
        assert asked.replace("&", "&amp;") in page
        rows = list(csv.DictReader(io.StringIO(taken(desk, asked))))
        assert {row["email_reason"] for row in rows} == {drop["reason"]}
        assert len(rows) == drop["rows"]
        seen += len(rows)
    assert seen == 3
    assert list(csv.DictReader(io.StringIO(taken(desk, f"{url}?channel=email")))) == []
    assert {path.name for path in CHECKS.folder(run.name).iterdir()} == {"checked.csv"}
    for other in ("?channel=email&because=unheard-of", "?channel=fax", "?channel=nothing"):
        assert desk.get(url + other).status_code == 404, other


def taken(desk: Client, url: str) -> str:
    answer = desk.get(url)
    assert answer.status_code == 200, url
    return b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]


def test_nothing_of_it_comes_on_record_and_the_list_is_destroyed(desk: Client) -> None:
    run = asks(desk)
    path = CHECKS.list_of(run.name)
    assert path is not None
    assert stat.S_IMODE(CHECKS.folder(run.name).stat().st_mode) == 0o700
    jobs.work_off()
    assert not path.exists()
    assert not Person.objects.exists()
    assert not ContactPoint.objects.exists()
    assert "example.org" not in str(Run.objects.values())
    entry = Entry.objects.get(kind="list.checked")
    assert entry.commitment == run.sha256


def test_the_answers_go_after_a_day_or_at_once(desk: Client) -> None:
    one, other = asks(desk), asks(desk)
    jobs.work_off()
    desk.post(reverse("check-cancel", args=[one.name]))
    assert the_answers(one.name) is None
    assert "were destroyed" in desk.get(reverse("check", args=[one.name])).content.decode()
    assert jobs.let_go_of_answers() == 0
    Run.objects.filter(name=other.name).update(ended_at=now() - timedelta(days=2))
    assert jobs.let_go_of_answers() == 1
    assert CHECKS.names() == []


def test_a_worker_that_was_killed_is_followed_by_another(desk: Client) -> None:
    run = asks(desk)
    taken = work.claim(Run)
    assert taken is not None
    assert jobs.work_off() == 0, "it is somebody's"
    Run.objects.update(lease_until=now() - timedelta(seconds=1))
    assert jobs.work_off() == 1
    run.refresh_from_db()
    assert run.state == State.DONE
    with pytest.raises(work.NoLongerOursError):
        work.go_on(taken, done=1, rows=3)
    assert not work.end(taken, problem="late")
    run.refresh_from_db()
    assert run.state == State.DONE


def test_a_check_is_cancelled_while_it_is_under_way(desk: Client) -> None:
    run = asks(desk)
    taken = work.claim(Run)
    assert taken is not None
    desk.post(reverse("check-cancel", args=[run.name]))
    with pytest.raises(work.NoLongerOursError):
        work.go_on(taken, done=2, rows=3)
    run.refresh_from_db()
    assert run.state == State.CANCELLED
    assert CHECKS.names() == []
    assert jobs.work_off() == 0


def test_how_far_it_is_can_be_asked(desk: Client) -> None:
    run = asks(desk)
    url = reverse("check-progress", args=[run.name])
    assert desk.get(url).json() == {"state": "queued", "done": 0, "rows": 0, "ended": False}
    jobs.work_off()
    assert desk.get(url).json() == {"state": "done", "done": 3, "rows": 3, "ended": True}


def test_somebody_elses_check_is_not_there(desk: Client) -> None:
    run = asks(desk)
    jobs.work_off()
    other = member("marketer", name="Jo")
    passes(other)
    client = signed_in(other)
    for name in ("check", "check-progress", "check-answers"):
        assert client.get(reverse(name, args=[run.name])).status_code == 404
    assert client.post(reverse("check-cancel", args=[run.name])).status_code == 404
    assert the_answers(run.name) is not None


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"purpose": "world-peace"}, "what the message is for"),
        ({"channel": "sms"}, "Choose one way at least"),
        ({"channel": []}, "Choose one way at least"),
        ({"list": ""}, "Choose the list"),
        ({"list": SimpleUploadedFile("list.pdf", b"%PDF")}, "ends in .csv or .xlsx"),
    ],
)
def test_what_cannot_be_checked_is_told_in_a_sentence(
    desk: Client, more: dict[str, object], sentence: str
) -> None:
    sent = {"list": SimpleUploadedFile("a.csv", b"email\n"), "purpose": "news", "channel": "email"}
    answer = desk.post(reverse("checks"), sent | more)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Run.objects.exists()
    assert CHECKS.names() == []


@pytest.mark.parametrize("rows", ["", "\x00\x01", "height\n3\n", 'email\n"unclosed\n' * 3])
def test_a_list_that_cannot_be_read_fails_with_a_sentence(desk: Client, rows: str) -> None:
    if not rows:
        rows = "\n"
    run = asks(desk, rows)
    jobs.work_off()
    run.refresh_from_db()
    assert run.state in {State.FAILED, State.DONE}
    if run.state == State.FAILED:
        assert run.problem.endswith(".")
        assert "Traceback" not in run.problem
        told = desk.get(reverse("check", args=[run.name])).content.decode()
        assert "could not be checked" in told
        assert CHECKS.names() == []


def test_a_cell_that_a_spreadsheet_would_run_is_defused(desk: Client) -> None:
    run = asks(desk, "name,email\n=1+1,ada@example.org\n")
    jobs.work_off()
    path = the_answers(run.name)
    assert path is not None
    assert "'=1+1" in path.read_text("utf-8")
