import socket
import ssl
from dataclasses import replace
from itertools import product
from pathlib import Path
from threading import Thread

import pytest
from django.conf import settings

from sayso.delivery import jobs, queries, smtp
from sayso.delivery.models import Intent, MessageKey, State
from sayso.delivery.tests.certificate import server_tls
from sayso.delivery.tests.outbox import (
    STOP_PAGE,
    again,
    hurry,
    marketing,
    service,
)
from sayso.delivery.tests.server import GO_ON, HANGS, LEAVES, STAGES, Server

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.usefixtures("policy", "a_gate"),
]


@pytest.fixture
def impatience(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp, "EXCHANGE", 0.3)


def test_what_is_due_is_handed_over_and_then_nobody_can_read_it(server: Server) -> None:
    first, second = service(), marketing()
    marketing("news/2", "bert")
    assert jobs.deliver() == 3
    assert [taken.to for taken in server.taken] == [["ada@example.org"]] * 2
    tokens = [f"<{intent.token}@sayso.example.org>" for intent in (first, second)]
    assert [taken.email["Message-ID"] for taken in server.taken] == tokens
    assert {again(intent).reason for intent in (first, second)} == {"250 2.0.0"}
    assert not MessageKey.objects.exists()
    assert jobs.deliver() == 0
    assert len(server.taken) == 2


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize(
    ("answer", "state"),
    [("451 4.3.0 busy", State.QUEUED), ("550 5.1.1 nobody", State.FAILED)],
)
def test_a_no_is_known_at_every_stage(
    server: Server, stage: str, answer: str, state: State
) -> None:
    server.does[stage] = [answer, answer]
    for intent in (service(), marketing()):
        jobs.deliver()
        row = again(intent)
        assert (row.state, row.reason) == (state, answer[:9])
    assert server.taken == []
    for intent in Intent.objects.all():
        hurry(intent)
    jobs.deliver()
    assert len(server.taken) == (2 if state == State.QUEUED else 0)


@pytest.mark.parametrize(
    ("stage", "answer"),
    [
        *product(("MAIL", "RCPT", "DATA"), ("530 5.7.0 log in first", "503 5.5.1 odd")),
        ("DATA", "250 go on"),
        ("MAIL", "354 odd"),
    ],
)
def test_a_no_to_us_is_none_to_the_message(server: Server, stage: str, answer: str) -> None:
    server.does[stage] = [answer]
    intent = service()
    jobs.deliver()
    assert again(intent).state == State.QUEUED
    hurry(intent)
    jobs.deliver()
    assert again(intent).state == State.SENT


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("does", [LEAVES, HANGS])
@pytest.mark.usefixtures("impatience")
def test_marketing_is_in_doubt_only_if_it_may_have_been_taken_and_then_goes_once(
    server: Server, stage: str, does: str
) -> None:
    server.does[stage] = [does]
    intent = marketing()
    jobs.deliver()
    assert again(intent).state == (State.IN_DOUBT if stage == "END" else State.QUEUED)
    hurry(intent)
    jobs.deliver()
    assert len(server.taken) == 1
    assert [one.token for one in queries.in_doubt()] == ([intent.token] if stage == "END" else [])


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("does", [LEAVES, HANGS])
@pytest.mark.usefixtures("impatience")
def test_a_service_message_goes_until_somebody_says_yes_and_is_always_the_same(
    server: Server, stage: str, does: str
) -> None:
    server.does[stage] = [does]
    intent = service()
    jobs.deliver()
    assert again(intent).state == State.QUEUED
    hurry(intent)
    jobs.deliver()
    assert again(intent).state == State.SENT
    assert len({taken.content for taken in server.taken}) == 1


@pytest.mark.parametrize("length", [10, 5_000_000])
def test_marketing_cut_off_within_its_words_never_goes_twice(server: Server, length: int) -> None:
    """A short message has left with its end before the line is seen to be gone."""
    server.does["DATA"] = [GO_ON]
    intent = marketing(words="x" * length)
    jobs.deliver()
    state = again(intent).state
    assert state == State.QUEUED or (state == State.IN_DOUBT and length == 10)
    hurry(intent)
    jobs.deliver()
    assert len(server.taken) == (0 if state == State.IN_DOUBT else 1)


def test_one_message_that_fails_does_not_keep_the_next(server: Server) -> None:
    server.does["RCPT"] = ["550 5.1.1 nobody", "451 4.2.0 later"]
    server.does["END"] = [LEAVES]
    for number in range(5):
        service(f"receipt/{number}")
    jobs.deliver()
    states = list(Intent.objects.order_by("id").values_list("state", flat=True))
    assert states == ["failed", "queued", "queued", "sent", "sent"]


def test_without_a_server_everything_waits(caplog: pytest.LogCaptureFixture) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"smtp://ada:secret@127.0.0.1:{closed.getsockname()[1]}"
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, email_url=url)
    intent = marketing()
    assert jobs.deliver() == 0
    assert (again(intent).state, again(intent).attempts) == (State.QUEUED, 0)
    assert "check SAYSO_EMAIL_URL" in caplog.text
    assert "secret" not in caplog.text
    assert jobs.deliver() == 0
    assert caplog.text.count("messages wait") == 1, "it rests, and does not say so each time"


def test_no_password_travels_in_the_open(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(smtp, "LOCAL", set[str]())
    url = server.url.replace("smtp://", "smtp://ada:secret@")
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, email_url=url)
    intent = service()
    assert jobs.deliver() == 0
    assert again(intent).attempts == 0


def test_a_line_is_encrypted_where_it_can_be_and_only_with_whom_we_believe(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tls, certificate = server_tls(tmp_path)
    with Server(tls) as server:
        settings.ENVIRONMENT = replace(settings.ENVIRONMENT, email_url=server.url)
        intent = service()
        assert jobs.deliver() == 0
        assert (again(intent).state, again(intent).attempts) == (State.QUEUED, 0)

        jobs.TURN.rests_until = 0.0
        believed = ssl.create_default_context(cafile=str(certificate))
        monkeypatch.setattr(smtp, "trust", lambda: believed)
        assert jobs.deliver() == 1
    assert [taken.is_private for taken in server.taken] == [True]


def test_two_wake_ups_at_once_are_one(server: Server) -> None:
    service()
    with jobs.TURN.lock:
        assert jobs.deliver() == 0
    assert jobs.deliver() == 1


def test_marketing_says_how_it_is_stopped_at_one_click(server: Server) -> None:
    marketing()
    service()
    jobs.deliver()
    receipt, news = (taken.email for taken in server.taken)
    assert news.get_all("List-Unsubscribe") == [f"<{STOP_PAGE}>"]
    assert news.get_all("List-Unsubscribe-Post") == ["List-Unsubscribe=One-Click"]
    assert receipt["List-Unsubscribe"] is receipt["List-Unsubscribe-Post"] is None
    assert receipt["Auto-Submitted"] == news["Auto-Submitted"] == "auto-generated"


def test_a_line_that_goes_dead_silently_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that goes on saying that it has not finished, for ever."""
    monkeypatch.setattr(smtp, "EXCHANGE", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = Thread(target=never_finishing, args=(listening,), daemon=True)
        thread.start()
        url = f"smtp://127.0.0.1:{listening.getsockname()[1]}"
        settings.ENVIRONMENT = replace(settings.ENVIRONMENT, email_url=url)
        intent = marketing()
        jobs.deliver()
    thread.join(10)
    assert again(intent).state == State.QUEUED


def never_finishing(listening: socket.socket) -> None:
    connection, _ = listening.accept()
    with connection:
        connection.sendall(b"220 mail.example.net\r\n")
        connection.recv(1000)
        connection.sendall(b"250 mail.example.net\r\n")
        connection.recv(1000)
        try:
            while True:
                connection.sendall(b"250-more\r\n")
                connection.settimeout(0.02)
                try:
                    if not connection.recv(1000):
                        return
                except TimeoutError:
                    continue
        except OSError:
            return
