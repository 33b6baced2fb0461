"""A message under a key of its own, which lies apart and is destroyed when the message has ended.

So whoever finds an old copy of the outbox can read nobody's mail, and cannot send it again.
"""

import secrets
from collections.abc import Iterable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from sayso.delivery.errors import DeliveryError
from sayso.delivery.message import Message, as_bytes, from_bytes
from sayso.delivery.models import Intent, MessageKey

NONCE = 12


def new_key() -> MessageKey:
    """A key for one message, not yet stored."""
    return MessageKey(name=secrets.token_hex(16), key=secrets.token_bytes(32))


def seal(key: MessageKey, token: str, message: Message) -> bytes:
    """The message as it is stored, bound to the intent it is of."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(key.key).encrypt(nonce, as_bytes(message), token.encode())


def unseal(intent: Intent) -> Message:
    """The message again; raises DeliveryError when its key is gone, or it was altered."""
    key = MessageKey.objects.filter(name=intent.sealed_under).first()
    sealed = bytes(intent.sealed)
    if key is None:
        raise DeliveryError("This message cannot be opened: its key was destroyed.")
    try:
        opened = AESGCM(bytes(key.key)).decrypt(
            sealed[:NONCE], sealed[NONCE:], intent.token.encode()
        )
    except (InvalidTag, ValueError) as error:
        raise DeliveryError("This message cannot be opened: it was altered.") from error
    return from_bytes(opened)


def destroy(names: Iterable[str]) -> int:
    """Destroy the keys of messages that have ended; how many there were."""
    return MessageKey.objects.filter(name__in=list(names)).delete()[0]
