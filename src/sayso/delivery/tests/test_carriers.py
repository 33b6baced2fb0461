import sys
from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings

from sayso.delivery import demo, jobs
from sayso.delivery.carriers import carrier
from sayso.delivery.errors import DeliveryError
from sayso.delivery.models import State
from sayso.delivery.tests.outbox import again, service

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.usefixtures("policy"),
]


def use(url: str) -> None:
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, email_url=url)


def test_the_demo_keeps_messages_for_its_owner_alone_the_newest_first(installation: Path) -> None:
    use("demo:")
    assert demo.is_demo()
    for number in range(12):
        service(f"receipt/{number}", subject=f"Number {number}")
    assert jobs.deliver() == 12
    found = list(demo.mail())
    assert [mail.email["Subject"] for mail in found] == [f"Number {n}" for n in range(11, -1, -1)]
    assert found[0].text.startswith("Dear Ada,")
    assert "<p>Dear Ada,</p>" in found[0].page
    assert demo.one(found[3].name) is not None
    assert demo.one("../../keys/secret.key") is None
    assert not (installation / "home" / "mail").stat().st_mode & 0o077


def test_a_terminal_shows_messages_and_what_nobody_watches_is_kept_waiting(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    use("console:")
    intent = service()
    assert jobs.deliver() == 0
    assert capsys.readouterr().out == ""
    assert again(intent).state == State.QUEUED

    jobs.TURN.rests_until = 0.0
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    assert jobs.deliver() == 1
    assert "To: ada@example.org" in capsys.readouterr().out


@pytest.mark.parametrize("url", ["", "mail.example.org", "http://example.org", "smtp"])
def test_an_address_that_is_none_is_told_without_being_repeated(url: str, tmp_path: Path) -> None:
    with pytest.raises(DeliveryError, match="SAYSO_EMAIL_URL cannot be read") as refused:
        carrier(url, host="localhost", home=tmp_path)
    assert "example.org" not in str(refused.value)
