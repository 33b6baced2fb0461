import pytest
from hypothesis import given
from hypothesis import strategies as st

from sayso.evidence.errors import EvidenceError
from sayso.evidence.note import (
    Checkpoint,
    encoded,
    new_key,
    open_note,
    read_checkpoint,
    read_signing_key,
    read_verifier_key,
    sign,
    sign_checkpoint,
)

# The example of the format's first implementation, golang.org/x/mod/sumdb/note.
SIGNER = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
VERIFIER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)
NOTE = (
    f"{TEXT}\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqf"
    "qdngotpRZb6KE6RyyBwJnAM=\n"
)
# And the one that c2sp.org/signed-note@v1.0.0 gives.
OTHER_VERIFIER = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
OTHER_NOTE = (
    "This is an example message.\n\n— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ON"
    "ncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
)
SIGNATURE = NOTE.rpartition("\n\n")[2]


def test_the_known_key_signs_the_known_note() -> None:
    key = read_signing_key(SIGNER)

    assert str(key.verifier) == VERIFIER
    assert key.text() == SIGNER
    assert sign(TEXT, key) == NOTE


def test_known_notes_are_opened_with_their_keys() -> None:
    assert open_note(NOTE, read_verifier_key(VERIFIER)) == TEXT
    assert open_note(OTHER_NOTE, read_verifier_key(OTHER_VERIFIER)) == (
        "This is an example message.\n"
    )


def test_signatures_by_others_are_passed_over() -> None:
    signed_twice = NOTE + "— witness.example 4/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcE\n"

    assert open_note(signed_twice, read_verifier_key(VERIFIER)) == TEXT


def test_a_text_may_have_empty_lines() -> None:
    key = new_key()

    assert open_note(sign("One.\n\nTwo.\n", key), key.verifier) == "One.\n\nTwo.\n"


@pytest.mark.parametrize(
    "note",
    [
        "",
        TEXT,
        f"{TEXT}\n",
        NOTE.removesuffix("\n"),
        NOTE.replace("answer", "question"),
        NOTE.replace("—", "-"),
        NOTE.replace("— PeterNeumann ", "— PeterNeumann  "),
        NOTE.replace("JnAM=", "JnAM"),
        NOTE.replace("JnAM=", "JnAN="),
        NOTE.replace("x08go", "x08gp"),
        NOTE.replace("PeterNeumann", "Peter+Neumann"),
        NOTE + "— PeterNeumann x08go/AA\n",
        NOTE + "no signature\n",
        NOTE.replace("problem is.", "problem\x00 is."),
        OTHER_NOTE,
    ],
)
def test_no_other_note_is_opened(note: str) -> None:
    with pytest.raises(EvidenceError):
        open_note(note, read_verifier_key(VERIFIER))


@given(st.integers(0, len(NOTE.encode()) * 8 - 1))
def test_no_bit_of_a_note_can_be_turned(bit: int) -> None:
    turned = bytearray(NOTE.encode())
    turned[bit // 8] ^= 1 << bit % 8

    with pytest.raises(EvidenceError):
        open_note(turned.decode(errors="replace"), read_verifier_key(VERIFIER))


@pytest.mark.parametrize("place", range(len(VERIFIER)))
def test_no_character_of_a_verifier_key_can_be_changed(place: int) -> None:
    other = "A" if VERIFIER[place] != "A" else "B"
    with pytest.raises(EvidenceError):
        read_verifier_key(VERIFIER[:place] + other + VERIFIER[place + 1 :])


@pytest.mark.parametrize("place", range(len("PRIVATE+KEY+"), len(SIGNER)))
def test_no_character_of_a_signing_key_can_be_changed(place: int) -> None:
    other = "A" if SIGNER[place] != "A" else "B"
    with pytest.raises(EvidenceError) as refused:
        read_signing_key(SIGNER[:place] + other + SIGNER[place + 1 :])
    assert SIGNER[30:] not in str(refused.value)


def test_a_signing_key_does_not_show_itself() -> None:
    assert "AYEK" not in repr(read_signing_key(SIGNER))


def test_a_checkpoint_has_the_form_of_c2sp() -> None:
    key = new_key()
    note = sign_checkpoint(Checkpoint(20852163, b"\x0a" * 32), key)
    lines = note.split("\n")

    assert lines[:4] == [key.verifier.name, "20852163", encoded(b"\x0a" * 32), ""]
    assert lines[4].startswith(f"— {key.verifier.name} ")
    assert lines[5:] == [""]
    assert read_checkpoint(note, key.verifier) == (20852163, b"\x0a" * 32)


@pytest.mark.parametrize(
    "text",
    [
        "sayso/log/else\n1\n{root}\n",
        "{name}\n01\n{root}\n",
        "{name}\n-1\n{root}\n",
        "{name}\n١\n{root}\n",
        "{name}\n1\nAAAA\n",
        "{name}\n1\n{root}=\n",
        "{name}\n1\n",
        "{name}\n",
    ],
)
def test_a_signed_note_that_is_no_checkpoint_is_refused(text: str) -> None:
    key = new_key()
    note = sign(text.format(name=key.verifier.name, root=encoded(bytes(32))), key)
    with pytest.raises(EvidenceError):
        read_checkpoint(note, key.verifier)


def test_two_logs_never_share_a_name() -> None:
    assert new_key().verifier.name != new_key().verifier.name
