"""What a form carries and what a link says is ours to the last sign."""

import os
import random
from datetime import datetime, timedelta

from sayso.people.forms.stamp import GOOD_FOR, read_stamp, stamped
from sayso.people.forms.tokens import read_token, token_of
from sayso.people.links import CHOICES, CONFIRM, token

MUTATIONS = 1_000_000 if os.environ.get("SAYSO_SOAK") else 20_000
SIGNS = "0123456789abcdefABCDEFgzGZ-_= /.%\0é"


def mutated(text: str, dice: random.Random) -> str:
    """A sign or two put in, taken out, changed or moved."""
    for _ in range(dice.randint(1, 2)):
        place, sign = dice.randrange(len(text)), dice.choice(SIGNS)
        text = dice.choice(
            (
                text[:place] + sign + text[place + 1 :],
                text[:place] + sign + text[place:],
                text[:place] + text[place + 1 :],
                text[place:] + text[:place],
            )
        )
    return text


def test_a_million_mutations_of_a_link_are_refused() -> None:
    """A million in the soak, some thousands otherwise."""
    dice = random.Random(20261122)
    ours = token_of("70ce" * 8)
    assert read_token(ours) == "70ce" * 8
    tried = {mutated(ours, dice) for _ in range(MUTATIONS)} - {ours}
    assert len(tried) > MUTATIONS / 3
    assert not [one for one in tried if read_token(one)]


def test_a_link_for_something_else_confirms_nothing() -> None:
    assert read_token(token(CHOICES, "70ce" * 8)) is None
    assert read_token(token(CONFIRM, "70ce" * 8, "more")) is None


# --- stamps ------------------------------------------------------------------------------


def test_a_stamp_is_good_for_its_form_and_its_day() -> None:
    now = datetime.now().astimezone()
    stamp = stamped("contact", "abc", now)
    found = read_stamp(stamp, "contact", now + GOOD_FOR)
    assert found
    assert (found.form, found.policy, found.at) == ("contact", "abc", now)
    assert read_stamp(stamp, "event", now) is None
    assert read_stamp(stamp, "contact", now + GOOD_FOR + timedelta(seconds=1)) is None
    assert read_stamp(stamp, "contact", now - timedelta(seconds=1)) is None


def test_a_stamp_cannot_be_forged() -> None:
    stamp = stamped("contact", "abc")
    signs = "abcXYZ019-_:=."
    forged = {
        stamp[:place] + sign + stamp[place + 1 :]
        for place in range(len(stamp))
        for sign in signs
        if stamp[place] != sign
    }
    forged |= {stamp[:length] for length in range(len(stamp))} | {stamp + "A", "", ":", "🙂", "\0"}
    assert len(forged) > 1_000
    assert read_stamp(stamp, "contact")
    assert not [one for one in forged if read_stamp(one, "contact")]
