from dataclasses import replace

import pytest
from django.conf import settings
from hypothesis import example, given
from hypothesis import strategies as st

from sayso.delivery import jobs, returns
from sayso.delivery.models import Intent, Report, ReportKind
from sayso.delivery.replies import Reply, own_words, read_reply
from sayso.delivery.returns import Taken, hear, on_reply, take
from sayso.delivery.tests.answered import QUOTED, answer
from sayso.delivery.tests.came_back import NOBODY, complaint, failure
from sayso.delivery.tests.outbox import service
from sayso.evidence.models import Entry

TOKEN = "70ce" * 8

in_the_record = pytest.mark.django_db(databases=["default", "keys"], transaction=True)


@pytest.fixture
def replies() -> list[Reply]:
    """What a room is told of answers; no other room is."""
    found: list[Reply] = []
    returns._REPLY_EARS.clear()
    on_reply("letters", lambda reply, _: found.append(reply))
    return found


# --- read --------------------------------------------------------------------------------


def test_an_answer_is_read_with_the_words_of_its_own() -> None:
    found = read_reply(answer(TOKEN, "Stop.\n\nAda" + QUOTED))
    assert found
    assert (found.sender, found.name, found.words) == ("ada@example.org", "Ada", "Stop.\n\nAda")
    assert (found.tokens, found.message_id) == ((TOKEN,), "<r@mail.example.net>")


@pytest.mark.parametrize(
    "more",
    [
        "Auto-Submitted: auto-replied\n",
        "Auto-Submitted: auto-generated; owner-email=ada@example.org\n",
        "List-Id: <friends.example.net>\n",
        "List-Unsubscribe: <https://example.net/u>\n",
        "Precedence: bulk\n",
        "Precedence: auto_reply\n",
        "X-Auto-Response-Suppress: All\n",
        "X-Autoreply: yes\n",
    ],
)
def test_what_a_machine_answers_is_no_answer(more: str) -> None:
    assert read_reply(answer(TOKEN, "I am away. Stop worrying.", more=more)) is None


@pytest.mark.parametrize(
    "given",
    [
        {"subject": "Automatic reply: Your details"},
        {"subject": "Out of Office: Ada"},
        {"subject": "=?utf-8?q?Out_of_the_office?="},
        {"sender": "mailer-daemon@mail.example.net"},
        {"sender": "no-reply@example.net"},
        {"sender": "nobody"},
        {"token": "none"},
        {"who": "<bert@example.org>, Ada"},
    ],
)
def test_what_is_from_nobody_or_about_nothing_is_no_answer(given: dict[str, str]) -> None:
    assert read_reply(answer(**{"token": TOKEN, **given})) is None


@pytest.mark.parametrize("raw", [failure(TOKEN), complaint(TOKEN), b"", b"\r\n\r\nStop."])
def test_a_report_is_no_answer(raw: bytes) -> None:
    assert read_reply(raw) is None
    assert read_reply(answer(TOKEN).replace(b"<ada@example.org>\r\nF", b"<>\r\nF")) is None
    assert read_reply(answer(TOKEN, more="Auto-Submitted: no\n"))


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("Yes.\n> stop\n> stop", "Yes."),
        ("> stop\nYes, below.", "Yes, below."),
        ("Yes.\n\nOn 23 Nov 2026, we wrote:\n\n> stop", "Yes."),
        ("Yes.\n\nAm 23.11.2026 um 10:00 schrieb Exemplar:\n> stop", "Yes."),
        ("Yes.\n\n-----Original Message-----\nFrom: us\n\nstop", "Yes."),
        ("Yes.\n\n________________________________\nFrom: us\nSent: today\n\nstop", "Yes."),
        ("Yes.\nFrom: us\nSent: today\nstop", "Yes."),
        ("Yes.\n-- \nAda\nStop Street", "Yes."),
        ("On Monday I wrote to you.\nStop.", "On Monday I wrote to you.\nStop."),
    ],
)
def test_what_is_quoted_counts_for_nothing(text: str, own: str) -> None:
    assert own_words(text) == own
    assert own_words(text.replace("\n", "\r\n")) == own


def test_a_page_is_read_if_there_is_nothing_else() -> None:
    page = (
        "<style>p {stop}</style><p>Please&nbsp;show me<br>my data.</p>"
        "<blockquote><p>stop</p></blockquote><p>Ada</p>"
    )
    found = read_reply(answer(TOKEN, page, kind="text/html"))
    assert found
    assert found.words == "Please\u00a0show me\nmy data.\nAda"


@given(
    st.lists(st.tuples(st.integers(0, 700), st.integers(0, 40), st.binary(max_size=40))),
    st.sampled_from(["text/plain", "text/html", "multipart/mixed"]),
)
@example([], "text/plain; charset=nonsense; x")
@example([(400, 0, b"\r\nOn " + b"x" * 150) for _ in range(200)], "text/plain")
def test_whatever_comes_is_read_or_is_no_answer(
    changes: list[tuple[int, int, bytes]], kind: str
) -> None:
    raw = answer(TOKEN, "Stop." + QUOTED, kind=kind)
    for start, length, new in changes:
        raw = raw[:start] + new + raw[start + length :]
    found = read_reply(raw)
    assert found is None or (found.sender and len(found.words) <= 20_000)


# --- taken in ----------------------------------------------------------------------------


@in_the_record
def test_an_answer_is_told_once_and_no_word_of_it_is_kept_here(replies: list[Reply]) -> None:
    intent = service()
    raw = answer(intent.token, "The secret is out.")
    assert [take(raw), take(raw)] == [Taken.NEW, Taken.KNOWN]
    assert [one.words for one in replies] == ["The secret is out."]
    (report,) = Report.objects.all()
    assert (report.kind, report.intent_id, bool(report.heard_at)) == ("reply", intent.id, True)
    assert hear() == 0
    assert Entry.objects.filter(kind="delivery.came-back-reply", subject=intent.sid).exists()
    assert "secret" not in str(list(Report.objects.values()) + list(Entry.objects.values()))


@in_the_record
def test_an_answer_to_nothing_of_ours_is_left_for_somebody(replies: list[Reply]) -> None:
    service()
    assert take(answer(NOBODY)) == Taken.NO_REPORT
    assert replies == []
    returns._REPLY_EARS.clear()
    assert take(answer(Intent.objects.get().token)) == Taken.NO_REPORT


@in_the_record
def test_what_cannot_be_taken_in_now_stays_where_it_is(replies: list[Reply]) -> None:
    intent = service()
    failing = [True]

    def fails(reply: Reply, _: Intent) -> None:
        if failing.pop():
            raise ValueError("ada@example.org")
        replies.append(reply)

    on_reply("letters", fails)
    box = settings.ENVIRONMENT.home / "mail"
    (box / "new").mkdir(parents=True)
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, mailbox=box)
    (box / "new" / "1").write_bytes(answer(intent.token))
    assert jobs.take_in() == {Taken.LATER: 1}
    assert not Report.objects.exists()
    failing.append(False)
    assert jobs.take_in() == {Taken.NEW: 1}
    assert len(replies) == 1
    assert not list(box.rglob("*/1*"))
    assert Report.objects.get().kind == ReportKind.REPLY
