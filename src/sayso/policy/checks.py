"""What a policy file may not say although each part of it is well written."""

from collections.abc import Callable, Container, Iterable, Iterator
from datetime import date

from sayso.law.codes import Basis, Channel, Promotes, Purpose, SenderKind, StoragePurpose
from sayso.law.words import listed
from sayso.policy.asking import dishonest, fits
from sayso.policy.details import CookieBasis
from sayso.policy.form_checks import flawed_forms
from sayso.policy.problems import Place, Problem
from sayso.policy.purposes import UseOfDetails
from sayso.policy.retention import EndOfPeriod, RecordClass
from sayso.policy.schema import Policy

MARKETING_BASES = (Basis.CONSENT, Basis.LEGITIMATE_INTERESTS, Basis.PUBLIC_TASK)
PROMOTING = (Purpose.MARKETING, Purpose.CONSENT_REQUEST)
SEARCHED = {
    Channel.LIVE_CALL: ("tps", "ctps"),
    Channel.FAX: ("fps",),
    Channel.POST: ("mps",),
}
"""The registers that the law or the house rules ask before marketing by a channel."""


def contradictions(policy: Policy) -> Iterator[Problem]:
    """Everything that does not hold together, whatever the day."""
    for check in CHECKS:
        yield from check(policy)


def overdue(policy: Policy, today: date) -> Iterator[Problem]:
    """Every assessment of which the day of review has come."""
    for slug, purpose in policy.purposes.items():
        if purpose.assessment and purpose.assessment.review_on <= today:
            place = ("purposes", slug, "assessment", "review_on")
            yield Problem(
                place, "this day has come; review the assessment, then write the next day"
            )


def _missing(
    place: Place, ids: Iterable[str], known: Container[str], kind: str
) -> Iterator[Problem]:
    """Every id that nothing is known by."""
    for position, one in enumerate(ids):
        if one not in known:
            message = f"there is no {kind} '{one}'; correct the id, or add it under `{kind}s`"
            yield Problem((*place, position), message)


# --- purposes, and how people are asked --------------------------------------------------


def _lawful(policy: Policy) -> Iterator[Problem]:
    for slug, purpose in policy.purposes.items():
        place = ("purposes", slug)
        marketing = purpose.kind in PROMOTING
        if marketing and purpose.basis not in MARKETING_BASES:
            bases = listed(MARKETING_BASES)
            yield Problem((*place, "basis"), f"marketing needs another basis: write {bases}")
        if purpose.kind is Purpose.MARKETING and not purpose.promotes:
            yield Problem((*place, "promotes"), "marketing promotes something; say what")
        if not marketing and purpose.promotes:
            message = "a message that promotes is marketing; leave this out, or change the kind"
            yield Problem((*place, "promotes"), message)
        if Promotes.CHARITY in purpose.promotes and policy.organisation.kind != SenderKind.CHARITY:
            message = "only a charity may promote as one; write aims, or change organisation.kind"
            yield Problem((*place, "promotes"), message)


def _assessed(policy: Policy) -> Iterator[Problem]:
    for slug, purpose in policy.purposes.items():
        weighed = purpose.basis is Basis.LEGITIMATE_INTERESTS
        if weighed and purpose.assessment is None:
            message = (
                "legitimate interests need an assessment; add `assessment` with name and review_on"
            )
            yield Problem(("purposes", slug, "basis"), message)
        if not weighed and purpose.assessment is not None:
            message = (
                "an assessment belongs to legitimate_interests; leave it out, or change the basis"
            )
            yield Problem(("purposes", slug, "assessment"), message)


def _open(policy: Policy) -> Iterator[Problem]:
    closed = policy.house_rules.closed_channels
    for slug, purpose in policy.purposes.items():
        for position, channel in enumerate(purpose.channels):
            if channel in closed:
                message = (
                    f"house_rules.closed_channels closes {channel}; take it out of one of them"
                )
                yield Problem(("purposes", slug, "channels", position), message)


def _registers_known(policy: Policy) -> Iterator[Problem]:
    for slug, purpose in policy.purposes.items():
        for channel in purpose.channels if purpose.kind in PROMOTING else ():
            for register in SEARCHED.get(channel, ()):
                if register not in policy.registers:
                    message = (
                        f"marketing by {channel} searches {register}; add it under `registers`"
                    )
                    yield Problem(("purposes", slug, "channels"), message)


def _asked(policy: Policy) -> Iterator[Problem]:
    for slug, purpose in policy.purposes.items():
        place = ("purposes", slug, "wordings")
        for channel in purpose.channels:
            if purpose.basis is Basis.CONSENT and channel not in purpose.wordings:
                message = (
                    f"consent by {channel} has no wording; add `{channel}:` and a wording's id"
                )
                yield Problem(place, message)
        for channel in purpose.wordings:
            yield from _wording(policy, slug, purpose, channel)


def _wording(
    policy: Policy, slug: str, purpose: UseOfDetails, channel: Channel
) -> Iterator[Problem]:
    place = ("purposes", slug, "wordings", channel)
    wording = policy.wordings.get(purpose.wordings[channel])
    if channel not in purpose.channels:
        yield Problem(
            place, f"{channel} is no channel of this purpose; take it out, or add it there"
        )
    if wording is None:
        message = f"there is no wording '{purpose.wordings[channel]}'; correct the id, or add it"
        yield Problem(place, message)
        return
    for fault in fits(wording, slug, purpose, channel):
        yield Problem(place, f"the wording '{purpose.wordings[channel]}' {fault}")


def _honest(policy: Policy) -> Iterator[Problem]:
    for slug, wording in policy.wordings.items():
        for field, message in dishonest(wording):
            yield Problem(("wordings", slug, "assessed", field), message)


def _topics(policy: Policy) -> Iterator[Problem]:
    known = {*policy.purposes, "all"}
    for section in ("wordings", "objections"):
        for slug, words in getattr(policy, section).items():
            yield from _missing((section, slug, "purposes"), words.purposes, known, "purpose")


# --- details -----------------------------------------------------------------------------


def _collected(policy: Policy) -> Iterator[Problem]:
    for slug, field in policy.fields.items():
        place = ("fields", slug)
        yield from _missing((*place, "needed_for"), field.needed_for, policy.purposes, "purpose")
        if bool(field.choices) != (field.kind in {"choice", "choices"}):
            message = "a choice has `choices`, and no other kind of field has"
            yield Problem((*place, "kind"), message)
    for slug, source in policy.sources.items():
        yield from _missing(("sources", slug, "collects"), source.collects, policy.fields, "field")
        if source.notice not in policy.notices:
            message = f"there is no notice '{source.notice}'; correct the id, or add it"
            yield Problem(("sources", slug, "notice"), message)


def _in_order(policy: Policy) -> Iterator[Problem]:
    for slug, versions in policy.notices.items():
        names = [one.version for one in versions]
        for position in range(1, len(versions)):
            place = ("notices", slug, position)
            if names[position] in names[:position]:
                yield Problem(
                    (*place, "version"), "an earlier version has this name; write another"
                )
            if versions[position].from_on <= versions[position - 1].from_on:
                yield Problem(
                    (*place, "from_on"), "write the versions in order, each with a later day"
                )


STRICTLY_NEEDED = {
    StoragePurpose.TRANSMISSION,
    StoragePurpose.STRICTLY_NECESSARY,
    StoragePurpose.EMERGENCY,
}
MAY_OBJECT = {StoragePurpose.STATISTICS, StoragePurpose.APPEARANCE}


def _cookies(policy: Policy) -> Iterator[Problem]:
    for name, cookie in policy.cookies.items():
        needed = cookie.purpose in STRICTLY_NEEDED
        if cookie.basis is CookieBasis.NECESSARY and not needed:
            yield Problem(("cookies", name, "basis"), "this purpose needs a yes; write consent")
        if cookie.basis is CookieBasis.OBJECTION and cookie.purpose not in MAY_OBJECT:
            message = "an objection is enough for statistics and appearance only; write consent"
            yield Problem(("cookies", name, "basis"), message)
        if (cookie.category == "necessary") != (cookie.basis is CookieBasis.NECESSARY):
            message = "the category is necessary if the basis is, and only then"
            yield Problem(("cookies", name, "category"), message)


def _kept(policy: Policy) -> Iterator[Problem]:
    for record_class in RecordClass:
        if record_class not in policy.retention:
            yield Problem(("retention",), f"nothing is said of {record_class}; add it")
    for record_class, rule in policy.retention.items():
        if (rule.keep == "for ever") != (rule.then is EndOfPeriod.KEEP):
            message = "what is kept for ever ends with keep, and nothing else does"
            yield Problem(("retention", record_class, "then"), message)


# --- staff and suppliers -----------------------------------------------------------------


def _earned(policy: Policy) -> Iterator[Problem]:
    staff = policy.staff
    for section in ("modules", "roles"):
        for slug, one in getattr(staff, section).items():
            key, rights = ("opens", one.opens) if section == "modules" else ("rights", one.rights)
            yield from _missing(("staff", section, slug, key), rights, staff.rights, "right")
    opened = {right for module in staff.modules.values() for right in module.opens}
    for slug, right in staff.rights.items():
        if right.personal_data and slug not in opened:
            message = "no training opens this right; name it under `opens` in one of the modules"
            yield Problem(("staff", "rights", slug), message)


def _bound(policy: Policy) -> Iterator[Problem]:
    suppliers = policy.suppliers
    for slug, duty in suppliers.duties.items():
        place = ("suppliers", "duties", slug, "binds")
        yield from _missing(place, duty.binds, suppliers.kinds, "kind")


CHECKS: tuple[Callable[[Policy], Iterator[Problem]], ...] = (
    _lawful,
    _assessed,
    _open,
    _registers_known,
    _asked,
    _honest,
    _topics,
    _collected,
    _in_order,
    _cookies,
    _kept,
    _earned,
    _bound,
    flawed_forms,
)
