"""The live-call rules of today, as they would be written for Cedar and for CEL.

Both are given a call as the law's situation has it, in plain words: consents and objections
weighed, registers compared with the day. So they have the smaller job. Their rules hold for
marketing calls since 2026-02-05 under the law alone.
"""

from collections.abc import Iterable
from typing import Any

import cedarpy
import cel

from sayso.law.states import Situation

FACTS = (
    "marketing_objection",
    "solicited",
    "consent",
    "corporate",
    "trade",
    "pensions_role",
    "expected_to_call",
    "refusal_offered",
    "refused",
    "opt_out",
    "tps",
    "ctps",
    "names_sender",
    "caller_id_shown",
    "basis",
    "notice_given",
    "restricted",
)
"""All that the rules below read."""

Facts = dict[str, str]


def plain_facts(situation: Situation) -> Facts:
    """A situation as both engines take it: a plain mapping of words."""
    return {fact: str(getattr(situation, fact)) for fact in FACTS}


# --- Cedar -----------------------------------------------------------------------------

CEDAR = """
@id("live-call-solicited")
permit (principal, action == Action::"live_call", resource)
when { context.solicited == "yes" };

@id("live-call-consent")
permit (principal, action == Action::"live_call", resource)
when { context.consent == "valid" };

@id("live-call-register")
permit (principal, action == Action::"live_call", resource)
when {
  ["clear", "listed_lately"].contains(context.tps) &&
  ["clear", "listed_lately"].contains(context.ctps)
}
unless { context.trade == "claims" }
unless { context.trade == "pensions" && context.corporate != "yes" };

@id("pensions-call-expected")
permit (principal, action == Action::"live_call", resource)
when {
  context.trade == "pensions" && context.corporate != "yes" &&
  context.expected_to_call == "yes" && context.refusal_offered == "yes" &&
  context.refused == "no" && context.opt_out == "yes"
};

@id("pensions-call-role")
forbid (principal, action == Action::"live_call", resource)
when { context.trade == "pensions" && context.corporate != "yes" }
unless { context.solicited == "yes" || context.pensions_role == "yes" };

@id("claims-call")
forbid (principal, action == Action::"live_call", resource)
when { context.trade == "claims" }
unless { context.solicited == "yes" || context.consent == "valid" };

@id("objection-to-marketing")
forbid (principal, action, resource)
unless { context.marketing_objection == "none" };

@id("live-call-name")
forbid (principal, action == Action::"live_call", resource)
unless { context.names_sender == "yes" };

@id("live-call-number")
forbid (principal, action == Action::"live_call", resource)
unless { context.caller_id_shown == "yes" };

@id("lawful-basis")
forbid (principal, action, resource)
unless {
  ["legitimate_interests", "public_task"].contains(context.basis) ||
  (context.basis == "consent" && context.consent == "valid")
};

@id("notice")
forbid (principal, action, resource)
unless { context.notice_given == "yes" };

@id("restriction")
forbid (principal, action, resource)
when { context.restricted == "yes" };
"""

CEDAR_POLICIES = cedarpy.PolicySet.from_str(CEDAR)
CEDAR_ENTITIES = cedarpy.Entities.from_json_str("[]")


def cedar_request(context: Facts | str) -> dict[str, Any]:
    """A request as Cedar takes it fastest; the context may already be JSON text."""
    return {
        "principal": {"type": "Caller", "id": "us"},
        "action": {"type": "Action", "id": "live_call"},
        "resource": {"type": "Line", "id": "theirs"},
        "context": context,
    }


def ask_cedar(request: dict[str, Any]) -> bool:
    """Whether Cedar allows it."""
    return cedarpy.is_authorized(request, CEDAR_POLICIES, CEDAR_ENTITIES).allowed


def ask_cedar_together(requests: list[dict[str, Any]]) -> list[bool]:
    """Whether Cedar allows each of many, asked in one call."""
    answers = cedarpy.is_authorized_batch(requests, CEDAR_POLICIES, CEDAR_ENTITIES)
    return [answer.allowed for answer in answers]


# --- CEL -------------------------------------------------------------------------------

_PENSIONS = 'trade == "pensions" && corporate != "yes"'

CEL_PERMITS = {
    "live-call-solicited": 'solicited == "yes"',
    "live-call-consent": 'consent == "valid"',
    "live-call-register": (
        'tps in ["clear", "listed_lately"] && ctps in ["clear", "listed_lately"] '
        f'&& trade != "claims" && !({_PENSIONS})'
    ),
    "pensions-call-expected": (
        f'{_PENSIONS} && expected_to_call == "yes" && refusal_offered == "yes" '
        '&& refused == "no" && opt_out == "yes"'
    ),
}
CEL_FORBIDS = {
    "objection-to-marketing": 'marketing_objection != "none"',
    "pensions-call-role": f'{_PENSIONS} && solicited != "yes" && pensions_role != "yes"',
    "claims-call": 'trade == "claims" && solicited != "yes" && consent != "valid"',
    "live-call-name": 'names_sender != "yes"',
    "live-call-number": 'caller_id_shown != "yes"',
    "lawful-basis": (
        '!(basis in ["legitimate_interests", "public_task"] '
        '|| basis == "consent" && consent == "valid")'
    ),
    "notice": 'notice_given != "yes"',
    "restriction": 'restricted == "yes"',
}


def _any(expressions: Iterable[str]) -> str:
    return " || ".join(f"({expression})" for expression in expressions)


def _each(expressions: dict[str, str]) -> str:
    held = (f'"{rule}": {expression}' for rule, expression in expressions.items())
    return f"{{{', '.join(held)}}}"


CEL_VERDICT = cel.compile(f"!({_any(CEL_FORBIDS.values())}) && ({_any(CEL_PERMITS.values())})")
CEL_EVERY_RULE = cel.compile(_each(CEL_PERMITS | CEL_FORBIDS))


def ask_cel(facts: Facts | cel.Context) -> bool:
    """Whether CEL allows it; nothing tells why."""
    return bool(CEL_VERDICT.execute(facts))


def ask_cel_every_rule(facts: Facts | cel.Context) -> dict[str, bool]:
    """Which rules hold, by CEL: the nearest it comes to a trace."""
    held: dict[str, bool] = CEL_EVERY_RULE.execute(facts)
    return held
