import copy
import json
import os
import random
import string
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection, reset_queries
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.specs.openapi.checks import positive_data_acceptance

from sayso.config.tests.asking import CONTACT, Api, api, installation, policy

__all__ = ["api", "installation", "policy"]

pytestmark = pytest.mark.django_db(databases=["default", "keys"])

FORGED = 100_000 if os.environ.get("SAYSO_SOAK") else 10_000
AT_ONCE = settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
DECLARED = {200, 201, 400, 401, 403, 404, 405, 409, 413, 422}

schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", get_wsgi_application())


@pytest.fixture
def kept_open() -> Iterator[None]:
    """A request closes a connection in which a transaction is open, and a test is in one."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@schema.parametrize()
@settings(AT_ONCE, max_examples=60)
def test_whatever_is_sent_is_answered_as_the_api_says_of_itself(
    case: Any, api: Api, kept_open: None
) -> None:
    key = {"Authorization": f"Bearer {api.key}"}
    answer = case.call(headers=key)
    # What a policy declares no schema says: much that has the right form is refused.
    # Told of the key, it asks again without it and with forged ones: each must be refused.
    case.validate_response(answer, headers=key, excluded_checks=[positive_data_acceptance])


# --- anything, in any place of a request that is right -----------------------------------


def valid(ref: str, event: int) -> dict[str, Any]:
    """A request of each kind that would be done."""
    said = {"ref": ref, "method": "web-form", "source": "website-enquiry", "reason": "asked"}
    email = {"kind": "email", "value": "bert@example.org", "subscriber": "individual"}
    point = {"kind": "email", "value": "cleo@example.org"}
    return {
        "/decide": CONTACT | {"id": "1", "log": True, "consents": [{"given_on": "2026-11-02"}]},
        "/decide/batch": {"questions": [CONTACT], "log": True},
        "/people": {
            "source": "website-membership",
            "given_on": "2026-11-02",
            "fields": {"name": "Bert", "interests": "Awards"},
            "points": [email],
            "organisation": {"name": "Bert Ltd", "legal_form": "Limited company"},
            "recorded_by": "Aisha Clerk",
        },
        "/people/find": {"email": "ada@example.org"},
        "/consents": said
        | {"wording": "news-email", "channels": ["email"], "topics": ["news"]}
        | {"given_on": "2026-11-02", "ends_on": "2027-11-02", "recorded_by": "Aisha Clerk"},
        "/objections": said | {"channels": ["email"], "topics": ["news"], "to": "marketing"},
        "/withdrawals": {"ref": ref, "consent": event, "at": "2026-11-22T12:00:00Z"},
        "/suppressions": point | {"channel": "email", "on": "2026-11-02", "recorded_by": "Aisha"},
    }


def places(body: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Every place in a body at which something stands."""
    if path:
        yield path
    if isinstance(body, dict | list):
        for key, part in body.items() if isinstance(body, dict) else enumerate(body):
            yield from places(part, (*path, key))


def with_other(body: Any, path: tuple[str | int, ...], value: object) -> Any:
    """The body with something else in one place."""
    changed = copy.deepcopy(body)
    inner = changed
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    return changed


def test_a_valid_request_of_each_kind_is_done(api: Api) -> None:
    ref = api.person()
    event = api.yes(ref, given_on="2026-11-01")["event"]
    for path, body in valid(ref, event).items():
        assert api.post(path, body).status in (200, 201), path


def test_what_is_refused_is_named_by_its_place(api: Api) -> None:
    email = {"kind": "email", "value": "ada@example.org"}
    new = {"source": "website-event", "points": [email]}
    cleo = {"name": "Cleo Ltd", "size_band": "1 to 9"}
    for path, body, problem in (
        ("/people", new | {"organisation": cleo}, ("unknown_key", "organisation.size_band")),
        (
            "/people",
            new | {"points": [email, email | {"value": "ada"}]},
            ("unreadable", "points.1.value"),
        ),
        ("/people", new | {"points": [email | {"kind": "post"}]}, ("unknown_key", "points.0.kind")),
        ("/people/find", {"phone": "07"}, ("unreadable", "phone")),
        ("/consents", {"ref": "a", "topics": ["news", 7]}, ("wrong_type", "topics.1")),
        ("/objections", {"ref": "a", "channels": ["sms", "x"]}, ("unknown_code", "channels.1")),
    ):
        assert api.post(path, body).problem == (422, *problem), path


UNWRITTEN = ("a\0b", "a\ud800b", "\udfff", "a\x1bb")


def test_signs_that_nobody_writes_are_refused_wherever_they_stand(api: Api) -> None:
    ref = api.person()
    event = api.yes(ref)["event"]
    tried = 0
    for path, body in valid(ref, event).items():
        for place in places(body):
            inner: Any = body
            for key in place:
                inner = inner[key]
            if not isinstance(inner, str) or place[0] == "questions":
                continue
            for sign in UNWRITTEN:
                status, code, field = api.post(path, with_other(body, place, sign)).problem
                assert status == 422, (path, place)
                assert code in ("wrong_type", "unknown_code", "impossible_date"), (path, place)
                assert field == ".".join(map(str, place)), (path, place)
                tried += 1
    assert tried > 100


def test_in_a_batch_they_are_refused_in_their_place(api: Api) -> None:
    odd = CONTACT | {"id": "\ud800"}
    told = api.post("/decide/batch", {"questions": [odd, CONTACT]})
    first, second = told.body["answers"]
    assert (first["id"], first["error"]["field"]) == (None, "id")
    assert second["verdict"] == "allow"


def test_they_are_refused_in_an_address_as_well(api: Api) -> None:
    ref = api.person()
    for sign in ("%00", quote("\u202e"), "%ED%A0%80"):
        told = api.get(f"/people/{ref}/permission?purpose=a{sign}&channel=email")
        assert told.problem[0] == 422
        assert api.get(f"/people/a{sign}").problem[0] == 404
        assert api.get(f"/people?after={sign}").status in (200, 422)


ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=30)
    | st.text(st.characters(categories=["Cs", "Cc", "Cf"]), max_size=5)
    | st.sampled_from(["all", "email", "2026-11-02", "0001-01-01", "9999-12-31", "a" * 30_000])
    | st.sampled_from(["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "", " "]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=4,
)


@settings(AT_ONCE, max_examples=1_200)
@given(data=st.data())
def test_anything_in_any_place_of_a_valid_request_is_no_fault(api: Api, data: Any) -> None:
    if not hasattr(api, "known"):
        ref = api.person()
        api.known = valid(ref, api.yes(ref)["event"])
    requests: dict[str, Any] = api.known
    path = data.draw(st.sampled_from(sorted(requests)))
    place = data.draw(st.sampled_from(list(places(requests[path]))))
    told = api.post(path, with_other(requests[path], place, data.draw(ANYTHING)))
    assert told.status in DECLARED, (path, place, told)


@settings(AT_ONCE, max_examples=150)
@given(sent=st.binary(max_size=60) | st.text(max_size=60).map(str.encode))
def test_a_body_that_is_no_json_is_no_fault(api: Api, sent: bytes) -> None:
    for path in ("/decide", "/people"):
        assert api.post(path, sent).status in (400, 422)


def test_json_as_deep_as_may_be_is_no_fault(api: Api) -> None:
    for deep in ("[" * 200_000, '{"a":' * 100_000, "[" * 900 + "]" * 900):
        for path in ("/decide", "/people"):
            assert api.post(path, deep).status in (400, 422)
    nested = '{"question": "contact", "message": ' + "[" * 700 + "]" * 700 + "}"
    assert api.post("/decide", nested).status == 422


# --- forged ------------------------------------------------------------------------------


def forged_keys(key: str, dice: random.Random) -> Iterator[str]:
    """Keys near to one in use, and others that only look like keys."""
    _, kid, secret = key.split("_")
    for number in range(FORGED):
        place = dice.randrange(len(secret))
        other = dice.choice("0123456789abcdef".replace(secret[place], ""))
        near = secret[:place] + other + secret[place + 1 :]
        yield (
            f"sayso_{kid}_{near}",
            f"sayso_{''.join(dice.choices(string.ascii_lowercase, k=12))}_{secret}",
            f"sayso_{kid}_{secret[:-1]}",
            f"sayso_{kid.upper()}_{secret}",
            "".join(dice.choices(string.printable[:94], k=dice.randrange(90))),
        )[number % 5]


def test_of_forged_keys_none_is_told_anything(api: Api) -> None:
    dice = random.Random(1)
    seen = set()
    for key in forged_keys(api.key, dice):
        reset_queries()  # no more than 9,000 are kept
        with CaptureQueriesContext(connection) as queries:
            told = api.get("/people", Authorization=f"Bearer {key}")
        seen.add((told.status, json.dumps(told.body), len(queries)))
    assert len(seen) == 1
    assert seen.pop()[::2] == (401, 1)


def test_of_forged_references_none_is_told_anything(api: Api) -> None:
    dice, ref = random.Random(2), api.person()
    letters = "23456789abcdefghjkmnpqrstvwxyz"
    seen = set()
    for number in range(FORGED):
        place = dice.randrange(len(ref))
        near = ref[:place] + dice.choice(letters.replace(ref[place], "")) + ref[place + 1 :]
        far = "".join(dice.choices(letters, k=10))
        odd = "".join(dice.choices(string.printable[:94].replace("/", ""), k=1 + number % 40))
        forged = quote((near, far, odd, f"{ref} ", ref.upper() + "x")[number % 5])
        path = f"/people/{forged}" + ("/permission?purpose=news&channel=email" * (number % 2))
        reset_queries()
        with CaptureQueriesContext(connection) as queries:
            told = api.get(path)
        seen.add((told.status, json.dumps(told.body), len(queries)))
    assert len(seen) == 1
    assert seen.pop()[::2] == (404, 2)
