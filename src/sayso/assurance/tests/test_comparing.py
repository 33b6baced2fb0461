from hypothesis import given
from hypothesis import strategies as st

from sayso.assurance.comparing import HEADINGS, Piece, compared
from sayso.assurance.controls import BUILT_IN
from sayso.policy.diff import NOUNS
from sayso.policy.tests.policies import policy

sentences = st.lists(st.sampled_from(["we", "may", "not", "call", "you"]), max_size=12).map(
    " ".join
)


def words(pieces: tuple[Piece, ...], *marks: str) -> list[str]:
    return " ".join(piece.words for piece in pieces if piece.mark in marks).split()


@given(sentences, sentences)
def test_either_text_can_be_read_out_of_a_comparison(was: str, now: str) -> None:
    pieces = compared(was, now)
    assert words(pieces, "", "del") == was.split()
    assert words(pieces, "", "ins") == now.split()


@given(sentences)
def test_equal_texts_have_no_marks(text: str) -> None:
    assert not any(piece.mark for piece in compared(text, text))


def test_words_that_stay_keep_the_space_that_parts_them_from_new_ones() -> None:
    assert compared("We ask.", "We ask. You may say no.") == (
        Piece("We ask. ", ""),
        Piece("You may say no.", "ins"),
    )


def test_every_section_of_the_file_is_told_somewhere() -> None:
    assert set(HEADINGS) == NOUNS.keys() - {"promises", "version"}


def test_every_control_that_is_built_in_keeps_a_promise_of_the_shipped_policy() -> None:
    named = {control for promise in policy().promises.values() for control in promise.controls}
    assert set(BUILT_IN) <= named
