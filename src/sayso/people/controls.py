"""The controls of the room: who may be contacted, by whose word, and what is known of it."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from django.db.models import Q

from sayso.days import today_in_london
from sayso.evidence.controls import Control, Found, Kept, found
from sayso.law.codes import Channel, Purpose
from sayso.law.words import day_in_words
from sayso.people import said
from sayso.people.access_models import Access
from sayso.people.facts import ASKED, NOT_STOPPED, Asking, Line, answer
from sayso.people.models import ContactPoint, Event, Person, Standing, Submission, Suppression, now
from sayso.people.queries import OnRecord, use_of
from sayso.people.registers import editions_searched
from sayso.policy.models import PolicyVersion
from sayso.policy.queries import current, versions
from sayso.policy.schema import Policy

SOME = 200
"""Of what may be millions, the newest are asked about."""

PEOPLE, CHECKS = "people", "checks"
KIND = {Channel.EMAIL: "email", Channel.POST: "post", Channel.FAX: "fax"}


def _marketing(version: PolicyVersion) -> Iterator[tuple[str, Channel]]:
    for slug, use in version.policy.purposes.items():
        if use.kind is Purpose.MARKETING:
            yield from ((slug, channel) for channel in use.channels)


def deny_by_default() -> Found:
    """Ask of somebody of whom nothing is known, for every marketing purpose and channel."""
    version, today = current(), today_in_london()
    asked = list(_marketing(version))
    may = 0
    for slug, channel in asked:
        line = Line(KIND.get(channel, "mobile"), "unknown", "direct", None, None, None)
        asking = Asking(channel, use_of(version, slug), today, {})
        may += answer(asking, "{}", line, NOT_STOPPED).allowed
    words = f"Of somebody who never said anything, all {len(asked)} questions are answered no."
    if may:
        words = (
            f"{may} of {len(asked)} questions about somebody who never said anything "
            "are answered yes."
        )
    return found(words, bad=may, of=len(asked))


def wording_kept() -> Found:
    """How many yeses name the words that were shown; one that does not counts for nothing."""
    every = Event.objects.filter(kind=said.CONSENT)
    total, without = every.count(), every.filter(wording="").count()
    words = (
        f"{total - without:,} of {total:,} yeses name their words; {without:,} do not, "
        "and open nothing."
    )
    return Found(Kept.KEPT, words, total - without, total, PEOPLE)


def provenance() -> Found:
    """How many contact points lack their source, their day or who keyed them."""
    points = ContactPoint.objects.filter(ended_at=None)
    bad, total = points.filter(Q(source="") | Q(recorded_by="")).count(), points.count()
    words = (
        f"{total - bad:,} of {total:,} contact points say where they came from, and who keyed them."
    )
    return found(words, bad=bad, of=total, page=PEOPLE)


def closed_sources() -> Found:
    """Whether anything came in by a source that no version of the policy names."""
    known = {source for one in versions() for source in one.policy.sources}
    rows = ContactPoint.objects.filter(ended_at=None)
    bad = rows.exclude(source__in=known).count()
    words = f"Every contact point came by one of {len(known)} sources that the policy names."
    if bad:
        words = f"{bad:,} contact points came by a source that no version of the policy names."
    return found(words, bad=bad, of=rows.count(), page=PEOPLE)


def subscribers() -> Found:
    """Of how many lines it is known who pays; any other counts as a person's."""
    rows = ContactPoint.objects.filter(ended_at=None)
    unknown, total = rows.filter(subscriber="unknown").count(), rows.count()
    words = (
        f"Of {total - unknown:,} of {total:,} contact points we know who pays; the rest "
        "count as people's."
    )
    return Found(Kept.KEPT, words, total - unknown, total, PEOPLE)


def registers_searched() -> Found:
    """How old the newest edition of each register is in which every number was searched."""
    today, searched = today_in_london(), editions_searched()
    told = list[str]()
    worst = Kept.KEPT
    oldest = 0
    policy = current().policy
    for name in _registers_needed(policy):
        register = policy.registers[name]  # type: ignore[index] # one of its own names
        edition = searched.get(name)
        age = (today - edition).days if edition else None
        if edition is None or age is None or age > register.max_age_days:
            worst = Kept.BROKEN
        elif register.max_age_days - age <= 5 and worst is Kept.KEPT:
            worst = Kept.AT_RISK
        oldest = max(oldest, age or 0)
        told.append(f"{name.upper()} {day_in_words(edition) if edition else 'never'}")
    words = f"Every number was searched in the editions of {', '.join(told)}."
    if worst is Kept.BROKEN:
        words += " No call is allowed on one that is too old; add a newer edition."
    return Found(worst, words, oldest, None, CHECKS)


def _registers_needed(policy: Policy) -> list[str]:
    """The registers that an open channel asks."""
    closed = set(policy.house_rules.closed_channels)
    used = {one for use in policy.purposes.values() for one in use.channels} - closed
    asked = {name for channel in used for name in ASKED.get(channel, ())}
    return [name for name in policy.registers if name in asked]


def suppressions_honoured() -> Found:
    """Whoever is to be left alone in all ways: may they be contacted after all?"""
    rows = Suppression.objects.filter(channel="all", lifted_at=None).order_by("-id")
    kin = list(rows.values_list("kin", flat=True)[:SOME])
    points = ContactPoint.objects.filter(ended_at=None).filter(
        Q(kin__in=kin) | Q(other_kin__in=kin)
    )
    people = {one.person for one in points.select_related("person")}
    pids = {one.pid for one in points}
    bad = sum(bool(pids & used) for used in _used(people))
    words = (
        f"Of {rows.count():,} that are to be left alone for ever, the newest {len(kin)} were asked "
        f"about: {bad or 'none'} would be used."
    )
    return found(words, bad=bad, of=rows.count())


def _used(people: set[Person]) -> Iterator[set[str]]:
    version = current()
    for known in map(OnRecord.of, people):
        for slug, channel in _marketing(version):
            yield set(known.permission(version, slug, channel).use)


def stop_at_once() -> Found:
    """Whoever said no to all marketing of late: may they be marketed to after all?"""
    since = now() - timedelta(days=30)
    rows = Event.objects.filter(kind=said.OBJECTION, recorded_at__gte=since).order_by("-id")
    sids = list(dict.fromkeys(rows.values_list("sid", flat=True)[:SOME]))
    people = Person.objects.filter(sid__in=sids, shredded_at=None)
    version, bad, asked = current(), 0, 0
    for person in people:
        stopped, known = _stopped(person), OnRecord.of(person)
        for slug, channel in _marketing(version):
            if channel in stopped:
                asked += 1
                bad += known.permission(version, slug, channel).allowed
    words = (
        f"Of those who said no in the last 30 days {asked:,} questions were asked: "
        f"{bad or 'none'} allows."
    )
    return found(words, bad=bad, of=asked, page=PEOPLE)


def _stopped(person: Person) -> set[Channel]:
    """The channels on which somebody's last word about all marketing is a no."""
    last: dict[str, str] = {}
    for event in Event.objects.filter(sid=person.sid).order_by("id"):
        if event.kind not in {said.OBJECTION, said.CONSENT, said.OBJECTION_ENDED, said.MERGED}:
            continue
        topics = event.details.get("topics")
        is_whole = (
            event.kind == said.OBJECTION and not topics and "withdrawn_on" not in event.details
        )
        whole = is_whole and event.details.get("to") in {"marketing", "all"}
        for channel in event.details.get("channels") or ["all"]:
            last[channel] = "no" if whole else "other"
    if last.get("all") == "no" and set(last.values()) == {"no"}:
        return set(Channel)
    return {Channel(one) for one, word in last.items() if word == "no" and one != "all"}


def restriction() -> Found:
    """Whoever is on hold: is any question about them answered yes?"""
    held = Standing.objects.filter(facts__facts__contains='"restricted":true')
    version, bad, asked = current(), 0, 0
    for one in held.select_related("person")[:SOME]:
        known = OnRecord.of(one.person)
        for slug, channel in _marketing(version):
            asked += 1
            bad += known.permission(version, slug, channel).allowed
    words = (
        f"{held.count():,} records are on hold; of them {asked:,} questions were asked: "
        f"{bad or 'none'} allows."
    )
    return found(words, bad=bad, of=asked, page=PEOPLE)


def access_log() -> Found:
    """How often somebody's page was read of late; each time is on record."""
    since = now() - timedelta(days=30)
    count = Access.objects.filter(at__gte=since).count()
    return Found(
        Kept.KEPT, f"{count:,} readings in the last 30 days, each on record.", count, None, PEOPLE
    )


def remarks_watched() -> Found:
    """How many remarks touch on what the law guards; none of them chooses people."""
    count = Submission.objects.filter(sensitive=True).count()
    total = Submission.objects.count()
    words = f"{count:,} of {total:,} forms touch on what the law guards; they are kept apart."
    return Found(Kept.KEPT, words, count, total)


CONTROLS: Mapping[str, Control] = {
    "deny-by-default": deny_by_default,
    "wording-kept": wording_kept,
    "provenance-on-every-field": provenance,
    "closed-sources": closed_sources,
    "subscriber-recorded": subscribers,
    "registers-searched": registers_searched,
    "suppression-for-ever": suppressions_honoured,
    "own-no-list-first": suppressions_honoured,
    "stop-at-once": stop_at_once,
    "restriction": restriction,
    "access-log": access_log,
    "free-text-watched": remarks_watched,
}
