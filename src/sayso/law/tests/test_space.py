"""The promises of the law, over the whole space of situations.

There are 1,625,636,373,072,445,440 contact situations, too many to visit one by one. They need
not be: a rule reads a few facts only, and the answer depends on nothing but what the rules find.
So each rule is walked over every combination of the facts it reads, the weighing of findings over
every combination of effects, and where a promise needs several rules at once they are walked over
all their facts together. Together that covers every situation. Storage and disclosure are small
enough to be visited one by one, and a random sample of contact situations is asked end to end, in
case the argument has a hole.
"""

import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import permutations, product
from typing import Any

import pytest

from sayso.law.answer import Answer, judge
from sayso.law.codes import Channel, Policy
from sayso.law.rule import Effect, Finding, Rule, Step
from sayso.law.rulebook import EVERY_RULE, HOUSE, LAW_DAYS, rules_for
from sayso.law.states import (
    DIRECT_MARKETING,
    ContactSituation,
    DisclosureSituation,
    Nature,
    Objection,
    Situation,
    StorageSituation,
)
from sayso.law.tests.walk import (
    SAMPLES,
    footprint,
    kind_of,
    known_values,
    situations,
    size,
    table,
    unknown_values,
    values,
)
from sayso.law.unknowns import hopeful, unknown_facts

HELPFUL = {Effect.FORBID: 0, Effect.WITHHOLD: 1, Effect.SILENT: 1, Effect.PERMIT: 2}
"""How far an effect helps towards allow."""

each_rule = pytest.mark.parametrize("rule", EVERY_RULE, ids=lambda rule: rule.id)


def test_the_space_is_as_large_as_we_say() -> None:
    assert size(ContactSituation) == 1_625_636_373_072_445_440
    assert size(StorageSituation) == 236_196
    assert size(DisclosureSituation) == 102_060
    assert 10_000 < sum(len(table(rule)) for rule in EVERY_RULE) < 1_000_000


@each_rule
def test_a_rule_finds_something_with_a_reason_in_every_situation(rule: Rule) -> None:
    for finding in table(rule).values():
        assert isinstance(finding, Finding)
        assert finding.reason.endswith(".")
        assert len(finding.reason) > 10


@each_rule
def test_a_rule_names_as_unknown_only_facts_that_are(rule: Rule) -> None:
    facts = footprint(rule)
    for combination, finding in table(rule).items():
        stated = dict(zip(facts, combination, strict=True))
        for fact in finding.unknown:
            assert stated[fact].is_unknown


@each_rule
def test_making_a_fact_unknown_never_makes_a_rule_more_helpful(rule: Rule) -> None:
    facts = footprint(rule)
    kind, found = kind_of(rule), table(rule)
    compared = 0
    for position, fact in enumerate(facts):
        for combination in found:
            if combination[position] not in unknown_values(kind, fact):
                continue
            unknown = HELPFUL[found[combination].effect]
            for value in known_values(kind, fact):
                known = found[*combination[:position], value, *combination[position + 1 :]]
                assert fact == "nature" or unknown <= HELPFUL[known.effect]
                compared += 1
    assert compared or not any(unknown_values(kind, fact) for fact in facts)


def test_research_of_unknown_use_is_allowed_only_where_research_kept_for_marketing_is() -> None:
    """The one unknown that changes which rules are asked: it is read as its stricter value."""
    for policy, law, channel in product(Policy, LAW_DAYS, Channel):
        base = ContactSituation(channel, nature=Nature.RESEARCH_PERHAPS_KEPT)
        kept = base._replace(nature=Nature.RESEARCH_KEPT)
        asked = rules_for(law, policy, base)
        assert asked == rules_for(law, policy, kept)
        reading_it = [rule for rule in asked if "nature" in footprint(rule)]
        assert [rule.test(base).effect for rule in reading_it] == [Effect.WITHHOLD]


def _stub(effect: Effect, name: str) -> Rule:
    return replace(EVERY_RULE[0], id=name, test=lambda situation: Finding(effect, f"{effect}."))


def _effects(length: int) -> Iterator[tuple[Effect, ...]]:
    return product(Effect, repeat=length)


@pytest.mark.parametrize("length", range(5))
def test_any_forbid_refuses_else_any_permit_allows_else_it_is_refused(length: int) -> None:
    for effects in _effects(length):
        rules = tuple(_stub(effect, str(number)) for number, effect in enumerate(effects))
        expected = Effect.PERMIT in effects and Effect.FORBID not in effects
        assert judge(rules, SAMPLES[ContactSituation]).allowed is expected


@pytest.mark.parametrize("length", range(4))
def test_the_order_of_rules_never_matters(length: int) -> None:
    for effects in _effects(length):
        answers = {
            judge(tuple(_stub(effect, "x") for effect in order), SAMPLES[ContactSituation]).allowed
            for order in permutations(effects)
        }
        assert len(answers) == 1


@pytest.mark.parametrize("length", range(1, 4))
def test_a_less_helpful_finding_never_turns_a_refusal_into_an_allow(length: int) -> None:
    for effects in _effects(length):
        refused = not _allowed(effects)
        for position, worse in product(range(length), Effect):
            if HELPFUL[worse] <= HELPFUL[effects[position]]:
                changed = (*effects[:position], worse, *effects[position + 1 :])
                assert not (refused and _allowed(changed))


def _allowed(effects: tuple[Effect, ...]) -> bool:
    rules = tuple(_stub(effect, "x") for effect in effects)
    return judge(rules, SAMPLES[ContactSituation]).allowed


def test_a_rule_that_fails_refuses() -> None:
    def fail(situation: Any) -> Finding:
        raise ZeroDivisionError

    broken = replace(EVERY_RULE[0], test=fail)
    ruling = judge((_stub(Effect.PERMIT, "yes"), broken), SAMPLES[ContactSituation])
    assert not ruling.allowed
    assert [finding.effect for finding in ruling.findings] == [Effect.PERMIT, Effect.FORBID]


def test_house_rules_can_only_deny() -> None:
    rules = [rule for rules in HOUSE.values() for rule in rules]
    assert len(rules) >= 6
    for rule in rules:
        effects = {finding.effect for finding in table(rule).values()}
        assert Effect.FORBID in effects
        assert effects <= {Effect.FORBID, Effect.SILENT}


def test_a_standing_objection_beats_every_permission() -> None:
    """Its rule is asked of every direct marketing message, and always forbids."""
    for policy, law, channel, nature in product(Policy, LAW_DAYS, Channel, DIRECT_MARKETING):
        situation = ContactSituation(channel, nature=nature)
        asked = {rule.id: rule for rule in rules_for(law, policy, situation)}
        rule = asked["objection-to-marketing"]
        assert footprint(rule) == ("marketing_objection",)
        for objection in (Objection.STANDS, Objection.UNKNOWN):
            finding = rule.test(situation._replace(marketing_objection=objection))
            assert finding.effect is Effect.FORBID


def _rule_sets(step: Step | None) -> dict[tuple[Rule, ...], Situation]:
    """Every set of rules that is ever asked together, each with a situation that asks it."""
    found: dict[tuple[Rule, ...], Situation] = {}
    for law, policy in product(LAW_DAYS, Policy):
        for channel, nature in product(Channel, Nature):
            if nature is Nature.LEAFLET and channel is not Channel.POST:
                continue
            situation = ContactSituation(channel, nature=nature)
            rules = rules_for(law, policy, situation)
            found.setdefault(tuple(r for r in rules if step in (None, r.step)), situation)
        for kind in (StorageSituation, DisclosureSituation):
            rules = rules_for(law, policy, SAMPLES[kind])
            found.setdefault(tuple(r for r in rules if step in (None, r.step)), SAMPLES[kind])
    return found


def test_some_ground_speaks_in_every_situation_so_every_refusal_has_a_reason() -> None:
    """Walked over all facts that the grounds of a set read together."""
    rule_sets = _rule_sets(Step.GROUND)
    assert len(rule_sets) >= 15
    for rules, sample in rule_sets.items():
        _assert_never_all_silent(rules, sample)


def _assert_never_all_silent(rules: tuple[Rule, ...], sample: Situation) -> None:
    """Shrinks the walk: what one rule leaves silent is all that the next must be asked about."""
    silent: list[dict[str, Any]] = [{"nature": getattr(sample, "nature", None)}]
    for rule in sorted(rules, key=lambda rule: len(table(rule))):
        silent = list(_left_silent(rule, silent))
    assert silent == []


def _left_silent(rule: Rule, situations: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    facts = footprint(rule)
    for stated in situations:
        free = [fact for fact in facts if fact not in stated]
        for combination in product(*(values(kind_of(rule), fact) for fact in free)):
            full = stated | dict(zip(free, combination, strict=True))
            if table(rule)[tuple(full[fact] for fact in facts)].effect is Effect.SILENT:
                yield full


def test_every_refusal_cites_the_law_of_its_day() -> None:
    for rules in _rule_sets(None):
        for rule in rules:
            assert rule.cites[0].since <= rule.in_force


@pytest.mark.parametrize("kind", [StorageSituation, DisclosureSituation])
@pytest.mark.parametrize("law", [LAW_DAYS[0], LAW_DAYS[-1]])
def test_storage_and_disclosure_hold_every_promise_one_by_one(kind: type, law: Any) -> None:
    allowed = 0
    for situation in situations(kind, SAMPLES[kind]._fields):
        by_law = judge(rules_for(law, Policy.LEGAL_MINIMUM, situation), situation)
        by_house = judge(rules_for(law, Policy.HOUSE, situation), situation)
        effects = {finding.effect for finding in by_law.findings}
        assert by_law.allowed or not by_house.allowed
        assert by_law.allowed or effects & {Effect.FORBID, Effect.WITHHOLD}
        allowed += by_law.allowed
    assert allowed > 1_000


def _random_situation(rng: random.Random) -> ContactSituation:
    """A contact situation that leans to what allows, so that both answers are common."""
    kind = ContactSituation
    good = rng.choice(list(hopeful(_unknown_everywhere(rng))))
    assert isinstance(good, ContactSituation)
    noise = rng.choice([0, 1, 2, 3, 6])
    facts = rng.sample([f for f in kind._fields if f != "channel"], noise)
    chosen: dict[str, Any] = {fact: rng.choice(values(kind, fact)) for fact in facts}
    if chosen.get("nature") is Nature.LEAFLET:
        chosen["channel"] = Channel.POST
    return _as_read(good._replace(**chosen))


def _as_read(situation: ContactSituation) -> ContactSituation:
    """What objects to honest research objects to it as marketing too: no question reads else."""
    if situation.nature is Nature.SERVICE or situation.other_objection is Objection.NONE:
        return situation
    return situation._replace(marketing_objection=situation.other_objection)


def _unknown_everywhere(rng: random.Random) -> Situation:
    channel = rng.choice(list(Channel))
    nature = rng.choice([nature for nature in Nature if nature is not Nature.LEAFLET])
    lately = rng.choice(values(ContactSituation, "collected_lately"))
    return ContactSituation(channel, nature=nature, collected_lately=lately)


@pytest.mark.parametrize("seed", range(4))
def test_a_random_sample_of_contact_situations_holds_every_promise(seed: int) -> None:
    rng = random.Random(seed)
    allowed = hopes = 0
    for _ in range(5_000):
        situation = _random_situation(rng)
        answer = Answer(rng.choice(LAW_DAYS), rng.choice(list(Policy)), situation, ())
        allowed += answer.allowed
        hopes += bool(answer.missing)
        assert answer.because
        assert answer.citations
        assert not (answer.allowed and answer.missing)
        assert answer.allowed or answer.policy is Policy.HOUSE or not _house(answer).allowed
        _assert_unknown_never_helps(answer, rng)
        _assert_hope_is_exact(answer, rng)
    assert allowed > 500
    assert hopes > 100


def _house(answer: Answer) -> Answer:
    return replace(answer, policy=Policy.HOUSE)


def _assert_unknown_never_helps(answer: Answer, rng: random.Random) -> None:
    kind, situation = type(answer.situation), answer.situation
    assert isinstance(situation, ContactSituation)
    honest = situation.nature in (Nature.RESEARCH, Nature.RESEARCH_KEPT)
    facts = [f for f in kind._fields if unknown_values(kind, f) and (f != "nature" or honest)]
    fact = rng.choice(facts)
    unsaid: dict[str, Any] = {fact: unknown_values(kind, fact)[0]}
    without = replace(answer, situation=situation._replace(**unsaid))
    assert answer.allowed or not without.allowed


def _assert_hope_is_exact(answer: Answer, rng: random.Random) -> None:
    """No random completion of the unknown facts is allowed where none of the hopeful ones is."""
    if answer.allowed or answer.could_be_allowed:
        return
    kind = type(answer.situation)
    for _ in range(5):
        completed: dict[str, Any] = {
            fact: rng.choice(known_values(kind, fact))
            for fact in unknown_facts(answer.situation)
            if fact != "nature"
        }
        situation = answer.situation._replace(**completed)
        assert not judge(rules_for(answer.law, answer.policy, situation), situation).allowed
