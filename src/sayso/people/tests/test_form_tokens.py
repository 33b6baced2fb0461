"""What a form carries and what a link says is ours to the last sign."""

import os
import random
from datetime import datetime, timedelta

from sayso.people.forms.stamp import GOOD_FOR, read_stamp, stamped
from sayso.people.forms.tokens import read_token, token_of

MUTATIONS = 1_000_000 if os.environ.get("SAYSO_SOAK") else 20_000
SIGNS = "0123456789abcdefABCDEFgz-_ /.%\0é"


def mutated(token: str, dice: random.Random) -> str:
    """A sign or two put in, taken out, changed or moved."""
    for _ in range(dice.randint(1, 2)):
        place, sign = dice.randrange(len(token)), dice.choice(SIGNS)
        token = dice.choice(
            (
                token[:place] + sign + token[place + 1 :],
                token[:place] + sign + token[place:],
                token[:place] + token[place + 1 :],
                token[place:] + token[:place],
            )
        )
    return token


def test_a_million_mutations_of_a_link_are_refused() -> None:
    """A million in the soak, some thousands otherwise."""
    dice = random.Random(20261122)
    token = token_of("70ce" * 8)
    assert read_token(token) == "70ce" * 8
    tried = {mutated(token, dice) for _ in range(MUTATIONS)} - {token}
    assert len(tried) > MUTATIONS / 3
    assert not [one for one in tried if read_token(one)]


def test_the_half_that_names_opens_nothing_by_itself() -> None:
    token = token_of("70ce" * 8)
    assert read_token(token[:32]) is None
    assert read_token(token[:32] + "0" * 32) is None
    assert read_token(token_of("0ce7" * 8)[:32] + token[32:]) is None


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
