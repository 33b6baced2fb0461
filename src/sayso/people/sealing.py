"""Personal details, sealed under a key of the person's own (AES-256-GCM, NIST SP 800-38D)."""

import secrets
from typing import Any, NamedTuple

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12

_as_json = msgspec.json.Encoder().encode


class SubjectSecret(NamedTuple):
    """What belongs to one person alone: the key to their details, and the salt of their proofs."""

    key: bytes
    salt: bytes


class SealedError(Exception):
    """The details cannot be opened: the key is gone, or they were altered."""


def new_secret() -> SubjectSecret:
    both = secrets.token_bytes(64)
    return SubjectSecret(both[:32], both[32:])


def wrap(master: bytes, sid: str, secret: SubjectSecret) -> bytes:
    """A person's secret as it is stored, for nobody to use on another person's details."""
    return _encrypt(master, b"key " + sid.encode(), secret.key + secret.salt)


def unwrap(master: bytes, sid: str, wrapped: bytes) -> SubjectSecret:
    """The secret again; raises SealedError under another master key."""
    both = _decrypt(master, b"key " + sid.encode(), wrapped)
    return SubjectSecret(both[:32], both[32:])


def seal(key: bytes, sid: str, details: dict[str, Any]) -> bytes:
    """The details as they are stored, bound to the person they are of."""
    return _encrypt(key, b"details " + sid.encode(), _as_json(details))


def unseal(key: bytes, sid: str, sealed: bytes) -> dict[str, Any]:
    """The details again; raises SealedError if they are not whole or another's."""
    details: dict[str, Any] = msgspec.json.decode(_decrypt(key, b"details " + sid.encode(), sealed))
    return details


def _encrypt(key: bytes, bound_to: bytes, text: bytes) -> bytes:
    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, text, bound_to)


def _decrypt(key: bytes, bound_to: bytes, sealed: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(bytes(sealed[:NONCE]), bytes(sealed[NONCE:]), bound_to)
    except (InvalidTag, ValueError) as error:
        raise SealedError(
            "These details cannot be opened: their key is gone, or they were altered."
        ) from error
