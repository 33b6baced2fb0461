"""What every rule finds in its own examples, word by word, as `reasons.json` has it.

After a change of words that is meant:
`python -m sayso.law.tests.test_reasons > src/sayso/law/tests/reasons.json`.
"""

import json
import sys
from pathlib import Path

import pytest

from sayso.law.rule import Finding, Rule
from sayso.law.rulebook import EVERY_RULE
from sayso.law.rules.consents import CONSENT_REASONS
from sayso.law.rules.registers import REGISTER_REASONS

REASONS = Path(__file__).with_name("reasons.json")


def found_by(rule: Rule) -> dict[str, str]:
    """By the name of each example: the effect, the reason, and the facts that are not known."""
    return {example.name: _told(rule.test(example.situation)) for example in rule.examples}


def _told(finding: Finding) -> str:
    unknown = f" [{', '.join(finding.unknown)}]" if finding.unknown else ""
    return f"{finding.effect}: {finding.reason}{unknown}"


def found_now() -> dict[str, dict[str, str]]:
    return {
        **{rule.id: found_by(rule) for rule in EVERY_RULE},
        "consents": {state.value: reason for state, reason in CONSENT_REASONS.items()},
        "registers": {
            f"{register} {state.value}": reason
            for (register, state), reason in REGISTER_REASONS.items()
        },
    }


@pytest.mark.parametrize("rule", EVERY_RULE, ids=lambda rule: rule.id)
def test_a_rule_gives_the_reasons_that_were_agreed(rule: Rule) -> None:
    assert found_by(rule) == json.loads(REASONS.read_text("utf-8"))[rule.id]


def test_no_agreed_reason_is_left_over() -> None:
    assert json.loads(REASONS.read_text("utf-8")) == found_now()


if __name__ == "__main__":
    json.dump(found_now(), sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")
