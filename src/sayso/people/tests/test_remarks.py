"""Words that touch on what the law guards are seen, and ordinary ones are not."""

import pytest

from sayso.people.forms.remarks import WORDS, touches

TOUCHING = {
    "health": "I use a wheelchair, and I am allergic to nuts.",
    "belief": "Please keep a halal meal for me.",
    "politics": "I voted for the Green Party.",
    "sex": "My wife and I are both lesbians.",
    "union": "I come for my trade  union.",
    "origin": "We are a group of refugees.",
}
ORDINARY = (
    "",
    "When do you open?",
    "I would like to attend the breakfast and both sessions on leading a team.",
    "Please invoice the finance department, still at the same address.",
    "A race against time: can you send it today?",
    "My manager will fill in the rest. Skill, hill, until, village, Jewell and Gayton are words.",
    "We are the union of all good things in customer service.",
)


@pytest.mark.parametrize("name", WORDS)
def test_a_remark_is_found_to_touch_on_what_it_does(name: str) -> None:
    assert touches(TOUCHING[name]) == {name}
    assert touches(TOUCHING[name].upper()) == {name}


@pytest.mark.parametrize("text", ORDINARY)
def test_an_ordinary_remark_touches_on_nothing(text: str) -> None:
    assert touches(text) == set()


def test_every_word_of_the_lists_is_found() -> None:
    for name, words in WORDS.items():
        for word in words.split(","):
            plain = " ".join(word.replace("~", "").split())
            assert name in touches(f"It is {plain}, I think."), plain
