import hmac
import json
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.db import OperationalError

from sayso.config.tests.asking import CONTACT, Api, api, installation, policy
from sayso.days import today_in_london
from sayso.evidence.actions import seal
from sayso.evidence.keys import new_signing_key
from sayso.evidence.models import Entry
from sayso.evidence.note import read_verifier_key
from sayso.evidence.offline import verify_receipt
from sayso.people.api_keys import SCOPES, end_api_key
from sayso.people.models import Event, Organisation, Person

__all__ = ["api", "installation", "policy"]

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

QUERY = "/permission?purpose=news&channel=email"
EVERY_ADDRESS = {
    ("POST", "/decide"): "decide",
    ("POST", "/decide/batch"): "decide",
    ("POST", "/people"): "people:write",
    ("GET", "/people"): "people:read",
    ("POST", "/people/find"): "people:read",
    ("GET", "/people/4fkx7mn2qc"): "people:read",
    ("GET", f"/people/4fkx7mn2qc{QUERY}"): "people:read",
    ("POST", "/consents"): "consents:write",
    ("POST", "/withdrawals"): "consents:write",
    ("POST", "/objections"): "consents:write",
    ("POST", "/suppressions"): "suppressions:write",
    ("GET", "/policies"): "policy:read",
    ("GET", "/policies/1"): "policy:read",
    ("GET", "/policies/1/changes"): "policy:read",
    ("GET", "/receipts/1"): "evidence:read",
}


# --- questions ---------------------------------------------------------------------------


def test_a_question_is_answered_as_everywhere(api: Api) -> None:
    told = api.post("/decide", {"id": "L02", **CONTACT})

    assert told.status == 200
    assert (told.body["id"], told.body["verdict"]) == ("L02", "allow")
    assert "receipt" not in told.body
    assert not Entry.objects.filter(kind="decision").exists()


def test_a_deadline_is_told(api: Api) -> None:
    told = api.post(
        "/decide", {"question": "deadline", "right": "access", "received": "2026-11-02"}
    )
    assert (told.status, told.body["due"]) == (200, "2026-12-02")


def test_what_cannot_be_read_is_a_problem_with_its_field(api: Api) -> None:
    odd = CONTACT | {"channel": "telepathy"}
    assert api.post("/decide", odd).problem == (422, "unknown_code", "channel")
    assert api.post("/decide", "{").problem == (400, "invalid_json", None)
    assert api.post("/decide", b"\xff").problem == (400, "invalid_json", None)
    assert api.post("/decide", '{"a": NaN}').problem == (400, "invalid_json", None)
    assert api.post("/decide", [CONTACT]).problem == (422, "wrong_type", None)
    assert api.post("/decide", CONTACT | {"log": "yes"}).problem == (422, "wrong_type", "log")
    twice = '{"question": "contact", "question": "contact"}'
    assert api.post("/decide", twice).problem == (422, "wrong_type", None)


def test_a_batch_is_answered_in_order_with_each_error_in_its_place(api: Api) -> None:
    odd = {"id": "odd", "question": "contact"}
    told = api.post("/decide/batch", {"questions": [CONTACT | {"id": "1"}, odd, 7, CONTACT]})

    first, second, third, fourth = told.body["answers"]
    assert (first["id"], first["verdict"]) == ("1", "allow")
    assert (second["id"], second["error"]["code"]) == ("odd", "missing_key")
    assert (third["id"], third["error"]["code"]) == (None, "wrong_type")
    assert fourth["verdict"] == "allow"


def test_a_batch_is_as_long_as_it_may_be_and_no_longer(api: Api) -> None:
    told = api.post("/decide/batch", {"questions": [CONTACT] * 10_000})
    assert len(told.body["answers"]) == 10_000
    longer = api.post("/decide/batch", {"questions": [CONTACT] * 10_001})
    assert longer.problem == (422, "too_many", "questions")


def test_a_batch_is_one_list_and_nothing_else(api: Api) -> None:
    assert api.post("/decide/batch", [CONTACT]).problem == (422, "missing_key", "questions")
    assert api.post("/decide/batch", {"questions": {}}).problem[1:] == ("missing_key", "questions")
    odd = {"questions": [], "more": 1}
    assert api.post("/decide/batch", odd).problem == (422, "unknown_key", "more")
    assert api.post("/decide/batch", {"questions": []}).body == {"answers": []}


def committed(question: dict[str, Any], answer: dict[str, Any]) -> str:
    """What the log must hold, as the documents say that anybody can compute it."""
    salt = bytes.fromhex(answer.pop("salt"))
    answer.pop("receipt")
    words = {"question": question, "answer": answer}
    text = json.dumps(words, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hmac.new(salt, text.encode(), sha256).hexdigest()


def test_a_decision_that_is_acted_on_is_logged_and_names_nobody(api: Api) -> None:
    question = CONTACT | {"id": "ada@example.org"}
    answer = api.post("/decide", question | {"log": True}).body

    entry = Entry.objects.get(id=answer["receipt"])
    assert (entry.kind, entry.purpose, entry.channel) == ("decision", "service", "post")
    assert (entry.policy, entry.subject) == ("legal-minimum", "")
    assert entry.actor.startswith("api:")
    assert b"example.org" not in entry.leaf()
    assert entry.commitment == committed(question, answer)


def test_a_batch_is_logged_answer_by_answer(api: Api) -> None:
    storage = {"question": "storage", "on": "2026-11-22", "purpose": "advertising"}
    handing = {"question": "disclosure", "on": "2026-11-22", "act": "sell"}
    late = {"question": "deadline", "right": "erasure", "received": "2026-11-02"}
    asked = {"questions": [CONTACT, {"question": "odd"}, storage, handing, late], "log": True}
    answers = api.post("/decide/batch", asked).body["answers"]

    assert "receipt" not in answers.pop(1)
    rows = Entry.objects.in_bulk([answer["receipt"] for answer in answers])
    about = [rows[answer["receipt"]].purpose for answer in answers]
    assert about == ["service", "advertising", "sell", "erasure"]
    assert rows[answers[1]["receipt"]].commitment == committed(storage, answers[1])


# --- people ------------------------------------------------------------------------------


def test_somebody_is_added_found_shown_and_asked_about(api: Api) -> None:
    ref = api.person()

    assert api.get("/people").body == {"refs": [ref], "next": None}
    assert api.post("/people/find", {"email": "ADA@example.org"}).body["refs"] == [ref]
    assert api.post("/people/find", {"phone": "+44 20 7946 0001"}).body["refs"] == [ref]
    assert api.post("/people/find", {"email": "bert@example.org"}).body["refs"] == []
    shown = api.get(f"/people/{ref}").body
    assert shown["records"][0]["fields"]["name"]["value"] == "Ada"
    assert api.may(ref)["verdict"] == "deny"
    api.yes(ref)
    assert api.may(ref)["verdict"] == "allow"


def test_people_are_listed_page_by_page_each_once(api: Api) -> None:
    refs = {api.person(name) for name in ("ada", "bert", "cleo", "dev", "eve")}
    seen, after = [], ""
    while True:
        page = api.get(f"/people?limit=2{after}").body
        seen += page["refs"]
        if page["next"] is None:
            break
        after = f"&after={page['next']}"
    assert len(seen) == 5
    assert set(seen) == refs


def test_a_source_may_collect_only_what_the_policy_says(api: Api) -> None:
    email = {"kind": "email", "value": "ada@example.org"}
    new = {"source": "bought-in-list", "points": [email]}
    assert api.post("/people", new).problem == (422, "unknown_key", "points.0.kind")
    odd = {"source": "website-enquiry", "fields": {"shoe-size": "7"}, "points": [email]}
    assert api.post("/people", odd).problem == (422, "unknown_key", "fields.shoe-size")
    astray = {"source": "website-enquiry", "fields": {"email": "x"}, "points": [email]}
    assert api.post("/people", astray).problem == (422, "unknown_key", "fields.email")
    nowhere = {"source": "dream", "points": [email]}
    assert api.post("/people", nowhere).problem == (422, "unknown_code", "source")
    assert not Person.objects.exists()


def test_an_organisation_is_added_once_and_says_who_pays_for_the_line(api: Api) -> None:
    cleo = {"name": "Cleo Ltd", "legal_form": "Limited company", "size_band": "1 to 9"}
    new = {
        "source": "website-membership",
        "points": [{"kind": "email", "value": "cleo@example.com"}],
        "organisation": cleo,
        "another": True,
    }
    refs = {api.made("/people", new)["ref"] for _ in range(2)}

    assert len(refs) == 2
    assert Organisation.objects.get().subscriber == "limited_company"
    for person in Person.objects.all():
        assert person.points.get().subscriber == "limited_company"
    alone = new | {"organisation": {"name": "Bert", "legal_form": "Sole trader"}}
    assert api.post("/people", alone).problem == (422, "unknown_code", "organisation.legal_form")


def test_a_yes_reaches_no_further_than_its_words(api: Api) -> None:
    ref = api.person()
    told = api.post("/consents", {"ref": ref, "wording": "news-email", "channels": ["live_call"]})
    assert told.problem == (422, "refused", "channels")
    odd = {"ref": ref, "channels": ["email"], "topics": ["dreams"]}
    assert api.post("/consents", odd).problem == (422, "unknown_code", "topics")
    boast = {"ref": ref, "wording": "news-email", "affirmative": True}
    assert api.post("/consents", boast).problem == (422, "unknown_key", "affirmative")
    api.made("/consents", {"ref": ref, "channels": ["email"], "topics": ["news"]})
    assert api.may(ref)["verdict"] == "deny"


def test_a_yes_that_was_taken_back_is_a_no(api: Api) -> None:
    ref, other = api.person(), api.person("bert")
    event = api.yes(ref)["event"]
    assert api.may(ref)["verdict"] == "allow"

    back = {"ref": ref, "consent": event}
    assert api.post("/withdrawals", back | {"ref": other}).problem == (404, "not_found", "consent")
    api.made("/withdrawals", back)
    assert api.may(ref)["verdict"] == "deny"


def test_what_is_yet_to_come_cannot_have_been_said(api: Api) -> None:
    ref = api.person()
    tomorrow = str(today_in_london() + timedelta(days=1))
    assert api.post("/objections", {"ref": ref, "on": tomorrow}).problem[1:] == (
        "date_after_on",
        "on",
    )
    later = {"ref": ref, "at": f"{tomorrow}T23:00:00Z"}
    assert api.post("/objections", later).problem[1:] == ("date_after_on", "at")
    other_day = {"ref": ref, "on": "2026-11-02", "at": "2026-11-01T12:00:00Z"}
    assert api.post("/objections", other_day).problem[1:] == ("impossible_date", "on")
    for odd in ("2026-02-30", "20261102", 20261102, "2026-11-02T00:00:00Z", "٢٠٢٦-11-02"):
        assert api.post("/objections", {"ref": ref, "on": odd}).problem[1:] == (
            "impossible_date",
            "on",
        )
    assert not Event.objects.filter(kind="objection").exists()


def test_an_instant_orders_what_was_said_within_its_day(api: Api) -> None:
    ref = api.person()
    event = api.yes(ref, at="2026-11-02T09:30:00+00:00")["event"]

    yes = Event.objects.get(id=event)
    assert str(yes.happened_on) == "2026-11-02"
    assert yes.seq == (9 * 60 + 30) * 60 * 1_000_000


def test_on_one_day_without_an_order_the_no_wins(api: Api) -> None:
    ref = api.person()
    api.made("/objections", {"ref": ref})
    api.yes(ref)
    assert api.may(ref)["verdict"] == "deny"


def test_a_contact_point_is_left_alone_whoever_has_it(api: Api) -> None:
    ref = api.person()
    api.yes(ref, given_on="2026-11-01")
    stop = {"kind": "email", "value": "Ada@Example.ORG"}

    assert api.made("/suppressions", stop)["new"] is True
    assert api.may(ref)["verdict"] == "deny"
    assert api.made("/suppressions", stop)["new"] is False


def test_the_past_is_asked_about_by_what_was_known(api: Api) -> None:
    ref = api.person()
    today, yesterday = today_in_london(), str(today_in_london() - timedelta(days=1))
    assert api.may(ref, on=str(today), known_on=yesterday)["reason"] == "no_contact_point"
    ahead = api.get(f"/people/{ref}{QUERY}&known_on={today + timedelta(days=1)}")
    assert ahead.problem == (422, "date_after_on", "known_on")
    for day in ("2003-12-10", "9999-12-31"):
        assert api.get(f"/people/{ref}{QUERY}&on={day}").problem[1:] == ("before_law", "on")


def test_a_permission_that_is_acted_on_is_logged(api: Api) -> None:
    ref = api.person()
    answer = api.may(ref, log="true")

    entry = Entry.objects.get(id=answer["receipt"])
    assert (entry.kind, entry.purpose, entry.channel) == ("decision", "news", "email")
    assert entry.subject == Person.objects.get(ref=ref).sid
    assert len(entry.commitment) == 64


def test_a_receipt_is_given_once_the_row_is_sealed(api: Api, installation: Any) -> None:
    key = new_signing_key(installation / "keys")
    row = api.yes(api.person())["receipt"]
    assert api.get(f"/receipts/{row}").problem == (409, "not_sealed", None)
    seal()

    told = api.get(f"/receipts/{row}")
    assert told.headers["Content-Type"].startswith("text/plain")
    assert verify_receipt(told.body, read_verifier_key(key))
    assert api.get("/receipts/999999999999").problem == (404, "not_found", None)
    assert api.get(f"/receipts/{2**70}").problem == (404, "not_found", None)


# --- who may ask -------------------------------------------------------------------------


def test_every_address_is_tried_for_its_scope() -> None:
    from sayso.config.api import api as whole

    declared = {
        (method.upper(), path.removeprefix("/api/v1"))
        for path, methods in whole.get_openapi_schema()["paths"].items()
        for method in methods
    }
    tried = {
        (method, path.replace("4fkx7mn2qc", "{ref}").replace("/1", "/{number}").partition("?")[0])
        for method, path in EVERY_ADDRESS
    }
    assert declared == tried


@pytest.mark.parametrize(("method", "path"), EVERY_ADDRESS)
def test_without_a_key_and_without_the_scope_nothing_is_answered(
    method: str, path: str, policy: None
) -> None:
    scope = EVERY_ADDRESS[method, path]
    others = Api(*(one for one in SCOPES if one != scope))
    body: dict[str, object] | None = {} if method == "POST" else None

    told = others.ask(method, path, body)
    assert told.problem == (403, "no_scope", None)
    assert scope in told.body["error"]["message"]
    nobody = others.ask(method, path, body, Authorization="")
    assert nobody.problem == (401, "no_key", None)
    assert nobody.headers["WWW-Authenticate"] == "Bearer"
    allowed = Api(scope).ask(method, path, body)
    assert allowed.status not in (401, 403)


def test_a_key_that_ended_opens_nothing(api: Api) -> None:
    assert api.get("/people").status == 200
    end_api_key(kid=api.key.split("_")[1])
    assert api.get("/people").problem == (401, "no_key", None)


# --- one form of problems ----------------------------------------------------------------


def test_every_problem_has_one_form(api: Api) -> None:
    assert api.get("/nothing").problem == (404, "not_found", None)
    assert api.get("/api/v2/people").problem == (404, "not_found", None)
    assert api.get("/people/").problem == (404, "not_found", None)
    refused = api.ask("DELETE", "/people")
    assert refused.problem == (405, "method", None)
    assert sorted(refused.headers["Allow"].split(", ")) == ["GET", "POST"]
    assert api.get("/people", Host="elsewhere.example").problem == (400, "host", None)
    assert api.get("/people?email=ada").problem == (422, "unknown_key", "email")
    assert api.post("/people/find", {}).problem == (422, "missing_key", None)
    assert api.post("/people", "{").problem == (400, "invalid_json", None)


def test_a_body_is_bounded_before_it_is_read(api: Api) -> None:
    long = {"email": "a" * 1_000_001}
    assert api.post("/people/find", long).problem == (413, "too_large", None)
    many = {"questions": ["a" * 2_000_000]}
    assert api.post("/decide/batch", many).status == 200
    assert api.post("/decide/batch", {"questions": ["a" * 32_000_000]}).problem[0] == 413


def test_a_fault_is_told_without_its_words(
    api: Api, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("ada@example.org")

    monkeypatch.setattr("sayso.people.api.collect", fail)
    told = api.get(f"/people/{api.person()}")
    assert told.problem == (500, "fault", None)
    said = capsys.readouterr().out
    assert "ZeroDivisionError" in said
    assert "example.org" not in str(told) + said
    assert told.headers["X-Request-Id"] in said


def test_a_database_that_is_away_is_no_fault(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> None:
        raise OperationalError("password=secret")

    monkeypatch.setattr("sayso.people.api.collect", away)
    told = api.get(f"/people/{api.person()}")
    assert told.problem == (503, "unavailable", None)
    assert told.headers["Retry-After"] == "5"


def test_without_a_policy_nobody_is_allowed() -> None:
    told = Api().post("/people", {"source": "x", "points": [{"kind": "email", "value": "x"}]})
    assert told.problem == (503, "no_policy", None)


def test_nothing_is_kept_on_the_way_and_nothing_framed(api: Api) -> None:
    headers = api.get("/people").headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Content-Length"]
