"""A message signed for its domain (DKIM, RFC 6376), so that what was sent can be told
from what others send in our name, and no header of it can be altered or added on the way.
"""

import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from sayso.delivery.errors import DeliveryError

NAME = "dkim.pem"

SIGNED = (
    *("from", "reply-to", "to", "subject", "date", "message-id", "auto-submitted", "list-id"),
    *("list-unsubscribe", "list-unsubscribe-post", "mime-version", "content-type"),
)
"""RFC 8058 section 4 asks for both headers of the one click; each name is signed once more than
it occurs, so that none can be added (RFC 6376 section 8.15).
"""

SHORTEST = 1024
"""Bits of an RSA key, below which nobody may trust it (RFC 8301 section 3.2)."""


class Signer(NamedTuple):
    """Who signs: the key, and under which name its public half stands in the DNS."""

    key: RSAPrivateKey
    selector: str

    def sign(self, content: bytes, *, domain: str, at: int) -> bytes:
        """The message with its signature in front."""
        head, _, body = content.partition(b"\r\n\r\n")
        headers = dict(_relaxed_header(line) for line in _unfolded(head))
        present = [name for name in SIGNED if name in headers]
        field = (
            f"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d={domain};"
            f" s={self.selector}; t={at};\r\n h={':'.join((*present, *SIGNED))};"
            f"\r\n bh={_base64(sha256(_relaxed_body(body)).digest())};\r\n b="
        )
        lines = [b"%s:%s\r\n" % (name.encode(), headers[name]) for name in present]
        own_name, own = _relaxed_header(field.encode())
        signed = b"".join([*lines, b"%s:%s" % (own_name.encode(), own)])
        signature = _base64(self.key.sign(signed, PKCS1v15(), SHA256()))
        return f"{field}{signature}\r\n".encode() + content


def signer(keys: Path, selector: str) -> Signer:
    """The signer of an installation; raises DeliveryError when its key cannot be used."""
    path = keys / NAME
    try:
        if path.stat().st_mode & 0o077:
            raise DeliveryError(f"Others may read {NAME}; make it yours alone: chmod go= {NAME}.")
        key = load_pem_private_key(path.read_bytes(), password=None)
    except (OSError, TypeError, ValueError) as error:
        raise DeliveryError(
            f"The key to sign messages with cannot be read, so nothing is sent; put {NAME} into "
            "SAYSO_KEYS, or leave SAYSO_DKIM_SELECTOR empty."
        ) from error
    if not isinstance(key, RSAPrivateKey) or key.key_size < SHORTEST:
        raise DeliveryError(f"{NAME} is no RSA key of at least {SHORTEST} bits; make another.")
    return Signer(key, selector)


def _unfolded(head: bytes) -> list[bytes]:
    return re.sub(rb"\r\n(?=[ \t])", b"", head).split(b"\r\n")


def _relaxed_header(line: bytes) -> tuple[str, bytes]:
    """RFC 6376 section 3.4.2."""
    name, _, value = line.replace(b"\r\n", b"").partition(b":")
    return name.strip().lower().decode(), re.sub(rb"[ \t]+", b" ", value).strip()


def _relaxed_body(body: bytes) -> bytes:
    """RFC 6376 section 3.4.4."""
    lines = [re.sub(rb"[ \t]+", b" ", line).rstrip(b" ") for line in body.split(b"\r\n")]
    text = b"\r\n".join(lines).rstrip(b"\r\n")
    return text + b"\r\n" if text else b""


def _base64(some: bytes) -> str:
    return b64encode(some).decode()
