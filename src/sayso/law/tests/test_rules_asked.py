"""Which rules are asked of a message, on which channel and of which nature."""

from datetime import date
from itertools import product

import pytest

from sayso.law.codes import ELECTRONIC_MAIL, Act, Channel, Policy, StoragePurpose
from sayso.law.rulebook import rules_for
from sayso.law.states import (
    DIRECT_MARKETING,
    ContactSituation,
    DisclosureSituation,
    Nature,
    Situation,
    StorageSituation,
)

TODAY = date(2026, 9, 30)
BEGINNING = date(2003, 12, 11)
IN_BETWEEN = date(2018, 9, 8)

MAIL = """
electronic-mail-consent electronic-mail-corporate electronic-mail-solicited soft-opt-in
charity-soft-opt-in electronic-mail-sender electronic-mail-opt-out electronic-mail-relayed
"""
BY_CHANNEL = {
    **dict.fromkeys(ELECTRONIC_MAIL, MAIL),
    Channel.LIVE_CALL: """
        live-call-register live-call-consent live-call-solicited claims-call pensions-call
        live-call-name live-call-number
    """,
    Channel.AUTOMATED_CALL: """
        automated-call-consent automated-call-identity automated-call-number
    """,
    Channel.FAX: "fax-consent fax-solicited fax-register fax-identity",
    Channel.POST: "post",
}
IN_THE_BEGINNING = {
    **dict.fromkeys(ELECTRONIC_MAIL, MAIL.replace("charity-soft-opt-in", "")),
    Channel.LIVE_CALL: """
        live-call-register-2003 live-call-consent live-call-solicited live-call-name
    """,
    Channel.AUTOMATED_CALL: "automated-call-consent automated-call-identity",
    Channel.FAX: BY_CHANNEL[Channel.FAX],
    Channel.POST: BY_CHANNEL[Channel.POST],
}
FROM_2018 = {
    **IN_THE_BEGINNING,
    Channel.LIVE_CALL: """
        live-call-register-2018 live-call-consent live-call-solicited claims-call
        live-call-name live-call-number
    """,
    Channel.AUTOMATED_CALL: BY_CHANNEL[Channel.AUTOMATED_CALL],
}
EVERY_MARKETING = "objection-to-marketing lawful-basis notice restriction"
OTHERWISE = {
    Nature.RESEARCH: "objection-to-research market-research lawful-basis-other notice restriction",
    Nature.SERVICE: "objection-to-service service-message lawful-basis-other notice restriction",
    Nature.LEAFLET: "unaddressed-leaflet",
}
CALLED_RESEARCH = {Nature.RESEARCH_KEPT, Nature.RESEARCH_PERHAPS_KEPT}


def expected(channel: Channel, nature: Nature, by_channel: dict[Channel, str]) -> set[str]:
    if nature not in DIRECT_MARKETING:
        return set(OTHERWISE[nature].split())
    research = {"market-research"} if nature in CALLED_RESEARCH else set()
    return {*EVERY_MARKETING.split(), *by_channel[channel].split(), *research}


def asked(situation: Situation, policy: Policy, law: date = TODAY) -> set[str]:
    return {rule.id for rule in rules_for(law, policy, situation)}


ASKABLE = [
    (channel, nature)
    for channel, nature in product(Channel, Nature)
    if nature is not Nature.LEAFLET or channel is Channel.POST
]


@pytest.mark.parametrize(
    ("law", "by_channel"),
    [(BEGINNING, IN_THE_BEGINNING), (IN_BETWEEN, FROM_2018), (TODAY, BY_CHANNEL)],
    ids=["2003", "2018", "today"],
)
@pytest.mark.parametrize(("channel", "nature"), ASKABLE)
def test_these_rules_and_no_others_are_asked_of_a_message(
    channel: Channel, nature: Nature, law: date, by_channel: dict[Channel, str]
) -> None:
    found = asked(ContactSituation(channel, nature=nature), Policy.LEGAL_MINIMUM, law)
    assert found == expected(channel, nature, by_channel)


@pytest.mark.parametrize(("channel", "nature"), ASKABLE)
def test_the_house_adds_its_own(channel: Channel, nature: Nature) -> None:
    situation = ContactSituation(channel, nature=nature)
    added = asked(situation, Policy.HOUSE) - asked(situation, Policy.LEGAL_MINIMUM)
    of_marketing = {"house-consent", "house-child"} if nature in DIRECT_MARKETING else set()
    of_post = {"house-mail-preference"} if channel is Channel.POST and of_marketing else set()
    assert added == {"house-closed-channel", *of_marketing, *of_post}


STORAGE = """
storage-consent storage-transmission storage-strictly-necessary storage-statistics
storage-appearance storage-emergency
"""
DISCLOSURE = """
disclosure-objection handing-on profiling processor legal-demand suppression-key
disclosure-recipient disclosure-notice
"""


def test_all_rules_of_storage_and_of_disclosure_are_asked() -> None:
    for policy, purpose in product(Policy, StoragePurpose):
        assert asked(StorageSituation(purpose), policy) == set(STORAGE.split())
    for act in Act:
        situation = DisclosureSituation(act)
        assert asked(situation, Policy.LEGAL_MINIMUM) == set(DISCLOSURE.split())
        added = asked(situation, Policy.HOUSE) - asked(situation, Policy.LEGAL_MINIMUM)
        assert added == {"house-no-sale", "house-distribution"}
