"""A list of people brought in by the browser: read, tried, meant, cancelled, gone on with."""

import stat
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from sayso.law.codes import Channel
from sayso.people.desk import import_rows
from sayso.people.imports import running, uploads, working
from sayso.people.imports.uploads import IMPORTS
from sayso.people.models import Import, Person, Upload
from sayso.people.queries import permission
from sayso.people.tests.cast import TODAY, no, person, says, version
from sayso.staff import work
from sayso.staff.models import Member, now
from sayso.staff.tests.staffed import member, passes, signed_in
from sayso.staff.work_models import State

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.usefixtures("policy"),
]

ROWS = (
    "Name,Email,given_on,wording,method,Shoe size\n"
    "Ada Ashby,ada.new@example.org,2026-11-02,events-email,web-form,5\n"
    "Cleo Carr,cleo at example.com,,,,6\n"
    "Bert Brook,bert.new@example.org,,,,7\n"
)
SETTINGS = {"source": "website-event", "on": "2026-11-02"}
READ = SETTINGS | {
    **{f"column-{place}": word for place, word in enumerate(["name", "email", "given_on"])},
    "column-3": "wording",
    "column-4": "method",
    "column-5": "unused",
}


@pytest.fixture
def aisha() -> Member:
    found = member("clerk", name="Aisha")
    passes(found)
    return found


@pytest.fixture
def desk(aisha: Member) -> Client:
    return signed_in(aisha)


def sends(desk: Client, rows: str = ROWS, name: str = "people.csv") -> Upload:
    answer = desk.post(reverse("imports"), {"list": SimpleUploadedFile(name, rows.encode())})
    assert answer.status_code == 302, answer.content.decode()
    return Upload.objects.latest("asked_at")


def does(desk: Client, upload: Upload, what: str, **sent: str) -> str:
    answer = desk.post(reverse(f"import-{what}", args=[upload.name]), sent, follow=True)
    return answer.content.decode()


def seen(desk: Client, upload: Upload) -> str:
    return desk.get(reverse("import", args=[upload.name])).content.decode()


def tried(desk: Client, rows: str = ROWS, **read: str) -> Upload:
    upload = sends(desk, rows)
    does(desk, upload, "try", **(READ | read))
    assert working.work_off() == 1
    upload.refresh_from_db()
    return upload


def may_email(somebody: Person) -> bool:
    asked = {"purpose": "events", "channel": Channel.EMAIL, "version": version(), "on": TODAY}
    return permission(person=somebody, **asked).allowed  # type: ignore[arg-type] # as they are


def test_a_list_is_read_tried_and_brought_in(desk: Client) -> None:
    upload = sends(desk)
    told = seen(desk, upload)
    assert "How is this list to be read?" in told
    assert '<option value="email" selected>' in told, "what a heading says is chosen already"
    assert "Shoe size" in told

    does(desk, upload, "try", **READ)
    assert "is being tried" in seen(desk, upload)
    working.work_off()
    told = seen(desk, upload)
    assert "2 of 3 rows would come in." in told
    assert "not one plain email address" in told
    assert not Person.objects.exists(), "nothing is stored"

    does(desk, upload, "bring-in")
    assert "is being brought in" in seen(desk, upload)
    working.work_off()
    told = seen(desk, upload)
    assert "2 of 3 rows are in." in told
    assert Person.objects.count() == 2
    run = Import.objects.get()
    assert (run.name, run.state) == ("people.csv", "done")
    ada = Person.objects.get(sid=run.rows.get(row=2).sid)
    assert may_email(ada)


def test_what_became_of_each_row_is_downloaded_with_references_alone(desk: Client) -> None:
    upload = tried(desk)
    assert desk.get(reverse("import-download", args=[upload.name])).status_code == 404
    does(desk, upload, "bring-in")
    working.work_off()
    answer = desk.get(reverse("import-download", args=[upload.name]))
    lines = b"".join(answer.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert lines[0] == "row,outcome,reason,ref"
    assert [line.split(",")[1] for line in lines[1:]] == ["added", "refused", "added"]
    assert "example.org" not in str(lines)


def test_every_number_leads_to_the_rows_that_it_counts(aisha: Member, desk: Client) -> None:
    upload = tried(desk)
    url = reverse("import-rows", args=[upload.name, "refused"])
    assert url in seen(desk, upload)
    told = desk.get(url).content.decode()
    assert "Refused: 1 row." in told
    assert '<th scope="row" role="rowheader">3</th>' in told
    assert "nobody’s page can be opened" in told

    does(desk, upload, "bring-in")
    working.work_off()
    assert "not one plain email address" in desk.get(url).content.decode()
    added = reverse("import-rows", args=[upload.name, "added"])
    told = desk.get(added).content.decode()
    refs = list(Person.objects.values_list("ref", flat=True))
    assert len(refs) == 2
    assert all(reverse("person", args=[ref]) in told for ref in refs), "a clerk may see people"
    assert "There are no more." in desk.get(f"{added}?after=4").content.decode()
    assert desk.get(reverse("import-rows", args=[upload.name, "lost"])).status_code == 404


def test_many_rows_stand_on_several_pages(desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_rows, "SHOWN", 1)
    upload = tried(desk)
    does(desk, upload, "bring-in")
    working.work_off()
    url = reverse("import-rows", args=[upload.name, "added"])
    first = desk.get(url).content.decode()
    assert "?after=2" in first
    second = desk.get(f"{url}?after=2").content.decode()
    assert '<th scope="row" role="rowheader">4</th>' in second
    assert "Further rows" not in second


def test_the_list_and_its_headings_are_destroyed_once_it_is_in(desk: Client) -> None:
    upload = tried(desk)
    path = IMPORTS.list_of(upload.name)
    assert path is not None
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    does(desk, upload, "bring-in")
    working.work_off()
    assert IMPORTS.names() == []
    upload.refresh_from_db()
    assert (upload.headings, upload.words) == ([], {})
    assert "is in already" in does(desk, upload, "bring-in")


def test_a_no_stands_whatever_the_list_says(desk: Client) -> None:
    bert = person("bert")
    says(no(bert))
    rows = "Name,Email,given_on,wording,method\nBert,bert@example.org,{},events-email,web-form\n"
    read = {**SETTINGS, **{k: v for k, v in READ.items() if k != "column-5"}}
    upload = sends(desk, rows.format(TODAY))
    does(desk, upload, "try", **read)
    working.work_off()
    does(desk, upload, "bring-in")
    working.work_off()
    assert not may_email(bert)
    assert "their no stands" in seen(desk, upload)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"column-5": ""}, "Say of column 6 what it is, or pass it over."),
        ({"column-5": "email-address"}, "A column cannot be given as"),
        ({"column-5": "name"}, "2 columns are for"),
        ({"column-1": "unused"}, "No column holds a contact point"),
        ({"source": ""}, "Nothing says where these details came from"),
        ({"source": "nowhere"}, "source"),
        ({"on": "2999-01-01"}, "yet to come"),
        ({"on": "soon"}, "no day that we can read"),
    ],
)
def test_what_cannot_be_read_so_is_told_and_nothing_is_tried(
    desk: Client, change: dict[str, str], sentence: str
) -> None:
    upload = sends(desk)
    told = does(desk, upload, "try", **(READ | change))
    alert = told.partition('role="alert">')[2].partition("</p>")[0]
    assert sentence in alert
    assert "--" not in alert, "there is no command line here"
    assert working.work_off() == 0


@pytest.mark.parametrize(
    ("name", "content"),
    [("people.pdf", b"%PDF"), ("people.csv", b""), ("people.xlsx", b"PK\x03\x04")],
)
def test_what_is_no_list_is_refused_when_it_is_sent(
    desk: Client, name: str, content: bytes
) -> None:
    answer = desk.post(reverse("imports"), {"list": SimpleUploadedFile(name, content)})
    assert answer.status_code == 422
    assert "list.csv" not in answer.content.decode()
    assert not Upload.objects.exists()
    assert IMPORTS.names() == []


def test_a_list_that_was_bought_is_for_whoever_may_release_it(desk: Client) -> None:
    rows = "Name,Telephone\nDev Dale,020 7946 0004\n"
    read = {"source": "bought-in-list", "on": "2026-11-02"}
    read |= {"column-0": "name", "column-1": "phone"}
    upload = sends(desk, rows)
    assert "whoever may release it" in does(desk, upload, "try", **read)
    officer = member("privacy-officer", name="Daniel")
    passes(officer)
    other = signed_in(officer)
    upload = sends(other, rows)
    does(other, upload, "try", **read)
    assert working.work_off() == 1
    assert "1 of 1 rows would come in." in seen(other, upload)


def test_an_import_that_was_killed_is_gone_on_with(
    desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The worker dies after the first chunk: what is in stays in, and nothing comes in twice."""
    monkeypatch.setattr(running.bring_in, "__kwdefaults__", {"chunk": 1})
    upload = tried(desk)
    does(desk, upload, "bring-in")
    taken = work.claim(Upload)
    assert taken is not None
    chunks = working._brought_in
    told = work.go_on

    def dies(one: Upload, *, done: int, rows: int) -> None:
        if done == 1:
            raise KeyboardInterrupt
        told(one, done=done, rows=rows)

    monkeypatch.setattr(work, "go_on", dies)
    with pytest.raises(KeyboardInterrupt):
        chunks(taken, uploads.plan_of(taken), 3)
    monkeypatch.setattr(work, "go_on", told)
    assert Person.objects.count() == 1
    assert working.work_off() == 0, "it is somebody's"
    Upload.objects.update(lease_until=now() - timedelta(seconds=1))
    assert working.work_off() == 1
    assert Person.objects.count() == 2
    assert Import.objects.get().state == "done"
    assert "2 of 3 rows are in." in seen(desk, upload)


def test_it_is_cancelled_while_it_is_under_way(desk: Client) -> None:
    upload = tried(desk)
    does(desk, upload, "bring-in")
    taken = work.claim(Upload)
    assert taken is not None
    told = does(desk, upload, "give-up")
    assert "This was cancelled." in told
    with pytest.raises(work.NoLongerOursError):
        work.go_on(taken, done=1, rows=3)
    assert IMPORTS.names() == []
    assert working.work_off() == 0


def test_a_list_that_nobody_wanted_goes_after_a_day(desk: Client) -> None:
    one, other = tried(desk), sends(desk)
    assert working.let_go_of_uploads() == 0
    day_ago = now() - timedelta(days=1, seconds=1)
    Upload.objects.filter(name=one.name).update(ended_at=day_ago)
    Upload.objects.filter(name=other.name).update(asked_at=day_ago)
    assert working.let_go_of_uploads() == 2
    assert IMPORTS.names() == []
    assert "send it again" in seen(desk, one)
    assert "file is gone" in does(desk, one, "bring-in")


def test_somebody_elses_list_is_not_there(desk: Client) -> None:
    upload = tried(desk)
    other = member("clerk", name="Jo")
    passes(other)
    client = signed_in(other)
    for name in ("import", "import-progress", "import-download"):
        assert client.get(reverse(name, args=[upload.name])).status_code == 404
    for name in ("import-try", "import-bring-in", "import-give-up"):
        assert client.post(reverse(name, args=[upload.name])).status_code == 404
    assert IMPORTS.list_of(upload.name) is not None


def test_what_is_at_work_is_not_asked_for_twice(desk: Client) -> None:
    upload = sends(desk)
    does(desk, upload, "try", **READ)
    assert "at work just now" in does(desk, upload, "try", **READ)
    assert "at work just now" in does(desk, upload, "bring-in")
    working.work_off()
    upload.refresh_from_db()
    assert upload.state == State.DONE
