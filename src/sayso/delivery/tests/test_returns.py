import logging
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings
from hypothesis import example, given
from hypothesis import strategies as st

from sayso.delivery import actions, holdings, jobs, queries
from sayso.delivery.models import Intent, Report, ReportKind, State
from sayso.delivery.outcome import Came, Outcome
from sayso.delivery.reports import MOST_PARTS, read
from sayso.delivery.returns import Taken, hear, on_report, take
from sayso.delivery.tests.came_back import NOBODY, complaint, failure
from sayso.delivery.tests.outbox import ADA, ROOM, again, marketing, service
from sayso.evidence.models import Entry

TOKEN = "70ce" * 8


@pytest.fixture
def sent(a_gate: None, db: None) -> Intent:
    """A message that went."""
    intent = marketing()
    claimed = actions.claim()
    assert claimed
    actions.settle(claimed, Outcome(Came.ACCEPTED, "250"))
    return intent


in_the_record = pytest.mark.django_db(databases=["default", "keys"])

# --- read --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "action", "kind"),
    [
        ("5.1.1", "failed", ReportKind.HARD),
        ("5.1.2", "failed", ReportKind.HARD),
        ("5.1.10", "failed", ReportKind.HARD),
        ("5.2.1", "failed", ReportKind.HARD),
        ("5.4.4", "failed", ReportKind.HARD),
        ("5.0.0", "failed", ReportKind.HARD),
        ("5.1.1 (no such box)", "Failed", ReportKind.HARD),
        ("5.1.7", "failed", ReportKind.SOFT),
        ("5.1.8", "failed", ReportKind.SOFT),
        ("5.2.2", "failed", ReportKind.SOFT),
        ("5.7.1", "failed", ReportKind.SOFT),
        ("4.4.7", "failed", ReportKind.SOFT),
        ("", "failed", ReportKind.SOFT),
        ("nonsense", "failed", ReportKind.SOFT),
        ("5.1.1", "delayed", ReportKind.SOFT),
        ("4.2.2", "delayed", ReportKind.SOFT),
        ("2.0.0", "delivered", ReportKind.OTHER),
        ("2.0.0", "relayed", ReportKind.OTHER),
    ],
)
def test_what_a_failure_says_is_told_apart(status: str, action: str, kind: ReportKind) -> None:
    found = read(failure(TOKEN, status=status, action=action))
    assert found
    assert found.kind == kind
    assert found.tokens == (TOKEN,)


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("abuse", ReportKind.COMPLAINT),
        ("fraud", ReportKind.COMPLAINT),
        ("virus", ReportKind.COMPLAINT),
        ("other", ReportKind.COMPLAINT),
        ("something new", ReportKind.COMPLAINT),
        ("", ReportKind.COMPLAINT),
        ("not-spam", ReportKind.OTHER),
    ],
)
def test_every_feedback_but_one_is_a_complaint(word: str, kind: ReportKind) -> None:
    found = read(complaint(TOKEN, kind=word))
    assert found
    assert (found.kind, found.tokens) == (kind, (TOKEN,))


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\r\n",
        b"Subject: Out of office\r\nAuto-Submitted: auto-replied\r\n\r\nI am away, stop worrying.",
        b"Subject: Re: News\r\nContent-Type: text/plain\r\n\r\nStop, please.",
        failure(TOKEN).replace(b"multipart/report", b"multipart/mixed"),
        failure(TOKEN).replace(b"message/delivery-status", b"text/plain"),
        b"Content-Type: multipart/report; boundary=x\r\n\r\n--x\r\n" * 2_000,
    ],
)
def test_what_is_no_report_is_none(raw: bytes) -> None:
    assert read(raw) is None


def nested(depth: int) -> bytes:
    return b"".join(
        b'Content-Type: multipart/report; boundary="%d"\n\n--%d\n' % (level, level)
        for level in range(depth)
    )


@given(
    st.sampled_from([failure(TOKEN), complaint(TOKEN)]),
    st.lists(st.tuples(st.integers(0, 1400), st.integers(0, 40), st.binary(max_size=40))),
)
@example(nested(MOST_PARTS), [])
@example(nested(100_000), [])
@example(b"Content-Type: message/rfc822\n\n" * 5_000, [])
@example(failure(TOKEN) + b"x" * 5_000_000, [])
@example(failure(TOKEN).replace(b"charset=utf-8", b"charset*0*=x''%ff; charset*1=y"), [])
def test_whatever_comes_is_read_or_is_no_report(
    raw: bytes, changes: list[tuple[int, int, bytes]]
) -> None:
    for start, length, new in changes:
        raw = raw[:start] + new + raw[start + length :]
    found = read(raw)
    assert found is None or found.kind in ReportKind
    assert found is None or len(found.tokens) <= 20
    assert found is None or all(len(token) == 32 for token in found.tokens)


@given(st.binary())
def test_random_bytes_are_no_report(raw: bytes) -> None:
    assert read(raw) is None


# --- taken in ----------------------------------------------------------------------------


@in_the_record
@pytest.mark.parametrize("made", [failure, complaint])
def test_a_report_is_kept_once_and_nothing_of_its_words(
    sent: Intent, made: Callable[..., bytes]
) -> None:
    kinds = {failure: ReportKind.HARD, complaint: ReportKind.COMPLAINT}
    assert take(made(sent.token)) == Taken.NEW
    assert take(made(sent.token)) == Taken.KNOWN
    (report,) = Report.objects.all()
    assert (report.intent, report.kind) == (again(sent), kinds[made])
    assert again(sent).state == State.SENT
    assert "example.org" not in repr(Report.objects.values_list()[0])
    log = list(Entry.objects.order_by("id").values_list("kind", "subject", "purpose"))
    assert log[1:] == [(f"delivery.came-back-{kinds[made]}", ADA, "news")]
    (held,) = holdings.collect(ADA)
    assert [one["kind"] for one in held["came_back"]] == [kinds[made]]


@in_the_record
def test_a_report_finds_its_message_by_any_of_its_traces(sent: Intent) -> None:
    assert take(failure(sent.token, returned=NOBODY, name="1")) == Taken.NEW
    assert take(failure(NOBODY, returned=sent.token, name="2")) == Taken.NEW
    assert take(complaint(sent.token, returned=NOBODY, name="3")) == Taken.NEW
    assert take(complaint(NOBODY, returned=sent.token, name="4")) == Taken.NEW
    assert take(failure(sent.token.upper(), returned=NOBODY, name="5")) == Taken.NEW
    assert take(failure(NOBODY, name="6")) == Taken.NOBODYS
    assert take(failure(sent.token[:-1] + "x", returned=NOBODY, name="7")) == Taken.NOBODYS


@in_the_record
def test_a_report_resolves_a_doubt(a_gate: None) -> None:
    intent = marketing()
    claimed = actions.claim()
    assert claimed
    actions.settle(claimed, Outcome(Came.UNKNOWN))
    assert list(queries.in_doubt())
    take(failure(intent.token, action="delivered", status="2.0.0"))
    assert (again(intent).state, again(intent).reason) == (State.SENT, "reported")
    assert not list(queries.in_doubt())


@in_the_record
@pytest.mark.parametrize(
    ("code", "kinds"),
    [("550 5.1.1", [ReportKind.HARD]), ("550 5.7.1", []), ("550", []), ("552 5.2.2", [])],
)
def test_a_refusal_on_the_spot_counts_as_the_report_would(
    code: str, kinds: list[ReportKind]
) -> None:
    service()
    claimed = actions.claim()
    assert claimed
    actions.settle(claimed, Outcome(Came.REFUSED, code))
    assert [report.kind for report in Report.objects.all()] == kinds


# --- heard -------------------------------------------------------------------------------


@in_the_record
def test_each_room_hears_of_each_report_once_and_until_it_takes_it_in(
    sent: Intent, caplog: pytest.LogCaptureFixture
) -> None:
    take(failure(sent.token, name="early"))
    heard: list[tuple[str, str]] = []
    is_well = False

    def ear(report: Report) -> None:
        assert report.intent
        if not is_well:
            raise ValueError("ada@example.org")
        heard.append((report.kind, report.intent.sid))

    on_report(ROOM, ear)
    assert take(complaint(sent.token)) == Taken.NEW
    assert hear() == 0
    assert "ada@" not in caplog.text
    is_well = True
    assert hear() == 2
    assert hear() == 0
    assert heard == [(ReportKind.HARD, ADA), (ReportKind.COMPLAINT, ADA)]
    take(complaint(NOBODY, name="x"))
    assert len(heard) == 2


@in_the_record
def test_what_a_room_wrote_before_it_failed_is_not_kept(sent: Intent) -> None:
    def ear(report: Report) -> None:
        Report.objects.filter(id=report.id).update(status="9.9.9")
        raise RuntimeError

    on_report(ROOM, ear)
    take(failure(sent.token))
    assert [report.status for report in Report.objects.all()] == ["5.1.1"]


# --- the mailbox -------------------------------------------------------------------------


@in_the_record
def test_the_mailbox_is_emptied_of_reports_and_replies_are_left_for_somebody(
    sent: Intent, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    box = tmp_path / "box"
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, mailbox=box)
    assert not jobs.take_in()
    (box / "new").mkdir(parents=True)
    (box / "new" / "1.bounce").write_bytes(failure(sent.token))
    (box / "new" / "2.again").write_bytes(failure(sent.token))
    (box / "new" / "3.reply").write_bytes(b"Subject: Re: News\r\n\r\nStop, please. ada@example.org")
    found = jobs.take_in()
    assert found == {Taken.NEW: 1, Taken.KNOWN: 1, Taken.NO_REPORT: 1}
    left = [str(path.relative_to(box)) for path in box.rglob("*") if path.is_file()]
    assert left == ["cur/3.reply:2,"]
    assert not jobs.take_in()
    assert "ada@" not in caplog.text
