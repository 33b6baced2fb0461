"""Every rule is written down whole: its words, its place in the law, and examples that hold."""

import ast
import inspect
import pkgutil
from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module
from types import ModuleType

import pytest

from sayso.law import rules as rules_package
from sayso.law.rule import Effect, Rule
from sayso.law.rulebook import EVERY_RULE, HOUSE, LAW, LAW_DAYS, in_force
from sayso.law.tests.walk import footprint, table

each_rule = pytest.mark.parametrize("rule", EVERY_RULE, ids=lambda rule: rule.id)


def rule_modules() -> Iterator[ModuleType]:
    """Every module below `rules` that holds a rule."""
    prefix = f"{rules_package.__name__}."
    for found in pkgutil.walk_packages(rules_package.__path__, prefix):
        module = import_module(found.name)
        if hasattr(module, "RULE"):
            yield module


def module_of(rule: Rule) -> ModuleType:
    """The module that a rule stands in."""
    return next(module for module in rule_modules() if module.RULE is rule)


def test_every_rule_module_is_in_the_rulebook_once() -> None:
    assert {id(module.RULE) for module in rule_modules()} == {id(rule) for rule in EVERY_RULE}
    assert len({rule.id for rule in EVERY_RULE}) == len(EVERY_RULE)


@each_rule
def test_the_module_bears_the_name_of_its_rule(rule: Rule) -> None:
    module = module_of(rule)
    assert module.__name__.rpartition(".")[2] == rule.id.replace("-", "_")
    assert rule.test.__name__ == rule.id.replace("-", "_")


@each_rule
def test_the_docstring_says_what_when_and_what_not(rule: Rule) -> None:
    doc = inspect.getdoc(module_of(rule))
    assert doc
    first, conditions, not_modelled = doc.split("\n\n")
    assert first.endswith(".")
    assert "\n" not in first
    assert conditions.startswith("Conditions: ")
    assert not_modelled.startswith("Not modelled: ")


@each_rule
def test_every_example_holds(rule: Rule) -> None:
    for example in rule.examples:
        assert rule.test(example.situation).effect is example.effect, example.name


@each_rule
def test_examples_show_every_effect_that_the_rule_can_have(rule: Rule) -> None:
    shown = {example.effect for example in rule.examples}
    assert shown == {finding.effect for finding in table(rule).values()}


@each_rule
def test_there_is_an_example_for_every_return(rule: Rule) -> None:
    """Each `return` of the rule's own functions is reached by an example."""
    module = module_of(rule)
    source = inspect.getsource(module)
    reached: set[int] = set()
    for example in rule.examples:
        reached |= _lines_run(rule, example.situation, module)
    returns = {
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Return) and node.value is not None
    }
    assert returns
    assert returns <= reached


def _lines_run(rule: Rule, situation: object, module: ModuleType) -> set[int]:
    import sys

    lines: set[int] = set()

    def trace(frame: object, event: str, arg: object) -> object:
        if frame.f_code.co_filename == module.__file__:  # type: ignore[attr-defined]
            lines.add(frame.f_lineno)  # type: ignore[attr-defined]
        return trace

    before = sys.gettrace()
    sys.settrace(trace)  # type: ignore[arg-type]
    try:
        rule.test(situation)
    finally:
        sys.settrace(before)
    return lines


@each_rule
def test_a_rule_is_law_from_its_day_and_not_before(rule: Rule) -> None:
    assert rule in in_force(EVERY_RULE, rule.in_force)
    assert rule not in in_force(EVERY_RULE, rule.in_force - timedelta(days=1))


@each_rule
def test_a_rule_cites_one_provision_for_each_time_oldest_first(rule: Rule) -> None:
    since = [cite.since for cite in rule.cites]
    assert since == sorted(set(since))
    for cite in rule.cites:
        assert cite.since in LAW_DAYS
        assert rule.cite(cite.since) is cite
        assert cite.instrument
        assert cite.provision
        assert cite.url.startswith(("https://www.legislation.gov.uk/", "docs/"))


@each_rule
def test_the_day_a_rule_begins_is_a_day_on_which_the_law_changed(rule: Rule) -> None:
    assert rule.in_force in LAW_DAYS


def test_only_the_law_cites_statutes_and_only_the_house_cites_itself() -> None:
    for rules, instrument in ((LAW, False), (HOUSE, True)):
        for rule in (rule for some in rules.values() for rule in some):
            assert all((cite.instrument == "House rules") is instrument for cite in rule.cites)


def test_a_rule_replaces_one_that_was_there_before() -> None:
    by_id = {rule.id: rule for rule in EVERY_RULE}
    replacing = [rule for rule in EVERY_RULE if rule.replaces]
    assert len(replacing) == 2
    for rule in replacing:
        assert rule.replaces
        assert by_id[rule.replaces].in_force < rule.in_force
        assert by_id[rule.replaces] not in in_force(EVERY_RULE, rule.in_force)


@each_rule
def test_a_rule_reads_only_a_few_facts(rule: Rule) -> None:
    """What keeps a rule readable, and its whole space walkable."""
    assert len(footprint(rule)) <= 9
    assert Effect.SILENT not in {e.effect for e in rule.examples} or footprint(rule)
