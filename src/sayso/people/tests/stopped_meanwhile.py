"""A real stop against a real send, again and again, interleaved at every step of the send.

python -m sayso.people.tests.stopped_meanwhile NUMBER

Once a stop is recorded, a message that is still in the outbox must never be handed over. Tells how
many were stopped there, how many had left, and how many were handed over all the same.
"""

import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from random import Random
from typing import Any

from sayso.delivery.tests.installed import set_up, tell
from sayso.delivery.tests.interleaved import Meeting, let_the_disk_rest


def send(meeting: Meeting) -> None:
    from sayso.delivery import actions, gates
    from sayso.delivery.gates import Decision
    from sayso.delivery.models import Intent, State
    from sayso.delivery.outcome import Came, Outcome
    from sayso.people.gate import may_leave

    def gate(intent: Intent) -> Decision:
        meeting.step("send", "asked")
        decision = may_leave(intent)
        meeting.step("send", "answered")
        return decision

    gates.register("people", gate)
    meeting.step("send", "to be claimed")
    intent = actions.claim()
    assert intent
    meeting.step("send", "claimed")
    if intent.state == State.HANDOFF:
        meeting.step("send", "handed over")
        actions.settle(intent, Outcome(Came.ACCEPTED))
    meeting.step("send", "settled")


def stop(meeting: Meeting, sid: str, address: str, number: int) -> str:
    """Stop somebody in one of three ways; in which state their message was just after that."""
    from sayso.delivery.models import Intent, Kind
    from sayso.people import choices, typed
    from sayso.people.points import read_point

    meeting.step("stop", "to begin")
    match number % 3:
        case 0:
            choices.stop_everything(sid=sid)
        case 1:
            choices.stop_one(sid=sid, pid="", purpose="news", channel="email")
        case _:
            typed.stop(read_point("email", address))
    meeting.step("stop", "committed")
    return Intent.objects.get(sid=sid, kind=Kind.MARKETING).state


def interleave(number: int) -> Counter[str]:
    from sayso.delivery.models import Intent, Kind, State
    from sayso.people.actions import NewPoint
    from sayso.people.models import Person
    from sayso.people.points import read_point
    from sayso.people.tests.cast import person, says, yes
    from sayso.people.tests.letters import letter

    dice, found, stopped = Random(20261122), Counter[str](), set[str]()
    people = dict[str, Person]()
    for n in range(number):
        address = f"ada{n}@example.org"
        people[address] = person("ada", points=[NewPoint(read_point("email", address))])
    says(*map(yes, people.values()))
    with ThreadPoolExecutor(1) as sender, ThreadPoolExecutor(1) as stopper:
        for turn, (address, who) in enumerate(people.items()):
            Intent.objects.filter(kind=Kind.SERVICE).delete()  # receipts would go before it
            letter(who, to=address)
            meeting = Meeting(dice)
            sending: Any = sender.submit(send, meeting)
            state = stopper.submit(stop, meeting, who.sid, address, turn).result()
            sending.result()
            found["stopped" if state == State.QUEUED else "left"] += 1
            stopped |= {who.sid} if state == State.QUEUED else set()
            ended = Intent.objects.get(sid=who.sid, kind=Kind.MARKETING)
            assert ended.state in (State.SENT, State.BLOCKED, State.QUEUED), ended.state
            found["wrong"] += who.sid in stopped and ended.state == State.SENT
            Intent.objects.filter(state=State.QUEUED).delete()
    return found


if __name__ == "__main__":
    set_up(is_new=True)
    let_the_disk_rest()
    from django.conf import settings

    from sayso.people.keys import make_keys

    make_keys(settings.ENVIRONMENT.keys)
    told = interleave(int(sys.argv[1]))
    tell(told["stopped"], told["left"], told["wrong"])
