"""The controls that ask the law itself: questions whose answer each promise settles beforehand.

A rule that was mended wrongly, or a policy that says otherwise, is found here within the hour. Each
probe says everything in its favour but the one thing that the promise is about.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from sayso.days import today_in_london
from sayso.evidence.controls import Control, Found, found
from sayso.law import DeadlineQuestion, decide, parse_question
from sayso.law.codes import Channel
from sayso.policy.queries import current

ALLOW, DENY = "allow", "deny"


class Probe(NamedTuple):
    """A question, and the only answer that keeps the promise."""

    question: Mapping[str, Any]
    expected: str


def _asked(words: str, probes: Sequence[Probe]) -> Found:
    bad = sum(_answer(one.question) != one.expected for one in probes)
    if bad:
        words = f"{bad} of {len(probes)} test questions are answered otherwise than we promise."
    return found(words, bad=bad, of=len(probes))


def _answer(question: Mapping[str, Any]) -> str:
    asked = parse_question({"policy": "house", **question}, today=today_in_london())
    if isinstance(asked, DeadlineQuestion):
        raise TypeError("a deadline is neither allowed nor denied")
    return ALLOW if decide(asked).allowed else DENY


def _day(ago: int) -> str:
    return (today_in_london() - timedelta(days=ago)).isoformat()


def _consent(channels: Iterable[str], covers: Iterable[str]) -> dict[str, Any]:
    good = dict.fromkeys(("affirmative", "unbundled", "informed", "evidenced"), True)
    said = {"given_on": _day(30), "channels": list(channels), "covers": list(covers)}
    return {**said, **good, "address": "this", "sender_named": "named", "obtained": "direct"}


def _contact(channel: str, **more: Any) -> dict[str, Any]:
    """A message that nothing keeps back, but for what `more` says."""
    message = {
        "purpose": "marketing",
        "promotes": ["own_similar"],
        "names_sender": True,
        "opt_out": True,
        "contact_details": True,
        "caller_id_shown": True,
    }
    return {
        "question": "contact",
        "channel": channel,
        "subscriber": "individual",
        "sender": {"kind": str(current().policy.organisation.kind)},
        "provenance": "direct",
        "data_protection": {"basis": "consent", "notice_given": True},
        "consents": [_consent([channel], ["own_similar"])],
        **more,
        "message": message | more.get("message", {}),
    }


def consent_per_channel() -> Found:
    """A yes to one channel, asked about each of the others."""
    open_ones = [one for one in Channel if one not in {Channel.SMS, Channel.FAX}]
    probes = [
        Probe(
            _contact(str(asked), consents=[_consent([str(given)], ["own_similar"])]),
            ALLOW if asked is given else DENY,
        )
        for given in open_ones
        for asked in open_ones
    ]
    return _asked("A yes to one channel opens that one and none of the others.", probes)


def decision_replay() -> Found:
    """One message to a supporter of a charity: as law stood before 5 February 2026, and since."""
    gave = date(2026, 2, 10)  # the exception covers nobody from before it

    def asked(on: date) -> dict[str, Any]:
        return _contact(
            "email",
            on=on.isoformat(),
            policy="legal-minimum",
            consents=[],
            sender={"kind": "charity"},
            message={"promotes": ["charity"]},
            relationship=_supporter(min(on, gave)),
            data_protection={"basis": "legitimate_interests", "notice_given": True},
        )

    probes = [Probe(asked(date(2025, 6, 1)), DENY), Probe(asked(date(2026, 6, 1)), ALLOW)]
    words = "A message of 2025 and one of 2026 are each answered by the law of its day."
    return _asked(words, probes)


def _supporter(since: date) -> dict[str, Any]:
    said = {"kind": "support", "with_sender": True, "refusal_offered": True, "refused": False}
    return said | {"collected_on": since.isoformat()}


def charity_soft_opt_in_off() -> Found:
    """The exception for charities, asked for by a body of our kind."""
    kind = str(current().policy.organisation.kind)
    question = _contact(
        "email",
        policy="legal-minimum",
        consents=[],
        message={"promotes": ["charity"]},
        relationship=_supporter(today_in_london() - timedelta(days=60)),
        data_protection={"basis": "legitimate_interests", "notice_given": True},
    )
    own = ALLOW if kind == "charity" else DENY
    others = [
        Probe({**question, "sender": {"kind": one}}, DENY) for one in ("company", "non_profit")
    ]
    words = "The exception for charities opens nothing to a body that is none."
    return _asked(words, [Probe(question, own), *others])


def research_kept_apart() -> Found:
    """Research that keeps its answers for marketing, or sells something, is marketing."""
    message = {"purpose": "market_research", "promotes": []}
    basis = {"basis": "legitimate_interests", "notice_given": True}
    honest = message | {"answers_kept_for_marketing": False}

    def asked(said: Mapping[str, Any]) -> dict[str, Any]:
        return _contact("live_call", message=said, consents=[], data_protection=basis)

    probes = [
        Probe(asked(honest), ALLOW),
        Probe(asked(message | {"answers_kept_for_marketing": True}), DENY),
        Probe(asked(message), DENY),
        Probe(asked(honest | {"promotes": ["own_similar"]}), DENY),
    ]
    return _asked("A survey that sells, or keeps its answers for it, counts as marketing.", probes)


def service_messages_plain() -> Found:
    """A service message, plain and with an offer in it."""
    basis = {"basis": "contract", "notice_given": True}

    def asked(promotes: list[str]) -> dict[str, Any]:
        message = {"purpose": "service", "promotes": promotes}
        return _contact("email", message=message, consents=[], data_protection=basis)

    offers = ("own_similar", "own_other", "third_party")
    probes = [Probe(asked([]), ALLOW), *(Probe(asked([one]), DENY) for one in offers)]
    return _asked("A service message with an offer in it counts as marketing.", probes)


def partner_offers_apart() -> Found:
    """A yes to our own offers, asked about those of others."""
    mine, theirs = ["own_similar"], ["third_party"]
    probes = [
        Probe(_contact("email", message={"promotes": theirs}), DENY),
        Probe(
            _contact(
                "email",
                message={"promotes": theirs},
                consents=[_consent(["email"], theirs)],
            ),
            ALLOW,
        ),
        Probe(_contact("email", message={"promotes": mine + theirs}), DENY),
    ]
    return _asked("A yes to our own offers is none to those of partners.", probes)


def call_formalities() -> Found:
    """A call to which somebody said yes, without a name or a number."""
    probes = [
        Probe(_contact("live_call"), ALLOW),
        Probe(_contact("live_call", message={"names_sender": False}), DENY),
        Probe(_contact("live_call", message={"caller_id_shown": False}), DENY),
        Probe(_contact("automated_call", message={"contact_details": False}), DENY),
    ]
    return _asked("No call is allowed that hides who calls, or their number.", probes)


# --- handed over -------------------------------------------------------------------------


def _disclosure(act: str, **more: Any) -> dict[str, Any]:
    return {"question": "disclosure", "act": act, "recipient": "named", **more}


def _permission() -> dict[str, Any]:
    said = _consent([], [])
    return {key: said[key] for key in said if key not in {"channels", "covers", "address"}}


def no_sale() -> Found:
    """Selling and renting out, with everything in their favour."""
    favour = {"permission": _permission(), "notice_given": True, "basis": "consent"}
    probes = [Probe(_disclosure(act, **favour), DENY) for act in ("sell", "lease")]
    return _asked("Details may be sold or rented out to nobody, even with a permission.", probes)


def disclosure_permission() -> Found:
    """Handing details on, with a permission of their own and without."""
    basis = {"notice_given": True, "basis": "legitimate_interests"}
    permitted = {"permission": _permission(), "notice_given": True, "basis": "consent"}
    probes = [
        Probe(_disclosure("distribute", **basis), DENY),
        Probe(_disclosure("distribute", **permitted), ALLOW),
        Probe(_disclosure("distribute", **permitted, objected_on=_day(1)), DENY),
    ]
    return _asked("Details are handed on only with a permission that names who gets them.", probes)


def legal_demand_checked() -> Found:
    """A demand with a power of law, and without one."""
    power = {"instrument": "Data Protection Act 2018", "provision": "Sch 2 para 5"}
    probes = [
        Probe(_disclosure("disclose_by_law"), DENY),
        Probe(
            _disclosure("disclose_by_law", legal_power={"instrument": "", "provision": ""}), DENY
        ),
        Probe(_disclosure("disclose_by_law", legal_power=power), ALLOW),
    ]
    return _asked("A demand that names no power of law is refused.", probes)


CONTROLS: Mapping[str, Control] = {
    "consent-per-channel": consent_per_channel,
    "decision-replay": decision_replay,
    "charity-soft-opt-in-off": charity_soft_opt_in_off,
    "research-kept-apart": research_kept_apart,
    "service-messages-plain": service_messages_plain,
    "partner-offers-apart": partner_offers_apart,
    "call-formalities": call_formalities,
    "no-sale": no_sale,
    "disclosure-permission": disclosure_permission,
    "legal-demand-checked": legal_demand_checked,
}
