"""Which rules are in force on a day, and which of them speak to a situation."""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from sayso.law.codes import Channel, Policy
from sayso.law.rule import Rule
from sayso.law.rules import contact, disclosure, house, storage
from sayso.law.states import (
    ContactSituation,
    DisclosureSituation,
    Nature,
    Situation,
    StorageSituation,
)

LAW_DAYS = (
    date(2003, 12, 11),
    date(2011, 5, 26),
    date(2016, 5, 16),
    date(2018, 5, 25),
    date(2018, 9, 8),
    date(2019, 1, 9),
    date(2021, 1, 1),
    date(2025, 6, 19),
    date(2025, 8, 20),
    date(2026, 2, 5),
    date(2026, 6, 19),
    date(2026, 9, 30),
)
"""The days on which the law changed; between two of them every answer is by the same law."""

LAW: dict[type, tuple[Rule, ...]] = {
    ContactSituation: contact.RULES,
    StorageSituation: storage.RULES,
    DisclosureSituation: disclosure.RULES,
}
HOUSE: dict[type, tuple[Rule, ...]] = {
    ContactSituation: house.CONTACT_RULES,
    StorageSituation: (),
    DisclosureSituation: house.DISCLOSURE_RULES,
}
EVERY_RULE: tuple[Rule, ...] = tuple(
    rule for rules in (*LAW.values(), *HOUSE.values()) for rule in rules
)


def law_of(on: date) -> date:
    """The newest day of change not after `on`."""
    return LAW_DAYS[bisect_right(LAW_DAYS, on) - 1]


def in_force(rules: Iterable[Rule], on: date) -> tuple[Rule, ...]:
    """The rules that stood on a day: begun, and not replaced by one that had begun."""
    begun = [rule for rule in rules if rule.in_force <= on]
    replaced = {rule.replaces for rule in begun}
    return tuple(rule for rule in begun if rule.id not in replaced)


def rules_for(law: date, policy: Policy, situation: Situation) -> tuple[Rule, ...]:
    """The rules that speak to a situation under the law of a day, objections first."""
    if isinstance(situation, ContactSituation):
        return _contact_rules(law, policy, situation.channel, situation.nature)
    kind: type = type(situation)
    return _rules(law, policy, kind)


@lru_cache(maxsize=4096)
def _contact_rules(law: date, policy: Policy, channel: Channel, nature: Nature) -> tuple[Rule, ...]:
    return tuple(
        rule
        for rule in _rules(law, policy, ContactSituation)
        if channel in rule.channels and nature in rule.natures
    )


@lru_cache(maxsize=256)
def _rules(law: date, policy: Policy, kind: type) -> tuple[Rule, ...]:
    rules = LAW[kind] + (HOUSE[kind] if policy is Policy.HOUSE else ())
    return tuple(sorted(in_force(rules, law), key=lambda rule: rule.step))
