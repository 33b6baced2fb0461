"""What people answer to a message of ours: a stop, a word on an open request, or a new request.

Nobody has to know which form or button is meant for what. What is plainly a stop is done at once;
whatever else somebody writes is on the register, to be read by one of us and sorted.
"""

import re

from sayso.days import today_in_london
from sayso.delivery.models import Intent
from sayso.delivery.replies import Reply
from sayso.people import declared
from sayso.people.actions import record
from sayso.people.models import Person
from sayso.people.points import read_point
from sayso.policy.queries import current
from sayso.rights import letters
from sayso.rights.actions import PUBLIC, NewRequest, receive, wrote
from sayso.rights.models import ENDS, Came, Kind, Request
from sayso.rights.plain import plain
from sayso.rights.sealing import Particulars

_STOP = re.compile(
    r"(?:please |kindly |just )*(?:"
    r"stop|stop (?:it|this|now|all|everything)|stop (?:email|mail|writ|contact|messag|spamm?)\w*"
    r"(?: to)?(?: me| us)?|stop sending(?: me)?(?: these| this| any| your)?(?: \w+)?|"
    r"unsubscribe(?: me| us)?|un subscribe|opt(?: me)? out|i (?:want|wish) to unsubscribe|"
    r"(?:take|remove) (?:me|us)(?: off| from)?(?: (?:your|this|the|all)(?: mailing)? lists?)?|"
    r"no more(?: of)?(?: these| this| your)?(?: e ?mails?| mails?| messages?| letters?)?|"
    r"no more (?:marketing|news|newsletters?)|leave me alone"
    r")(?: (?:please|now|thanks|thank you|at once|immediately|forever|all))*",
)
"""The whole of a line that is a stop; one that only begins like it may mean something else."""

_SIGNED_BY = 4
"""So many words more may be somebody's greeting and name, and say nothing else."""

_LONGEST = 100

_REPLY_TO = re.compile(r"\s*(?:re|aw|sv|antw|fwd?)\s*:\s*", re.IGNORECASE)


def hear(reply: Reply, intent: Intent) -> None:
    """Take in an answer to a message, in the transaction that records it."""
    rest = rest_of_stop(reply)
    if rest is not None:
        _stop_person(intent)
        _new(reply, Kind.OBJECTION, rest)
        return
    about = _open_request(intent)
    if about is None or not wrote(request=about, words=_words(reply)):
        _new(reply, Kind.UNSORTED, _words(reply))


def rest_of_stop(reply: Reply) -> str | None:
    """What an answer says beside a stop; nothing at all if it is no stop."""
    lines = [line for line in plain(reply.words).split("\n") if line]
    subject = _REPLY_TO.sub("", reply.subject)
    if lines and _is_stop(lines[0]):
        rest = "\n".join(lines[1:])
        return rest if len(rest.split()) > _SIGNED_BY else ""
    if _is_stop(subject) and not _REPLY_TO.match(reply.subject):
        return "\n".join(lines) if len(" ".join(lines).split()) > _SIGNED_BY else ""
    return None


def _is_stop(line: str) -> bool:
    return len(line) < _LONGEST and bool(
        _STOP.fullmatch(" ".join(re.findall(r"[a-z]+", line.casefold())))
    )


def _stop_person(intent: Intent) -> None:
    """Whoever the message went to has said no, too: they may answer from another address."""
    if Person.objects.filter(sid=intent.sid, shredded_at=None).exists():
        version = current()
        event = declared.objection(
            version.policy, sid=intent.sid, on=today_in_london(), method="letter"
        )
        record(events=[event], actor=PUBLIC, policy=version.sha256)


def _open_request(intent: Intent) -> Request | None:
    """The request that our message was about, if it was about one that is still open."""
    if intent.room != letters.ROOM:
        return None
    return Request.objects.filter(rid=intent.sid).exclude(stage__in=ENDS).first()


def _new(reply: Reply, kind: Kind, about: str) -> None:
    words = Particulars(who=plain(reply.name), about=about, answers=reply.message_id)
    point = read_point("email", reply.sender)
    receive(new=NewRequest(kind=kind, came=Came.REPLY, words=words, points=(point,)))


def _words(reply: Reply) -> str:
    """The subject, unless it is ours again, and what they wrote."""
    subject = "" if _REPLY_TO.match(reply.subject) else reply.subject
    return plain(f"{subject}\n{reply.words}")
