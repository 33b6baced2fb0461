"""The mailbox of the demo shows what would have been sent, there and nowhere else."""

from dataclasses import replace

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client

from sayso.delivery import jobs
from sayso.delivery.actions import NewIntent, queue
from sayso.delivery.message import Attachment, Message
from sayso.delivery.models import Kind

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"], transaction=True),
    pytest.mark.usefixtures("policy"),
]


def in_demo(monkeypatch: pytest.MonkeyPatch, **changed: object) -> None:
    ours = {"email_url": "demo:", "base_url": "http://localhost:8000", **changed}
    monkeypatch.setattr(settings, "ENVIRONMENT", replace(settings.ENVIRONMENT, **ours))  # type: ignore[arg-type]


@pytest.fixture
def demo(monkeypatch: pytest.MonkeyPatch) -> None:
    in_demo(monkeypatch)


def sent(words: str) -> None:
    file = Attachment("receipt.json", "application/json", b'{"words": "<b>yes</b>"}')
    message = Message(to="ada@example.org", subject="For <Ada>", words=words, attached=(file,))
    with transaction.atomic():
        queue(NewIntent(room="people", key="one", kind=Kind.SERVICE, message=message))
    jobs.deliver()


def test_a_message_is_there_to_read_with_its_links_and_its_headers(
    client: Client, demo: None
) -> None:
    assert "None yet." in client.get("/demo/mail").content.decode()
    sent("Dear Ada,\n\n[Your choices](http://localhost:8000/choices/abc)\n\n<script>x</script>")
    listed = client.get("/demo/mail").content.decode()
    assert "For &lt;Ada&gt;" in listed
    address = listed.partition('href="/demo/mail/')[2].partition('"')[0]
    page = client.get(f"/demo/mail/{address}").content.decode()
    assert 'href="http://localhost:8000/choices/abc"' in page
    assert "<script>" not in page
    assert "Auto-Submitted" in page
    assert "receipt.json" in page
    assert "<b>yes" not in page


def test_the_message_as_html_can_do_nothing(client: Client, demo: None) -> None:
    sent("Dear Ada")
    listed = client.get("/demo/mail").content.decode()
    address = listed.partition('href="/demo/mail/')[2].partition('"')[0]
    page = client.get(f"/demo/mail/{address}/html")
    assert "Dear Ada" in page.content.decode()
    policy = page["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "allow-scripts" not in policy
    assert "default-src 'none'" in policy


@pytest.mark.parametrize(
    "elsewhere",
    [
        {"email_url": "console:"},
        {"email_url": "smtp://localhost:25"},
        {"base_url": "https://sayso.example.org"},
    ],
)
def test_it_is_nowhere_else(
    client: Client, monkeypatch: pytest.MonkeyPatch, demo: None, elsewhere: dict[str, str]
) -> None:
    sent("Dear Ada")
    listed = client.get("/demo/mail").content.decode()
    address = listed.partition('href="/demo/mail/')[2].partition('"')[0]
    in_demo(monkeypatch, **elsewhere)
    for path in ("/demo/mail", f"/demo/mail/{address}", f"/demo/mail/{address}/html"):
        assert client.get(path).status_code == 404
    assert "demo/mail" not in client.get("/").content.decode()
