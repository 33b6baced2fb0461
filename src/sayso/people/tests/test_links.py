import random
from base64 import urlsafe_b64decode, urlsafe_b64encode

import pytest
from django.conf import settings

from sayso.people import links
from sayso.people.links import CHOICES, ONE_CLICK, Link, read_token, sealed_token
from sayso.people.names import new_pid, new_sid

KEY, OTHER = bytes(range(32)), bytes(range(1, 33))
SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+/ .%\n\0é"

MUTATIONS = 1_000_000


@pytest.mark.usefixtures("policy")
def test_a_link_says_whose_it_is_and_for_what() -> None:
    sid, pid = new_sid(), new_pid()
    base, _, text = links.choices_url(sid=sid, pid=pid).rpartition("/")
    assert base == f"{settings.ENVIRONMENT.base_url}/choices"
    assert links.read(text, CHOICES) == (sid, pid)
    assert links.read(text, ONE_CLICK) is None
    url = links.one_click_url(sid=sid, pid=pid, purpose="news", channel="email")
    base, _, text = url.rpartition("/")
    assert base == f"{settings.ENVIRONMENT.base_url}/choices/stop"
    assert links.read(text, ONE_CLICK) == (sid, pid, "news", "email")
    assert len(url) < 300


def test_a_link_of_another_installation_is_none_of_ours() -> None:
    text = sealed_token(Link(CHOICES, (new_sid(), "")), KEY)
    assert read_token(text, KEY)
    assert read_token(text, OTHER) is None


def test_no_single_sign_of_a_link_can_be_another() -> None:
    text = sealed_token(Link(ONE_CLICK, (new_sid(), new_pid(), "news", "email")), KEY)
    for place, sign in enumerate(text):
        for other in SIGNS:
            changed = text[:place] + other + text[place + 1 :]
            assert (read_token(changed, KEY) is None) == (other != sign)


def test_a_million_changed_links_are_refused() -> None:
    """Signs and bytes changed, left out, put in, cut off, mixed: nothing passes but the link."""
    dice = random.Random(8058)
    some = [sealed_token(Link(CHOICES, (new_sid(), new_pid())), KEY) for _ in range(50)]
    ours = set(some)
    refused = 0
    while refused < MUTATIONS:
        changed = _changed(dice, dice.choice(some), dice.choice(some))
        if changed not in ours:
            assert read_token(changed, KEY) is None
            refused += 1


def _changed(dice: random.Random, text: str, other: str) -> str:
    place = dice.randrange(len(text))
    match dice.randrange(6):
        case 0:
            return text[:place] + dice.choice(SIGNS) + text[place + 1 :]
        case 1:
            return text[:place] + text[place + 1 :]
        case 2:
            return text[:place] + dice.choice(SIGNS) + text[place:]
        case 3:
            return text[:place] + other[place:]
        case 4:
            return text[:place]
        case _:
            raw = bytearray(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
            raw[place % len(raw)] ^= 1 << dice.randrange(8)
            return urlsafe_b64encode(raw).rstrip(b"=").decode()
