"""Each condition of the contract alone: met it allows, broken it refuses, unknown it is asked."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from sayso.law import decide
from sayso.law.codes import (
    Act,
    Basis,
    Channel,
    PensionsRole,
    Promotes,
    Provenance,
    Recipient,
    RelationshipKind,
    Sector,
    SenderKind,
    StoragePurpose,
)
from sayso.law.question import LegalPower, Relationship, Sender
from sayso.law.tests.cast import (
    MAY,
    TODAY,
    ada_permits,
    ada_says_yes,
    call,
    counter,
    message,
    newsletter,
    sharing,
)

# --- disclosure ------------------------------------------------------------------------

POWER = LegalPower(instrument="Taxes Act", provision="s 1")
UNFOUNDED: dict[str, Any] = {"permission": ada_permits(affirmative=False), "basis": Basis.CONTRACT}
BROKEN_DISCLOSURE: dict[str, dict[str, Any]] = {
    "the person objected": {"objected_on": MAY},
    "nobody is named": {"recipient": Recipient.UNNAMED},
    "nobody was told": {"notice_given": False},
    "it has no ground": UNFOUNDED,
    "there is no contract": {"contract": False},
    "the law does not ask for it": {"legal_power": LegalPower(instrument="", provision="")},
}
HANDED_ON = {"the person objected", "nobody is named", "nobody was told", "it has no ground"}
REFUSED_IF: dict[Act, set[str]] = {
    Act.SELL: HANDED_ON,
    Act.LEASE: HANDED_ON,
    Act.DISTRIBUTE: HANDED_ON,
    Act.DISCLOSE_TO_PROCESSOR: {"nobody was told", "there is no contract"},
    Act.DISCLOSE_BY_LAW: {"the law does not ask for it"},
    Act.PROFILE_FOR_MARKETING: {"the person objected", "nobody was told", "it has no ground"},
    Act.KEEP_SUPPRESSION_KEY: set(),
}


@pytest.mark.parametrize("act", Act)
def test_an_act_is_refused_for_its_own_conditions_only(act: Act) -> None:
    proper = sharing(act=act, contract=True, legal_power=POWER, basis=Basis.LEGITIMATE_INTERESTS)
    assert decide(proper).allowed
    refused = {
        name
        for name, broken in BROKEN_DISCLOSURE.items()
        if not decide(replace(proper, **broken)).allowed
    }
    assert refused == REFUSED_IF[act]


@pytest.mark.parametrize("act", Act)
def test_which_ground_carries_an_act(act: Act) -> None:
    proper = sharing(act=act, contract=True, legal_power=POWER)
    handed_on = act in (Act.SELL, Act.LEASE, Act.DISTRIBUTE)
    needs_none = not handed_on and act is not Act.PROFILE_FOR_MARKETING
    for basis in Basis:
        permitted = replace(proper, basis=basis)
        by_permission = handed_on or needs_none or basis is Basis.CONSENT
        by_interest = basis is Basis.LEGITIMATE_INTERESTS
        assert decide(permitted).allowed is (by_permission or by_interest)
        alone = replace(permitted, permission=ada_permits(affirmative=False))
        assert decide(alone).allowed is (by_interest or needs_none)


# --- storage ---------------------------------------------------------------------------

BROKEN_STORAGE: dict[str, dict[str, Any]] = {
    "it was not asked for": {"requested_by_user": False},
    "it serves another purpose too": {"sole_purpose": False},
    "somebody else provides it": {"provided_by_service": False},
    "it is shared": {"shared_beyond_improvement": True},
    "nobody was told": {"information_given": False},
    "nobody could object": {"objection_offered": False},
    "the visitor objected": {"objected_on": MAY},
    "it is emitted": {"emitted_automatically": True},
}
STATISTICS = set(BROKEN_STORAGE) - {"it was not asked for"}
NOT_STORED_IF: dict[StoragePurpose, set[str]] = {
    StoragePurpose.TRANSMISSION: {"it serves another purpose too"},
    StoragePurpose.STRICTLY_NECESSARY: {"it was not asked for"},
    StoragePurpose.STATISTICS: STATISTICS,
    StoragePurpose.APPEARANCE: STATISTICS - {"it is shared"},
    StoragePurpose.EMERGENCY: {"it serves another purpose too"},
}


@pytest.mark.parametrize("purpose", StoragePurpose)
def test_an_exception_is_closed_by_its_own_conditions_only(purpose: StoragePurpose) -> None:
    proper = counter(purpose=purpose, requested_by_user=True)
    assert decide(proper).allowed is (purpose in NOT_STORED_IF)
    refused = {
        name
        for name, broken in BROKEN_STORAGE.items()
        if not decide(replace(proper, **broken)).allowed
    }
    assert refused == NOT_STORED_IF.get(purpose, set(BROKEN_STORAGE))


@pytest.mark.parametrize("purpose", NOT_STORED_IF)
def test_each_condition_of_an_exception_is_asked_where_it_is_not_known(
    purpose: StoragePurpose,
) -> None:
    proper = counter(purpose=purpose, requested_by_user=True)
    asked = {"consent"}
    for name, broken in BROKEN_STORAGE.items():
        (key,) = broken
        if key in ("objected_on", "emitted_automatically"):
            continue
        unsaid: dict[str, Any] = {key: None}
        found = decide(replace(proper, **unsaid))
        matters = name in NOT_STORED_IF[purpose]
        assert found.allowed is not matters
        assert set(found.as_dict()["missing"]) == ({*asked, key} if matters else set())


# --- soft opt-ins and pensions calls ---------------------------------------------------

BOUGHT = Relationship(
    kind=RelationshipKind.SALE,
    with_sender=True,
    collected_on=TODAY - timedelta(days=30),
    refusal_offered=True,
    refused=False,
)
CUSTOMER = newsletter(
    message=message(promotes=frozenset({Promotes.OWN_SIMILAR})), relationship=BOUGHT
)
DONOR = newsletter(
    message=message(promotes=frozenset({Promotes.CHARITY})),
    sender=Sender(kind=SenderKind.CHARITY),
    relationship=replace(BOUGHT, kind=RelationshipKind.SUPPORT),
)
CLIENT = call(
    message=message(sector=Sector.PENSIONS),
    sender=Sender(pensions_role=PensionsRole.FCA_AUTHORISED, expected_to_call=True),
    relationship=BOUGHT,
)
CONDITIONS: list[tuple[Any, str, str, Any]] = [
    (CUSTOMER, "provenance", "", Provenance.BOUGHT_IN),
    (CUSTOMER, "message", "promotes", frozenset({Promotes.THIRD_PARTY})),
    (CUSTOMER, "relationship", "kind", RelationshipKind.NONE),
    (CUSTOMER, "relationship", "with_sender", False),
    (CUSTOMER, "relationship", "refusal_offered", False),
    (CUSTOMER, "relationship", "refused", True),
    (DONOR, "provenance", "", Provenance.THIRD_PARTY),
    (DONOR, "sender", "kind", SenderKind.COMPANY),
    (DONOR, "message", "promotes", frozenset({Promotes.CHARITY, Promotes.AIMS})),
    (DONOR, "relationship", "kind", RelationshipKind.NONE),
    (DONOR, "relationship", "with_sender", False),
    (DONOR, "relationship", "collected_on", MAY.replace(year=2025)),
    (DONOR, "relationship", "refusal_offered", False),
    (DONOR, "relationship", "refused", True),
    (CLIENT, "sender", "pensions_role", PensionsRole.NONE),
    (CLIENT, "sender", "expected_to_call", False),
    (CLIENT, "relationship", "refusal_offered", False),
    (CLIENT, "relationship", "refused", True),
    (CLIENT, "message", "opt_out", False),
]


@pytest.mark.parametrize(("proper", "part", "key", "broken"), CONDITIONS)
def test_each_condition_refuses_where_it_is_broken_and_is_asked_where_it_is_not_known(
    proper: Any, part: str, key: str, broken: Any
) -> None:
    def told(value: Any) -> Any:
        inner = replace(getattr(proper, part), **{key: value}) if key else value
        return decide(replace(proper, **{part: inner}))

    assert decide(proper).allowed
    assert not told(broken).allowed
    assert told(broken).as_dict()["missing"] == []
    assert not told(None).allowed
    assert told(None).as_dict()["missing"] == [f"{part}.{key}" if key else part]


MAIL = {"names_sender", "opt_out"}
FORMALITIES = {
    Channel.EMAIL: MAIL,
    Channel.SMS: MAIL,
    Channel.VOICEMAIL: MAIL,
    Channel.SOCIAL_MESSAGE: MAIL,
    Channel.LIVE_CALL: {"names_sender", "caller_id_shown"},
    Channel.AUTOMATED_CALL: {"names_sender", "contact_details", "caller_id_shown"},
    Channel.FAX: {"names_sender", "contact_details"},
    Channel.POST: set(),
}


@pytest.mark.parametrize("channel", Channel)
def test_a_channel_has_its_own_formalities(channel: Channel) -> None:
    proper = newsletter(channel=channel, consents=(ada_says_yes(channels=frozenset({channel})),))
    assert decide(proper).allowed
    for key in ("names_sender", "opt_out", "contact_details", "caller_id_shown"):
        without, unsaid = (
            decide(replace(proper, message=message(**{key: value}))) for value in (False, None)
        )
        matters = key in FORMALITIES[channel]
        assert without.allowed is unsaid.allowed is not matters
        assert unsaid.as_dict()["missing"] == ([f"message.{key}"] if matters else [])
        assert without.as_dict()["missing"] == []


@pytest.mark.parametrize("channel", Channel)
def test_no_recipient_is_asked_to_pass_electronic_mail_on(channel: Channel) -> None:
    relayed = newsletter(
        channel=channel,
        message=message(relayed_by_recipient=True),
        consents=(ada_says_yes(channels=frozenset({channel})),),
    )
    assert decide(relayed).allowed is (FORMALITIES[channel] is not MAIL)
