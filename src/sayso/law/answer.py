"""The answer for a situation: the rules asked, their findings weighed, and what follows.

Any forbid refuses; else any permit allows; else the answer is no. A rule that fails is a
refusal. The order of the rules never matters.
"""

import json
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from sayso.law.changes import CHANGES, changed, words_of
from sayso.law.codes import Policy
from sayso.law.records import Keys
from sayso.law.rule import Citation, Effect, Finding, Rule
from sayso.law.rulebook import rules_for
from sayso.law.states import Situation
from sayso.law.unknowns import hopeful, key_of

COULD_NOT_BE_APPLIED = Finding(
    Effect.FORBID, "A rule could not be applied, so the answer is no until it can."
)


class Ruling(NamedTuple):
    """Whether it is allowed, and what every rule found, in the order of the rules asked."""

    allowed: bool
    rules: tuple[Rule, ...]
    findings: tuple[Finding, ...]


def judge(rules: tuple[Rule, ...], situation: Situation) -> Ruling:
    """Ask every rule, and weigh what they found."""
    try:
        findings = [rule.test(situation) for rule in rules]
    except Exception:  # noqa: BLE001 - a rule that fails must refuse, whatever failed
        findings = [_apply(rule, situation) for rule in rules]
    effects = {finding.effect for finding in findings}
    allowed = Effect.PERMIT in effects and Effect.FORBID not in effects
    return Ruling(allowed, rules, tuple(findings))


def _apply(rule: Rule, situation: Situation) -> Finding:
    try:
        return rule.test(situation)
    except Exception:  # noqa: BLE001 - as above: this is the rule that failed
        return COULD_NOT_BE_APPLIED


class Reason(NamedTuple):
    """One rule, and what it found."""

    rule: Rule
    finding: Finding


@dataclass(frozen=True)
class Answer:
    """The answer for one situation under one law: everything in a decision but its id."""

    law: date
    policy: Policy
    situation: Situation
    gaps: tuple[tuple[str, Keys], ...]

    @cached_property
    def ruling(self) -> Ruling:
        """What the rules found."""
        return judge(rules_for(self.law, self.policy, self.situation), self.situation)

    @property
    def allowed(self) -> bool:
        """Whether it may be done."""
        return self.ruling.allowed

    @cached_property
    def reasons(self) -> tuple[Reason, ...]:
        """Every rule asked, and what it found."""
        return tuple(map(Reason, self.ruling.rules, self.ruling.findings))

    @cached_property
    def determining(self) -> tuple[Reason, ...]:
        """The rules that decided: what allows, or everything that stands in the way.

        Where no fact could still allow it, refusals that only lack a fact are left out.
        """
        if self.allowed:
            return self._having(Effect.PERMIT)
        forbids = self._having(Effect.FORBID)
        firm = tuple(reason for reason in forbids if not reason.finding.unknown)
        # A permit leaves the rest unmet without harm, unless only the rest can lift a firm no.
        permitted = self._having(Effect.PERMIT) and not (firm and self.could_be_allowed)
        blockers = forbids if permitted else self._having(Effect.FORBID, Effect.WITHHOLD)
        if self.could_be_allowed:
            return blockers
        return tuple(reason for reason in blockers if not reason.finding.unknown) or blockers

    def _having(self, *effects: Effect) -> tuple[Reason, ...]:
        return tuple(reason for reason in self.reasons if reason.finding.effect in effects)

    @cached_property
    def could_be_allowed(self) -> bool:
        """Whether some values of the unknown facts would allow it."""
        return any(self._allows(completed) for completed in hopeful(self.situation))

    def _allows(self, situation: Situation) -> bool:
        return judge(rules_for(self.law, self.policy, situation), situation).allowed

    @cached_property
    def missing(self) -> tuple[str, ...]:
        """The dotted keys to supply, if supplying them could turn a refusal."""
        if self.allowed or not self.could_be_allowed:
            return ()
        gaps = dict(self.gaps)
        keys: dict[str, None] = {}
        for reason in self.determining:
            for fact in reason.finding.unknown:
                keys |= dict.fromkeys(gaps.get(fact) or (key_of(self.situation, fact),))
        return tuple(keys)

    @cached_property
    def would_change_if(self) -> tuple[str, ...]:
        """Each single fact that, changed or supplied, would turn the answer, in words."""
        words: dict[str, None] = {}
        for change in CHANGES[type(self.situation)]:
            after = changed(self.situation, change)
            if after is not None and self._allows(after) is not self.allowed:
                words[words_of(change, self.situation)] = None
        return tuple(words)

    @cached_property
    def because(self) -> tuple[str, ...]:
        """The determining reasons, each once."""
        return tuple(dict.fromkeys(reason.finding.reason for reason in self.determining))

    @cached_property
    def citations(self) -> tuple[Citation, ...]:
        """Where the determining rules stood in the law of the day, each once."""
        return tuple(dict.fromkeys(reason.rule.cite(self.law) for reason in self.determining))

    @cached_property
    def as_dict(self) -> dict[str, Any]:
        """The answer as plain data."""
        return {
            "verdict": "allow" if self.allowed else "deny",
            "determining": [reason.rule.id for reason in self.determining],
            "citations": [
                {"instrument": cite.instrument, "provision": cite.provision, "url": cite.url}
                for cite in self.citations
            ],
            "because": list(self.because),
            "missing": list(self.missing),
            "would_change_if": list(self.would_change_if),
            "law": self.law.isoformat(),
        }

    @cached_property
    def json_tail(self) -> str:
        """The answer as JSON text, from after the id: it is the same for everybody alike."""
        return json.dumps(self.as_dict, ensure_ascii=False)[1:]


@lru_cache(maxsize=16384)  # some 70 MB when full of situations that no two people share
def answer_for(
    law: date, policy: Policy, situation: Situation, gaps: tuple[tuple[str, Keys], ...] = ()
) -> Answer:
    """The answer for a situation, worked out once."""
    return Answer(law, policy, situation, gaps)
