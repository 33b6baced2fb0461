"""A stop against a send that is under way, again and again, interleaved at every step of both.

python -m sayso.delivery.tests.interleaved NUMBER

The stop locks what the gate reads. Holding that lock it looks whether the message has left the
outbox: if not, it must never be handed over. Tells how many were stopped, how many had left, and
how many were handed over though they had been stopped.
"""

import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from random import Random
from threading import Event
from typing import Any

from sayso.delivery.tests.installed import set_up, tell

SEND = ("to be claimed", "asked", "answered", "claimed", "handed over", "settled")
STOP = ("to begin", "locked", "looked", "committed")
A_MOMENT = 0.003
"""Seconds that one waits for the other, who may have to wait for a lock of the first."""

TABLE = "CREATE TABLE stopped (sid varchar(32) PRIMARY KEY, is_stopped integer NOT NULL)"


class Meeting:
    """Where one waits for the other: each at one of its steps, until the other came to its own."""

    def __init__(self, dice: Random) -> None:
        self.at = {"send": dice.choice(SEND), "stop": dice.choice(STOP)}
        self.came = {"send": Event(), "stop": Event()}

    def step(self, who: str, name: str) -> None:
        if self.at[who] == name:
            self.came[who].set()
            self.came["stop" if who == "send" else "send"].wait(A_MOMENT)


def is_stopped(sid: str) -> bool:
    """The permission, locked until the end of the transaction."""
    from django.db import connection

    lock = " FOR UPDATE" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT is_stopped FROM stopped WHERE sid = %s{lock}", [sid])  # noqa: S608 - ours
        return bool(cursor.fetchone()[0])


def send(meeting: Meeting, handed_over: set[str]) -> None:
    from sayso.delivery import actions, gates
    from sayso.delivery.gates import Decision
    from sayso.delivery.models import Intent, State
    from sayso.delivery.outcome import Came, Outcome
    from sayso.delivery.tests.outbox import ROOM

    def gate(intent: Intent) -> Decision:
        meeting.step("send", "asked")
        may = not is_stopped(intent.sid)
        meeting.step("send", "answered")
        return Decision(may, "consent" if may else "objection")

    gates.register(ROOM, gate)
    meeting.step("send", "to be claimed")
    intent = actions.claim()
    assert intent
    meeting.step("send", "claimed")
    if intent.state == State.HANDOFF:
        handed_over.add(intent.sid)
        meeting.step("send", "handed over")
        actions.settle(intent, Outcome(Came.ACCEPTED))
    meeting.step("send", "settled")


def stop(meeting: Meeting, sid: str) -> str:
    """Stop somebody; in which state their message was, when nobody else could say yes any more."""
    from django.db import connection, transaction

    from sayso.delivery.models import Intent

    meeting.step("stop", "to begin")
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("UPDATE stopped SET is_stopped = 1 WHERE sid = %s", [sid])
        meeting.step("stop", "locked")
        state = Intent.objects.get(sid=sid).state
        meeting.step("stop", "looked")
    meeting.step("stop", "committed")
    return state


def queue(sids: list[str]) -> None:
    from django.db import connection, transaction

    from sayso.delivery import actions
    from sayso.delivery.actions import NewIntent
    from sayso.delivery.models import Kind
    from sayso.delivery.tests.outbox import ROOM, STOP_PAGE, message

    words = message(unsubscribe=STOP_PAGE)
    new = [
        NewIntent(room=ROOM, key=sid, kind=Kind.MARKETING, message=words, sid=sid, topic="news")
        for sid in sids
    ]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(TABLE)
        cursor.executemany("INSERT INTO stopped VALUES (%s, 0)", [(sid,) for sid in sids])
        actions.queue_all(new)


def interleave(number: int) -> Counter[str]:
    from sayso.delivery.models import Intent, State

    dice, found, handed_over = Random(20261122), Counter[str](), set[str]()
    sids = [f"{n:032x}" for n in range(number)]
    queue(sids)
    with ThreadPoolExecutor(1) as sender, ThreadPoolExecutor(1) as stopper:
        for sid in sids:
            meeting = Meeting(dice)
            sending: Any = sender.submit(send, meeting, handed_over)
            state = stopper.submit(stop, meeting, sid).result()
            sending.result()
            found["stopped" if state == State.QUEUED else "left"] += 1
            found["wrong"] += state == State.QUEUED and sid in handed_over
    sent = set(Intent.objects.filter(state=State.SENT).values_list("sid", flat=True))
    assert sent == handed_over
    return found


def let_the_disk_rest() -> None:
    """Nobody pulls the plug here: what is asked is who was first, not what is on the disk."""
    from django.db import connection

    if connection.vendor == "sqlite":
        connection.settings_dict["OPTIONS"]["init_command"] += "PRAGMA synchronous=OFF;"
        connection.close()


if __name__ == "__main__":
    set_up(is_new=True)
    let_the_disk_rest()
    found = interleave(int(sys.argv[1]))
    tell(found["stopped"], found["left"], found["wrong"])
