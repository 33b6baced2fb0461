from datetime import date

import pytest

from sayso.law.codes import (
    CORPORATE,
    Basis,
    Channel,
    PensionsRole,
    Policy,
    Promotes,
    Provenance,
    Purpose,
    RelationshipKind,
    Sector,
    SenderKind,
    Subscriber,
)
from sayso.law.decide import read
from sayso.law.house import House
from sayso.law.question import (
    ContactQuestion,
    DataProtection,
    Listed,
    ListRelease,
    Message,
    Registers,
    Relationship,
    Search,
    Sender,
)
from sayso.law.states import (
    NO,
    UNKNOWN,
    YES,
    Consent,
    ContactSituation,
    Dealing,
    DisclosureSituation,
    Fact,
    LawfulBasis,
    Nature,
    Objection,
    Offer,
    Register,
    Source,
    Trade,
)
from sayso.law.tests.cast import (
    MAY,
    TODAY,
    ada_says_yes,
    bert_says_no,
    call,
    message,
    newsletter,
    sharing,
)


def contact(question: ContactQuestion, house: House | None = None) -> ContactSituation:
    situation = (read(question, house) if house else read(question)).situation
    assert isinstance(situation, ContactSituation)
    return situation


# --- whole situations ------------------------------------------------------------------


def test_of_a_bare_question_nothing_is_known() -> None:
    bare = ContactQuestion(
        on=TODAY, channel=Channel.EMAIL, message=Message(purpose=Purpose.MARKETING)
    )
    reading = read(bare)
    assert reading.situation == ContactSituation(
        channel=Channel.EMAIL,
        offer=Offer.UNKNOWN,
        source=Source.UNKNOWN,
        with_sender=NO,
        refusal_offered=NO,
        refused=NO,
        sender_is_charity=UNKNOWN,
        names_sender=UNKNOWN,
        opt_out=UNKNOWN,
        contact_details=UNKNOWN,
        caller_id_shown=UNKNOWN,
        basis=LawfulBasis.UNKNOWN,
        notice_given=UNKNOWN,
    )
    assert reading.gaps == (
        ("consent", ()),
        ("marketing_objection", ()),
        ("other_objection", ()),
        ("tps", ("registers.tps",)),
        ("ctps", ("registers.ctps",)),
        ("fps", ("registers.fps",)),
        ("mps", ("registers.mps",)),
    )


def test_of_a_full_question_everything_is_read() -> None:
    full = newsletter(
        channel=Channel.FAX,
        policy=Policy.HOUSE,
        subscriber=Subscriber.LLP,
        message=message(
            sector=Sector.PENSIONS, solicited_on=TODAY, relayed_by_recipient=True, opt_out=False
        ),
        sender=Sender(
            kind=SenderKind.CHARITY, pensions_role=PensionsRole.NONE, expected_to_call=True
        ),
        provenance=Provenance.BOUGHT_IN,
        relationship=Relationship(
            kind=RelationshipKind.SUPPORT,
            with_sender=True,
            collected_on=TODAY,
            refusal_offered=True,
            refused=True,
        ),
        consents=(ada_says_yes(channels=None),),
        objections=(bert_says_no(on=TODAY, channels=None),),
        list_release=ListRelease(on=MAY, channels=frozenset({Channel.FAX})),
        registers=Registers(
            tps=Search(edition=TODAY, listed_on=TODAY),
            ctps=Search(edition=TODAY, listed_on=Listed.SINCE_UNKNOWN),
            fps=Search(edition=MAY, listed_on=Listed.NO),
            mps=Search(edition=TODAY),
        ),
        data_protection=DataProtection(
            basis=Basis.PUBLIC_TASK, notice_given=False, restricted=True, child=True
        ),
    )
    reading = read(full)
    assert reading.situation == ContactSituation(
        channel=Channel.FAX,
        nature=Nature.MARKETING,
        corporate=YES,
        marketing_objection=Objection.UNKNOWN,
        other_objection=Objection.NONE,
        solicited=YES,
        consent=Consent.UNKNOWN,
        offer=Offer.OTHER,
        source=Source.BOUGHT_IN,
        dealing=Dealing.SUPPORT,
        with_sender=YES,
        collected_lately=YES,
        refusal_offered=YES,
        refused=YES,
        sender_is_charity=YES,
        trade=Trade.PENSIONS,
        pensions_role=NO,
        expected_to_call=YES,
        tps=Register.LISTED_LATELY,
        ctps=Register.LISTED_UNDATED,
        fps=Register.STALE,
        mps=Register.UNKNOWN,
        names_sender=YES,
        opt_out=NO,
        contact_details=YES,
        caller_id_shown=YES,
        relayed=YES,
        basis=LawfulBasis.PUBLIC_TASK,
        notice_given=NO,
        restricted=YES,
        child=YES,
        released=YES,
        closed=YES,
    )
    assert dict(reading.gaps) == {
        "consent": ("consents.channels",),
        "marketing_objection": ("objections.channels",),
        "other_objection": (),
        "tps": (),
        "ctps": (),
        "fps": (),
        "mps": ("registers.mps.listed_on",),
    }


# --- what the message is ---------------------------------------------------------------

ONE = frozenset({Promotes.THIRD_PARTY})
NATURES = [
    (Purpose.MARKETING, None, None, Nature.MARKETING),
    (Purpose.MARKETING, frozenset(), None, Nature.MARKETING),
    (Purpose.CONSENT_REQUEST, None, None, Nature.MARKETING),
    (Purpose.SERVICE, None, None, Nature.SERVICE),
    (Purpose.SERVICE, frozenset(), True, Nature.SERVICE),
    (Purpose.SERVICE, ONE, None, Nature.SERVICE_WITH_PROMOTION),
    (Purpose.MARKET_RESEARCH, ONE, False, Nature.RESEARCH_WITH_PROMOTION),
    (Purpose.MARKET_RESEARCH, None, None, Nature.RESEARCH_PERHAPS_KEPT),
    (Purpose.MARKET_RESEARCH, frozenset(), True, Nature.RESEARCH_KEPT),
    (Purpose.MARKET_RESEARCH, None, False, Nature.RESEARCH),
]


@pytest.mark.parametrize(("purpose", "promotes", "kept", "expected"), NATURES)
def test_a_message_is_what_it_does_whatever_its_sender_calls_it(
    purpose: Purpose, promotes: frozenset[Promotes] | None, kept: bool | None, expected: Nature
) -> None:
    about = message(purpose=purpose, promotes=promotes, answers_kept_for_marketing=kept)
    for channel in Channel:
        assert contact(newsletter(message=about, channel=channel)).nature is expected


@pytest.mark.parametrize("channel", Channel)
def test_only_by_post_can_a_message_be_addressed_to_nobody(channel: Channel) -> None:
    leaflet = newsletter(message=message(addressed=False), channel=channel)
    expected = Nature.LEAFLET if channel is Channel.POST else Nature.MARKETING
    assert contact(leaflet).nature is expected


PLEA = {Promotes.CONSENT}
OFFERS = [
    (Purpose.MARKETING, None, Offer.UNKNOWN),
    (Purpose.MARKETING, set(), Offer.OTHER),
    (Purpose.MARKETING, {Promotes.OWN_SIMILAR}, Offer.OWN_SIMILAR),
    (Purpose.MARKETING, {Promotes.OWN_SIMILAR, Promotes.CHARITY}, Offer.OTHER),
    (Purpose.MARKETING, {Promotes.CHARITY}, Offer.CHARITY),
    (Purpose.MARKETING, PLEA, Offer.OTHER),
    (Purpose.SERVICE, {Promotes.OWN_SIMILAR}, Offer.OWN_SIMILAR),
    (Purpose.SERVICE, None, Offer.OTHER),
    (Purpose.SERVICE, PLEA, Offer.OTHER),
    (Purpose.CONSENT_REQUEST, None, Offer.OWN_SIMILAR),
    (Purpose.CONSENT_REQUEST, set(), Offer.OWN_SIMILAR),
    (Purpose.CONSENT_REQUEST, PLEA, Offer.OWN_SIMILAR),
    (Purpose.CONSENT_REQUEST, {Promotes.CONSENT, Promotes.OWN_SIMILAR}, Offer.OTHER),
    (Purpose.CONSENT_REQUEST, {Promotes.CHARITY}, Offer.CHARITY),
    (Purpose.CONSENT_REQUEST, {Promotes.THIRD_PARTY}, Offer.OTHER),
]


@pytest.mark.parametrize(("purpose", "promotes", "expected"), OFFERS)
def test_the_soft_opt_ins_know_three_kinds_of_offer(
    purpose: Purpose, promotes: set[Promotes] | None, expected: Offer
) -> None:
    said = None if promotes is None else frozenset(promotes)
    about = message(purpose=purpose, promotes=said)
    assert contact(newsletter(message=about)).offer is expected


# --- who, whence and on what basis -----------------------------------------------------


@pytest.mark.parametrize("subscriber", Subscriber)
def test_the_subscriber_counts_as_corporate_or_as_an_individual(subscriber: Subscriber) -> None:
    expected = subscriber.value in {
        "limited_company",
        "llp",
        "scottish_partnership",
        "public_body",
        "corporation_sole",
    }
    assert (contact(newsletter(subscriber=subscriber)).corporate is YES) is expected
    assert (subscriber in CORPORATE) is expected


@pytest.mark.parametrize("kind", [*SenderKind, None])
def test_a_charity_is_a_charity(kind: SenderKind | None) -> None:
    expected = {SenderKind.CHARITY: YES, None: UNKNOWN}.get(kind, NO)
    assert contact(newsletter(sender=Sender(kind=kind))).sender_is_charity is expected


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (PensionsRole.FCA_AUTHORISED, YES),
        (PensionsRole.TRUSTEE_OR_MANAGER, YES),
        (PensionsRole.NONE, NO),
        (None, UNKNOWN),
    ],
)
def test_a_pensions_caller_has_a_role_or_none(role: PensionsRole | None, expected: Fact) -> None:
    assert contact(call(sender=Sender(pensions_role=role))).pensions_role is expected


SOURCES = {
    Provenance.DIRECT: Source.DIRECT,
    Provenance.BOUGHT_IN: Source.BOUGHT_IN,
    Provenance.THIRD_PARTY: Source.OTHER,
    Provenance.PUBLIC_SOURCE: Source.OTHER,
    None: Source.UNKNOWN,
}
DEALINGS = {
    RelationshipKind.SALE: Dealing.PURCHASE,
    RelationshipKind.NEGOTIATION: Dealing.PURCHASE,
    RelationshipKind.MEMBERSHIP: Dealing.PURCHASE,
    RelationshipKind.SUPPORT: Dealing.SUPPORT,
    RelationshipKind.NONE: Dealing.NONE,
    None: Dealing.UNKNOWN,
}
BASES = {
    Basis.CONSENT: LawfulBasis.CONSENT,
    Basis.LEGITIMATE_INTERESTS: LawfulBasis.LEGITIMATE_INTERESTS,
    Basis.PUBLIC_TASK: LawfulBasis.PUBLIC_TASK,
    Basis.CONTRACT: LawfulBasis.OTHER,
    Basis.LEGAL_OBLIGATION: LawfulBasis.OTHER,
    Basis.NONE: LawfulBasis.NONE,
    None: LawfulBasis.UNKNOWN,
}
TRADES = {
    Sector.NONE: Trade.NONE,
    Sector.CLAIMS_MANAGEMENT: Trade.CLAIMS,
    Sector.PENSIONS: Trade.PENSIONS,
}


@pytest.mark.parametrize("provenance", [*Provenance, None])
def test_where_the_details_came_from(provenance: Provenance | None) -> None:
    assert contact(newsletter(provenance=provenance)).source is SOURCES[provenance]


@pytest.mark.parametrize("kind", [*RelationshipKind, None])
def test_in_what_dealing_they_were_collected(kind: RelationshipKind | None) -> None:
    known = Relationship(kind=kind)
    assert contact(newsletter(relationship=known)).dealing is DEALINGS[kind]


@pytest.mark.parametrize("basis", [*Basis, None])
def test_on_what_basis_the_details_are_used(basis: Basis | None) -> None:
    on_basis = newsletter(data_protection=DataProtection(basis=basis))
    assert contact(on_basis).basis is BASES[basis]
    disclosed = read(sharing(basis=basis)).situation
    assert isinstance(disclosed, DisclosureSituation)
    assert disclosed.basis is BASES[basis]


@pytest.mark.parametrize("sector", Sector)
def test_which_trade_a_call_is_about(sector: Sector) -> None:
    assert contact(call(message=message(sector=sector))).trade is TRADES[sector]


@pytest.mark.parametrize(
    ("collected_on", "expected"),
    [
        (date(2026, 2, 4), NO),
        (date(2026, 2, 5), YES),
        (date(2026, 2, 6), YES),
        (None, UNKNOWN),
    ],
)
def test_a_charity_may_count_on_details_collected_since_5_february_2026(
    collected_on: date | None, expected: Fact
) -> None:
    known = Relationship(collected_on=collected_on)
    assert contact(newsletter(relationship=known)).collected_lately is expected


def test_of_a_relationship_on_record_what_is_not_stated_is_not_known() -> None:
    situation = contact(newsletter(relationship=Relationship(kind=RelationshipKind.SALE)))
    assert situation.with_sender is UNKNOWN
    assert situation.refusal_offered is UNKNOWN
    assert situation.refused is UNKNOWN


# --- the house -------------------------------------------------------------------------


@pytest.mark.parametrize("channel", Channel)
def test_the_house_closes_text_messages_and_fax(channel: Channel) -> None:
    assert contact(newsletter(channel=channel)).closed is NO
    closed = contact(newsletter(channel=channel, policy=Policy.HOUSE)).closed
    assert (closed is YES) is (channel in (Channel.SMS, Channel.FAX))


def test_a_policy_may_close_other_channels() -> None:
    house = House(closed_channels=frozenset({Channel.POST}))
    for channel, expected in ((Channel.POST, YES), (Channel.SMS, NO)):
        question = newsletter(channel=channel, policy=Policy.HOUSE)
        assert contact(question, house).closed is expected


def test_a_list_is_released_for_the_channels_named() -> None:
    release = ListRelease(on=MAY, channels=frozenset({Channel.EMAIL}))
    assert contact(newsletter(list_release=release)).released is YES
    assert contact(call(list_release=release)).released is NO
    assert contact(newsletter()).released is NO
