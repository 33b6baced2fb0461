import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.evidence.errors import EvidenceError
from sayso.evidence.event import LONGEST, Event
from sayso.evidence.models import FIELDS, leaf_bytes
from sayso.evidence.tests.log import ADA

WORDS = ("kind", "purpose", "channel", "policy", "actor")
HASHES = ("subject", "wording_hash", "commitment")

CONTACTS = [
    "ada@example.org",
    "ada%40example.org",
    "020 7946 0123",
    "02079460123",
    "020-7946-0123",
    "+442079460123",
    "0207/946.0123",
    "07700_900123",
    "import:07700900123",
    "2026-11-22-07700-900123",
    "Ada Lovelace",
    "Ada",
    "12 High Street",
    "1-2-3-4-5-6",
    "2079-46-0123",
    "1999-11-22",
    "ada\n",
    "ada\x00",
    "a\ud800",
    "é",
    "٠٢٠٧٩٤٦٠",
    "..",
    "a" * 101,
]


def event(**fields: str) -> Event:
    return Event(**{"kind": "consent.given", "actor": "member:7", **fields})  # type: ignore[arg-type]


@pytest.mark.parametrize("name", [*WORDS, *HASHES])
@pytest.mark.parametrize("value", CONTACTS, ids=ascii)
def test_the_log_takes_nothing_that_could_reach_a_person(name: str, value: str) -> None:
    with pytest.raises(EvidenceError) as refused:
        event(**{name: value})
    assert value not in str(refused.value)
    assert name in str(refused.value)


@pytest.mark.parametrize("name", HASHES)
@pytest.mark.parametrize("value", ["abc", "g" * 32, "A" * 64, "0" * 31, "0" * 33, "0" * 65])
def test_a_hash_is_a_hash(name: str, value: str) -> None:
    with pytest.raises(EvidenceError):
        event(**{name: value})


@pytest.mark.parametrize("name", WORDS)
@pytest.mark.parametrize(
    "value",
    [
        "a",
        "7",
        "live_call",
        "member:7",
        "2026-11-22",
        "2026-11",
        "2026-11.2",
        "v2.1",
        ADA,
        "f" * 64,
        "12345",
    ],
)
def test_the_words_of_a_policy_are_taken(name: str, value: str) -> None:
    if len(value) <= LONGEST[name]:
        assert getattr(event(**{name: value}), name) == value


def test_an_event_is_nothing_without_its_kind_and_its_actor() -> None:
    for name in ("kind", "actor"):
        with pytest.raises(EvidenceError):
            event(**{name: ""})


@given(
    st.fixed_dictionaries(
        {
            name: st.text("abcdefghij0123456789-._:/", max_size=12).map(lambda word: f"a{word}z")
            for name in WORDS
        }
    ),
    st.dates(),
    st.integers(1, 2**63 - 1),
    st.datetimes(timezones=st.just(UTC)),
)
def test_a_leaf_is_every_field_as_canonical_json(
    words: dict[str, str], day: date, number: int, at: datetime
) -> None:
    values = {"id": number, "subject": ADA, "wording_hash": "", "commitment": "0" * 64}
    named = {**words, **values, "happened_on": day, "at": at}

    leaf = leaf_bytes([named[name] for name in FIELDS])

    read = json.loads(leaf)
    assert list(read) == sorted(FIELDS)
    assert json.dumps(read, separators=(",", ":")).encode() == leaf
    assert b" " not in leaf
    assert read == {**named, "happened_on": day.isoformat(), "at": read["at"]}
    assert datetime.fromisoformat(read["at"]) == at
    assert len(read["at"]) == len("2026-11-22T10:00:00.000000Z")
