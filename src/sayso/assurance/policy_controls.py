"""The controls of the policy file: its versions, who approved them, how old they are."""

from collections.abc import Mapping
from datetime import timedelta

from django.conf import settings

from sayso.days import today_in_london
from sayso.evidence.controls import Control, Found, Kept, found
from sayso.law import EVERY_RULE, in_force
from sayso.law.words import day_in_words
from sayso.policy.queries import current, versions

REVIEW = timedelta(days=365)
SOON = timedelta(days=30)

PAGE = "policy-versions"


def policy_versions() -> Found:
    """How many versions are kept; the database refuses to alter one."""
    count = versions().count()
    return Found(
        Kept.KEPT, f"{count} versions are kept, each readable for ever.", count, count, PAGE
    )


def second_approval() -> Found:
    """Whether any version was approved by whoever applied it, without the wait that needs."""
    every = list(versions())
    alone = [one for one in every if one.by.casefold() == one.approved_by.casefold()]
    bad = sum(not one.waited_days for one in alone)
    words = f"{len(every) - len(alone)} of {len(every)} versions were approved by a second person."
    if len(alone) > bad:
        words += f" {len(alone) - bad} by the only one who may, after the wait that it takes."
    return found(words, bad=bad, of=len(every), page=PAGE)


def policy_review() -> Found:
    """How long ago somebody last looked at the whole of it."""
    version, today = current(), today_in_london()
    due = version.effective_on + REVIEW
    words = (
        f"Version {version.slug} holds since {day_in_words(version.effective_on)}; it "
        f"is looked at again by {day_in_words(due)}."
    )
    age = (today - version.effective_on).days
    if today > due:
        return Found(Kept.BROKEN, words, age, None, PAGE)
    return Found(Kept.AT_RISK if today > due - SOON else Kept.KEPT, words, age, None, PAGE)


def law_in_force() -> Found:
    """How many rules there are, and how many hold today."""
    today = today_in_london()
    holds = len(in_force(EVERY_RULE, today))
    return Found(
        Kept.KEPT,
        f"{holds} of {len(EVERY_RULE)} rules of law are in force today.",
        holds,
        len(EVERY_RULE),
    )


def purpose_register() -> Found:
    """How many purposes there are; nothing can be asked for any other."""
    count = len(current().policy.purposes)
    return Found(
        Kept.KEPT,
        f"{count} purposes are named; nothing is asked for any other.",
        count,
        count,
        "policy",
    )


def closed_channels() -> Found:
    """The channels that are closed to everybody, and whether any purpose uses one after all."""
    policy = current().policy
    closed = set(policy.house_rules.closed_channels)
    bad = sum(bool(closed & set(use.channels)) for use in policy.purposes.values())
    names = ", ".join(str(one).replace("_", " ") for one in sorted(closed))
    words = f"Closed to everybody: {names}." if closed else "No channel is closed."
    return Found(Kept.KEPT if not bad else Kept.AT_RISK, words, len(closed), None, "policy")


def channel_matrix() -> Found:
    """Whether each way in which something is sent by consent has the words that ask for it."""
    policy = current().policy
    ways = [
        (use, channel)
        for use in policy.purposes.values()
        if use.basis == "consent"
        for channel in use.channels
    ]
    bad = sum(channel not in use.wordings for use, channel in ways)
    words = f"Each of {len(ways)} ways of asking has words of its own."
    if bad:
        words = f"{bad} of {len(ways)} ways are open without words that ask for them."
    return found(words, bad=bad, of=len(ways), page="policy")


def safety_measures() -> Found:
    """Whether anybody else on this machine could read the record or its keys."""
    environment = settings.ENVIRONMENT
    folders = [one for one in (environment.home, environment.keys) if one.exists()]
    bad = sum(bool(one.stat().st_mode & 0o077) for one in folders)
    words = f"The {len(folders)} folders of the record and its keys are shut to everybody else."
    if bad:
        words = f"{bad} of {len(folders)} folders of the record and its keys can be read by others."
    return found(words, bad=bad, of=len(folders))


CONTROLS: Mapping[str, Control] = {
    "policy-versions": policy_versions,
    "second-approval": second_approval,
    "policy-review": policy_review,
    "law-in-force": law_in_force,
    "purpose-register": purpose_register,
    "closed-channels": closed_channels,
    "channel-matrix": channel_matrix,
    "safety-measures": safety_measures,
}
