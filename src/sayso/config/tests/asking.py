"""An API to ask in a test, as a program would, with a key that may do everything."""

import json
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client

from sayso.people.api_keys import SCOPES, make_api_key
from sayso.people.tests.conftest import installation, policy

__all__ = ["Api", "Told", "api", "installation", "policy"]

CONTACT = {
    "question": "contact",
    "on": "2026-11-22",
    "channel": "post",
    "message": {"purpose": "service"},
    "data_protection": {"basis": "contract", "notice_given": True},
}
"""A question whose answer is yes."""


@dataclass(frozen=True)
class Told:
    """An answer: its status, its body as data, its headers."""

    status: int
    body: Any
    headers: Any

    @property
    def problem(self) -> tuple[int, str, str | None]:
        """What went wrong: its status, its code and its field; and it has the one form."""
        assert self.body.keys() == {"error"}, self.body
        error = self.body["error"]
        assert error.keys() == {"code", "message", "field"}
        assert not error["message"][0].islower()
        return self.status, error["code"], error["field"]


class Api:
    """What a program does with its key."""

    known: dict[str, Any]

    def __init__(self, *scopes: str) -> None:
        key = make_api_key(name="website", scopes=scopes or SCOPES)
        self.key = key
        self.client = Client(raise_request_exception=False)

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> Told:
        sent = body if isinstance(body, str | bytes) else json.dumps(body)
        given = {"Authorization": f"Bearer {self.key}"} | headers
        answer = self.client.generic(
            method,
            path if path.startswith(("/api", "/healthz")) else f"/api/v1{path}",
            sent if body is not None else b"",
            content_type="application/json",
            headers={name.replace("_", "-"): value for name, value in given.items()},
        )
        text = answer.content.decode()
        is_json = answer.headers["Content-Type"].startswith("application/json")
        return Told(answer.status_code, json.loads(text) if is_json else text, answer.headers)

    def get(self, path: str, **headers: str) -> Told:
        return self.ask("GET", path, **headers)

    def post(self, path: str, body: object, **headers: str) -> Told:
        return self.ask("POST", path, body, **headers)

    def made(self, path: str, body: object, **headers: str) -> Any:
        """What was written; it must have been."""
        told = self.post(path, body, **headers)
        assert told.status == 201, told
        return told.body

    def person(self, name: str = "ada") -> str:
        """Somebody of the cast, added; their reference."""
        points = [
            {"kind": "email", "value": f"{name}@example.org"},
            {"kind": "phone", "value": "020 7946 0001", "subscriber": "individual"},
        ]
        new = {"source": "website-enquiry", "fields": {"name": name.title()}, "points": points}
        ref: str = self.made("/people", new)["ref"]
        return ref

    def yes(self, ref: str, wording: str = "news-email", **more: object) -> Any:
        consent = {"ref": ref, "wording": wording, "method": "web-form"}
        return self.made("/consents", consent | more)

    def may(self, ref: str, purpose: str = "news", channel: str = "email", **more: str) -> Any:
        asked = "&".join(f"{k}={v}" for k, v in {"channel": channel, **more}.items())
        told = self.get(f"/people/{ref}/permission?purpose={purpose}&{asked}")
        assert told.status == 200, told
        return told.body


@pytest.fixture
def api(policy: None) -> Api:
    return Api()
