"""How long each kind of record is kept, from when, and what becomes of it then."""

from enum import StrEnum

from sayso.policy.period import PeriodOrForEver
from sayso.policy.terms import Part
from sayso.policy.text import Text


class RecordClass(StrEnum):
    """Every kind of record there is; the schedule says of each how long it is kept."""

    ENQUIRY = "enquiry"
    MEMBERSHIP = "membership"
    EVENT_BOOKING = "event_booking"
    PURCHASE = "purchase"
    CONSENT = "consent"
    SUPPRESSION = "suppression"
    MESSAGE = "message"
    RESEARCH_ANSWER = "research_answer"
    BOUGHT_IN_LIST = "bought_in_list"
    CALL_RECORDING = "call_recording"
    PAPER_FORM = "paper_form"
    RIGHTS_REQUEST = "rights_request"
    IDENTITY_PROOF = "identity_proof"
    COMPLAINT = "complaint"
    DISCLOSURE = "disclosure"
    BREACH = "breach"
    SUPPLIER = "supplier"
    TRAINING = "training"
    ACCESS_LOG = "access_log"
    EVIDENCE_LOG = "evidence_log"
    WEB_STATISTICS = "web_statistics"
    BACKUP = "backup"


class StartOfPeriod(StrEnum):
    """The event from which a period is counted."""

    RECORDED = "recorded"
    LAST_DEALING = "last_dealing"
    ENDED = "ended"
    CLOSED = "closed"


class EndOfPeriod(StrEnum):
    """What becomes of a record when its period is over."""

    ERASE = "erase"
    ANONYMISE = "anonymise"
    DROP_BEHIND_CHECKPOINT = "drop_behind_checkpoint"
    KEEP = "keep"


class Retention(Part):
    """How long one kind of record is kept."""

    keep: PeriodOrForEver
    """a span such as 24 months, or for ever"""
    counted_from: StartOfPeriod
    """what the span is counted from"""
    then: EndOfPeriod
    """what becomes of the record; keep, if it is kept for ever"""
    why: Text
    """the reason, as one would give it to the person"""
