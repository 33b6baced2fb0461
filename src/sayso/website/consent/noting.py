"""Our note of what visitors answered: what was asked, what was said, and nothing of who said it.

Each is a line of the log, too, so that nobody can alter or remove one unseen.
"""

import hmac
import json
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from sayso.evidence import actions as log
from sayso.policy.period import Period
from sayso.policy.queries import NoPolicyError, current
from sayso.policy.retention import RecordClass
from sayso.website.choice import DAYS, Choice, revision
from sayso.website.consent.asking import question_about
from sayso.website.consent_models import Answer, Shown

ACTOR = "job:website"
KIND = "website.choice"
PAGES = ("banner", "page")


def note(choice: Choice, action: str, source: str) -> Answer | None:
    """Note an answer, once: the same said again, by the same browser, is no other.

    An answer by which anything that was allowed no longer is, is a withdrawal.
    """
    question = question_about(choice.cookies)
    if question is None:
        return None
    said = _said(choice)
    with transaction.atomic():
        last = _standing(choice.id).select_for_update().last()
        if last and (last.answers, last.revision) == (said, revision(choice.cookies)):
            return None
        words, _ = Shown.objects.get_or_create(
            sha256=question.hash, defaults={"text": question.text}
        )
        now = timezone.now().replace(microsecond=0)
        row = Answer.objects.create(
            name=choice.id,
            at=now,
            action="withdraw" if last and _is_less(last.answers, said) else action,
            answers=said,
            revision=revision(choice.cookies),
            words=words,
            source=source,
            salt=secrets.token_hex(16),
        )
        if last:
            Answer.objects.filter(pk=last.pk).update(superseded_at=now)
        log.append(kind=KIND, actor=ACTOR, wording_hash=question.hash, commitment=commitment(row))
    return row


def commitment(row: Answer) -> str:
    """What ties the log to an answer; it says nothing to whoever lacks the salt."""
    facts = {
        "action": row.action,
        "answers": row.answers,
        "at": row.at.isoformat(),
        "language": row.language,
        "revision": row.revision,
        "source": row.source,
        "words": row.words_id,
    }
    text = json.dumps(facts, sort_keys=True, separators=(",", ":"))
    return hmac.digest(bytes.fromhex(row.salt), text.encode(), "sha256").hex()


def _said(choice: Choice) -> str:
    return "-".join(f"{one.value}:{int(yes)}" for one, yes in choice.answers.items())


def _is_less(before: str, after: str) -> bool:
    """Whether something was allowed before and no longer is."""
    now = set(after.split("-"))
    return any(one.endswith(":1") and one not in now for one in before.split("-"))


def _standing(name: str) -> Any:
    return Answer.objects.filter(name=name).exclude(name="").order_by("id")


# --- for the visitor -----------------------------------------------------------------------


def notes_of(name: str) -> list[dict[str, Any]]:
    """All that was noted of a browser, by the number in its cookie."""
    return list(_notes(name)) if name else []


def _notes(name: str) -> Iterator[dict[str, Any]]:
    for row in _standing(name).select_related("words"):
        pairs = (pair.split(":") for pair in row.answers.split("-"))
        yield {
            "at": row.at,
            "action": row.action,
            "answers": {category: yes == "1" for category, yes in pairs},
            "asked_on": row.source,
            "language": row.language,
            "question": row.revision,
            "words": json.loads(row.words.text),
        }


def take_out(name: str) -> int:
    """Take the number of a browser out of all that was noted of it; how many answers that was.

    The answers stay, of nobody: the log still holds for them.
    """
    return int(_standing(name).update(name="")) if name else 0


# --- let go of -----------------------------------------------------------------------------


def let_go_of_answers(now: datetime | None = None) -> int:
    """Forget the answers that ended so long ago as the policy keeps a consent; how many.

    One ends by the next of the same browser, or after half a year.
    """
    count, _ = over_at(now or timezone.now()).delete()
    Shown.objects.filter(answer=None).delete()
    return count


def over_at(moment: datetime) -> QuerySet[Answer]:
    """The answers that ended longer ago than they are kept."""
    try:
        keep = current().policy.retention[RecordClass.CONSENT].keep
    except (NoPolicyError, KeyError):
        return Answer.objects.none()
    if not isinstance(keep, Period):
        return Answer.objects.none()
    span = keep.after(moment.date()) - moment.date()
    superseded = Q(superseded_at__lt=moment - span)
    run_out = Q(at__lt=moment - span - timedelta(days=DAYS))
    return Answer.objects.filter(superseded | run_out)
