"""Whom the tests are about: Ada consented, Bert objected, Cleo is a company, Dev is on TPS,
Eve is elsewhere. Each function gives one complete record; a test changes what it is about.
"""

from dataclasses import replace
from datetime import date
from typing import Any

from sayso.law.codes import (
    Act,
    Address,
    Basis,
    Channel,
    Obtained,
    Promotes,
    Provenance,
    Purpose,
    Recipient,
    Right,
    SenderKind,
    SenderNamed,
    StoragePurpose,
    Subscriber,
)
from sayso.law.question import (
    Consent,
    ContactQuestion,
    DataProtection,
    DeadlineQuestion,
    DisclosureQuestion,
    Listed,
    Message,
    Objection,
    Permission,
    Registers,
    Search,
    Sender,
    StorageConsent,
    StorageQuestion,
)

TODAY = date(2026, 11, 22)
MAY = date(2026, 5, 6)
"""When Ada said yes, and Bert no."""

CLEAR = Search(edition=date(2026, 11, 20), listed_on=Listed.NO)
SCREENED = Registers(tps=CLEAR, ctps=CLEAR)


def ada_says_yes(**changes: Any) -> Consent:
    """A consent in which nothing is wrong: to Ada's newsletter by email."""
    consent = Consent(
        given_on=MAY,
        channels=frozenset({Channel.EMAIL}),
        covers=frozenset({Promotes.OWN_OTHER}),
        address=Address.THIS,
        sender_named=SenderNamed.NAMED,
        affirmative=True,
        unbundled=True,
        informed=True,
        evidenced=True,
        obtained=Obtained.DIRECT,
    )
    return replace(consent, **changes)


def bert_says_no(**changes: Any) -> Objection:
    """An objection to marketing by email."""
    return replace(Objection(on=MAY, channels=frozenset({Channel.EMAIL})), **changes)


def message(**changes: Any) -> Message:
    """A marketing message in proper form."""
    proper = Message(
        purpose=Purpose.MARKETING,
        promotes=frozenset({Promotes.OWN_OTHER}),
        names_sender=True,
        opt_out=True,
        contact_details=True,
        caller_id_shown=True,
    )
    return replace(proper, **changes)


def newsletter(**changes: Any) -> ContactQuestion:
    """A marketing email to somebody of whom nothing is on record."""
    question = ContactQuestion(
        on=TODAY,
        channel=Channel.EMAIL,
        message=message(),
        subscriber=Subscriber.INDIVIDUAL,
        sender=Sender(kind=SenderKind.COMPANY),
        provenance=Provenance.DIRECT,
        data_protection=DataProtection(basis=Basis.LEGITIMATE_INTERESTS, notice_given=True),
    )
    return replace(question, **changes)


def call(**changes: Any) -> ContactQuestion:
    """A live marketing call to a number that stands on neither register."""
    return replace(newsletter(channel=Channel.LIVE_CALL, registers=SCREENED), **changes)


def visitor_says_yes(**changes: Any) -> StorageConsent:
    """A visitor's consent in which nothing is wrong."""
    consent = StorageConsent(
        given_on=MAY,
        before_storage=True,
        affirmative=True,
        informed=True,
        refusal_as_easy=True,
        granular=True,
    )
    return replace(consent, **changes)


def counter(**changes: Any) -> StorageQuestion:
    """A site that counts its own visitors, in proper form and without asking them."""
    question = StorageQuestion(
        on=TODAY,
        purpose=StoragePurpose.STATISTICS,
        sole_purpose=True,
        provided_by_service=True,
        shared_beyond_improvement=False,
        information_given=True,
        objection_offered=True,
    )
    return replace(question, **changes)


def ada_permits(**changes: Any) -> Permission:
    """A permission in which nothing is wrong."""
    permission = Permission(
        given_on=MAY,
        sender_named=SenderNamed.NAMED,
        affirmative=True,
        unbundled=True,
        informed=True,
        evidenced=True,
        obtained=Obtained.DIRECT,
    )
    return replace(permission, **changes)


def sharing(**changes: Any) -> DisclosureQuestion:
    """Ada's details handed to a named partner, with her permission."""
    question = DisclosureQuestion(
        on=TODAY,
        act=Act.DISTRIBUTE,
        recipient=Recipient.NAMED,
        permission=ada_permits(),
        notice_given=True,
        basis=Basis.CONSENT,
    )
    return replace(question, **changes)


def request(received: date, **changes: Any) -> DeadlineQuestion:
    """An access request, asked about long after everything has happened."""
    question = DeadlineQuestion(on=date(2029, 1, 1), right=Right.ACCESS, received=received)
    return replace(question, **changes)
