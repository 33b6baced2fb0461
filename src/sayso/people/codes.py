"""Six digits by which somebody shows that a contact point is theirs.

They open what we hold, and let a yes be said; they are never needed to stop anything.
"""

import re
import secrets
from datetime import timedelta
from hmac import compare_digest

from django.db import transaction
from django.utils.crypto import salted_hmac

from sayso.delivery.actions import NewIntent, queue
from sayso.delivery.message import Message
from sayso.delivery.models import Kind
from sayso.people.heard import reached
from sayso.people.models import Code, ContactPoint, now
from sayso.people.names import new_sid
from sayso.people.receipts import ROOM, address_of

LIFE, PROVED_FOR, KEPT = timedelta(minutes=15), timedelta(minutes=30), timedelta(days=1)
MOST_ATTEMPTS = 5
MOST_AN_HOUR = 3

_NAME = re.compile(r"[0-9a-f]{32}", re.ASCII)

WORDS = """\
# {digits}

This is the code for the page of your choices. It works for fifteen minutes.

If you did not ask for it, you need do nothing: without it nobody sees more of you there. Tell it to
nobody; we never ask for it in any other way.
"""


class TooManyCodesError(Exception):
    """So many codes were asked for that the next one has to wait."""


@transaction.atomic
def send_code(*, sid: str, pid: str = "") -> bool:
    """Send somebody a code, and say whether there is anywhere to send it to.

    Raises TooManyCodesError after three within an hour.
    """
    to = address_of(sid, pid)
    if to is None:
        return False
    if Code.objects.filter(sid=sid, made_at__gte=now() - timedelta(hours=1)).count() >= (
        MOST_AN_HOUR
    ):
        raise TooManyCodesError
    name, digits = new_sid(), f"{secrets.randbelow(1_000_000):06}"
    Code.objects.create(name=name, sid=sid, pid=to[0], sha256=_hash(name, digits))
    message = Message(to=to[1], subject="Your code", words=WORDS.format(digits=digits))
    until = now() + LIFE
    queue(
        NewIntent(
            room=ROOM,
            key=f"code/{name}",
            kind=Kind.SERVICE,
            message=message,
            sid=sid,
            point=to[0],
            until=until,
        )
    )
    return True


def _hash(name: str, digits: str) -> str:
    return salted_hmac("sayso.people.code", f"{name} {digits}", algorithm="sha256").hexdigest()


@transaction.atomic
def prove(*, sid: str, digits: str) -> str:
    """What shows for half an hour that somebody entered the last code sent; nothing if it is wrong.

    After five wrong ones it opens nothing any more.
    """
    newest = Code.objects.select_for_update().filter(
        sid=sid, proved_at=None, made_at__gte=now() - LIFE
    )
    code = newest.order_by("made_at").last()
    if code is None or code.attempts >= MOST_ATTEMPTS:
        return ""
    code.attempts += 1
    is_right = compare_digest(code.sha256, _hash(code.name, "".join(digits.split())))
    if is_right:
        code.proved_at = now()
        for point in ContactPoint.objects.filter(pid=code.pid):
            reached(point)
    code.save(update_fields=["attempts", "proved_at"])
    return code.name if is_right else ""


def is_proved(*, sid: str, name: str) -> bool:
    """Whether somebody showed a while ago that they are this person."""
    if not _NAME.fullmatch(name):
        return False
    since = now() - PROVED_FOR
    return Code.objects.filter(name=name, sid=sid, proved_at__gte=since).exists()


def forget_codes() -> int:
    """Forget the codes of yesterday; how many there were."""
    gone, _ = Code.objects.filter(made_at__lt=now() - KEPT).delete()
    return gone
