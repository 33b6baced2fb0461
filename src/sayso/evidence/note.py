"""Signed notes and checkpoints, as c2sp.org/signed-note and c2sp.org/tlog-checkpoint have them."""

import re
from base64 import b64decode, b64encode
from dataclasses import dataclass
from hashlib import sha256
from secrets import token_hex
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from sayso.evidence.errors import EvidenceError

ED25519 = b"\x01"
PRIVATE = "PRIVATE+KEY+"
SIGNATURE = re.compile(r"— ([^\s+]+) (\S+)")
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
SIZE = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)


@dataclass(frozen=True)
class VerifierKey:
    """The public half: whoever has it can check what the log signed, and sign nothing."""

    name: str
    public: bytes

    @property
    def id(self) -> bytes:
        return sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.id.hex()}+{encoded(ED25519 + self.public)}"


@dataclass(frozen=True)
class SigningKey:
    """The private half, whose name is also the origin line of the log's checkpoints."""

    verifier: VerifierKey
    seed: bytes

    def __repr__(self) -> str:
        return f"SigningKey({self.verifier.name})"

    def text(self) -> str:
        """The key as it is kept in its file."""
        return f"{PRIVATE}{self.verifier.name}+{self.verifier.id.hex()}+{self._seed()}"

    def _seed(self) -> str:
        return encoded(ED25519 + self.seed)


class Checkpoint(NamedTuple):
    """What the log committed to: so many rows, and the root hash of their tree."""

    size: int
    root: bytes


def encoded(data: bytes) -> str:
    return b64encode(data).decode()


def decoded(text: str) -> bytes:
    """Base64 in its one canonical form; anything else is ValueError."""
    data = b64decode(text, validate=True)
    if encoded(data) != text:
        raise ValueError("not canonical")
    return data


def named_key(name: str, seed: bytes) -> SigningKey:
    private = Ed25519PrivateKey.from_private_bytes(seed)
    return SigningKey(VerifierKey(name, private.public_key().public_bytes_raw()), seed)


def new_key() -> SigningKey:
    """A key whose name, like the log that it will sign, is that of no other."""
    seed = Ed25519PrivateKey.generate().private_bytes_raw()
    return named_key(f"sayso/log/{token_hex(4)}", seed)


def read_verifier_key(text: str) -> VerifierKey:
    """A key written as name+hash+base64."""
    try:
        name, key_id, data = text.strip().split("+", 2)
        key = VerifierKey(name, _ed25519(data))
    except ValueError:
        raise EvidenceError(
            "This is not a verifier key; it is written as NAME+HASH+BASE64 on one line."
        ) from None
    if not name or key.id.hex() != key_id:
        raise EvidenceError("This verifier key is damaged: its hash is that of another key.")
    return key


def read_signing_key(text: str) -> SigningKey:
    """A key as `SigningKey.text` wrote it."""
    try:
        name, key_id, data = text.strip().removeprefix(PRIVATE).split("+", 2)
        key = named_key(name, _ed25519(data))
    except ValueError:
        raise EvidenceError("The signing key is damaged; take it from its backup.") from None
    if key.verifier.id.hex() != key_id:
        raise EvidenceError("The signing key is damaged; take it from its backup.")
    return key


def _ed25519(text: str) -> bytes:
    data = decoded(text)
    if len(data) != 33 or data[:1] != ED25519:
        raise ValueError("not an Ed25519 key")
    return data[1:]


def sign(text: str, key: SigningKey) -> str:
    """The note: the text, which ends in a newline, and our signature under it."""
    signature = Ed25519PrivateKey.from_private_bytes(key.seed).sign(text.encode())
    return f"{text}\n— {key.verifier.name} {encoded(key.verifier.id + signature)}\n"


def open_note(note: str, key: VerifierKey) -> str:
    """The text of a note that this key signed; signatures by other keys are passed over."""
    body, blank, signatures = note.rpartition("\n\n")
    lines = signatures.removesuffix("\n").split("\n")
    matches = [SIGNATURE.fullmatch(line) for line in lines]
    if not blank or not note.endswith("\n") or None in matches or CONTROL.search(note):
        raise EvidenceError("This is not a signed note, or a damaged one.")
    text = body + "\n"
    ours = [match[2] for match in matches if match and _is_by(key, match[1], match[2])]
    if not ours:
        raise EvidenceError(f"This was not signed by the key {key.name}+{key.id.hex()}.")
    for signature in ours:
        _verify(key, signature, text)
    return text


def _is_by(key: VerifierKey, name: str, signature: str) -> bool:
    try:
        return name == key.name and decoded(signature)[:4] == key.id
    except ValueError:
        raise EvidenceError("This is not a signed note, or a damaged one.") from None


def _verify(key: VerifierKey, signature: str, text: str) -> None:
    try:
        public = Ed25519PublicKey.from_public_bytes(key.public)
        public.verify(decoded(signature)[4:], text.encode())
    except InvalidSignature:
        raise EvidenceError("The signature is not that of the text over it.") from None


def sign_checkpoint(checkpoint: Checkpoint, key: SigningKey) -> str:
    lines = (key.verifier.name, str(checkpoint.size), encoded(checkpoint.root))
    return sign("".join(f"{line}\n" for line in lines), key)


def read_checkpoint(note: str, key: VerifierKey) -> Checkpoint:
    """The checkpoint in a note, once its signature is found good; extensions are passed over."""
    origin, *lines = open_note(note, key).split("\n")
    if origin != key.name or len(lines) < 3 or not SIZE.fullmatch(lines[0]):
        raise EvidenceError("This note is signed, but it is no checkpoint of this log.")
    try:
        root = decoded(lines[1])
    except ValueError:
        root = b""
    if len(root) != 32:
        raise EvidenceError("This note is signed, but its root hash is damaged.")
    return Checkpoint(int(lines[0]), root)
