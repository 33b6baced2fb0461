from datetime import date

import pytest

from sayso.cli.tests.terminal import run
from sayso.law import EVERY_RULE, LAW_DAYS, in_force


def ids_of(out: str) -> list[str]:
    return [line for line in out.splitlines() if line and not line.startswith(" ")]


def test_every_rule_is_listed_with_its_provision() -> None:
    told = run("rules")
    assert (told.code, told.err) == (0, "")
    assert ids_of(told.out) == [rule.id for rule in EVERY_RULE]
    for rule in EVERY_RULE:
        cite = rule.cites[-1]
        assert f"{cite.instrument}, {cite.provision}; in force since {rule.in_force}" in told.out


@pytest.mark.parametrize("on", LAW_DAYS)
def test_the_rules_of_a_day_are_those_in_force_on_it(on: date) -> None:
    told = run("rules", "--on", on.isoformat())
    assert ids_of(told.out) == [rule.id for rule in in_force(EVERY_RULE, on)]


@pytest.mark.parametrize("rule", EVERY_RULE, ids=lambda rule: str(rule.id))
def test_a_rule_is_shown_whole(rule: object) -> None:
    one = next(each for each in EVERY_RULE if each is rule)
    told = run("rules", one.id)
    assert told.code == 0
    assert told.out.startswith(f"{one.id}\n")
    for cite in one.cites:
        assert f"{cite.instrument}, {cite.provision}, since {cite.since}: {cite.url}" in told.out
    for example in one.examples:
        assert f"  {example.name}: {example.effect}\n" in told.out


def test_a_rule_not_in_force_says_so() -> None:
    line = "Not in force on 1 June 2015."
    assert line in run("rules", "charity-soft-opt-in", "--on", "2015-06-01").out
    assert line not in run("rules", "soft-opt-in", "--on", "2015-06-01").out


def test_a_rule_that_is_nearly_named_is_suggested() -> None:
    told = run("rules", "opt-in")
    assert told.code == 2
    assert "perhaps " in told.err
    assert "soft-opt-in" in told.err
