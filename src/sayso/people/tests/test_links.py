import os
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from sayso.people import links
from sayso.people.errors import RecordError
from sayso.people.keys import new_suppression_key
from sayso.people.links import Link, LinkKind, opened, read, sealed

KEY, OTHER_KEY = b"k" * 32, b"o" * 32
ADA, PID = "ada0" * 8, "ab12" * 4

LINKS = (
    Link(LinkKind.CHOICES, ADA, PID),
    Link(LinkKind.CHOICES, ADA),
    Link(LinkKind.ADDRESS, ADA),
    Link(LinkKind.ONE_CLICK, ADA, PID, "news", "email"),
    Link(LinkKind.UNDO, ADA),
)

MUTATIONS = 1_000_000 if os.environ.get("SAYSO_SOAK") else 100_000


def test_a_link_says_what_was_sealed_in_it_and_is_the_same_each_time() -> None:
    tokens = [sealed(KEY, link) for link in LINKS]

    assert [opened(KEY, token) for token in tokens] == list(LINKS)
    assert [sealed(KEY, link) for link in LINKS] == tokens
    assert len(set(tokens)) == len(LINKS)
    assert all(len(token) < 120 for token in tokens)


def test_a_link_shows_nobody_whom_it_is_about() -> None:
    for link in LINKS:
        token = sealed(KEY, link)
        plain = urlsafe_b64decode(token + "=" * (-len(token) % 4))
        assert ADA not in token
        assert bytes.fromhex(ADA)[:3] not in plain
        assert b"news" not in plain


@given(st.binary(min_size=16, max_size=16), st.sampled_from(LinkKind), st.text("abc-", max_size=60))
def test_every_link_comes_back_as_it_was(name: bytes, kind: LinkKind, purpose: str) -> None:
    link = Link(kind, name.hex(), PID, purpose, "email")
    assert opened(KEY, sealed(KEY, link)) == link


@given(st.text(max_size=500))
def test_what_is_no_token_opens_nothing(text: str) -> None:
    assert opened(KEY, text) is None


def test_a_token_of_another_installation_opens_nothing() -> None:
    for link in LINKS:
        assert opened(KEY, sealed(OTHER_KEY, link)) is None


def test_no_token_with_one_sign_changed_opens_anything() -> None:
    signs = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=%. é"
    for link in LINKS:
        token = sealed(KEY, link)
        for place in range(len(token)):
            for sign in signs:
                spoilt = token[:place] + sign + token[place + 1 :]
                assert spoilt == token or opened(KEY, spoilt) is None
            assert opened(KEY, token[:place] + token[place + 1 :]) is None
            assert opened(KEY, token[:place]) is None


def test_no_token_with_bits_changed_opens_anything() -> None:
    """A hundred thousand of them; a million where there is time."""
    whole = [urlsafe_b64decode(f"{sealed(KEY, link)}===") for link in LINKS]
    for number in range(MUTATIONS):
        content = bytearray(whole[number % len(whole)])
        for place in secrets.token_bytes(1 + number % 3):
            content[place % len(content)] ^= 1 + secrets.randbelow(255)
        if bytes(content) in whole:  # the same place twice may undo it
            continue
        token = urlsafe_b64encode(content).decode().rstrip("=")
        assert opened(KEY, token) is None


def test_a_link_outlives_a_new_suppression_key() -> None:
    token = links.choices_token(sid=ADA, pid=PID)
    new_suppression_key(settings.ENVIRONMENT.keys)
    assert read(token) == Link(LinkKind.CHOICES, ADA, PID)


def test_each_address_leads_to_the_page_of_its_kind() -> None:
    base = settings.ENVIRONMENT.base_url
    addresses = {
        links.choices_url(sid=ADA, pid=PID): "choices",
        links.address_url(lookup=ADA): "choices",
        links.one_click_url(sid=ADA, purpose="news", channel="email"): "stop",
        links.undo_url(stop=ADA): "undo",
    }
    for address, page in addresses.items():
        before, _, token = address.rpartition("/")
        assert before == f"{base}/{page}"
        assert read(token)


@pytest.mark.parametrize("name", ["", "ada@example.org", "ada0"])
def test_a_link_is_made_for_a_random_name_alone(name: str) -> None:
    with pytest.raises(RecordError, match="random name"):
        links.choices_token(sid=name)
