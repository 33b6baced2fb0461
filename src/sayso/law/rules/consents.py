"""Why a consent does not hold, in one sentence for each of its states."""

from sayso.law.states import Consent

CONSENT_REASONS = {
    Consent.NONE: "No consent is on record.",
    Consent.OTHER_CHANNEL: "The consent on record is for another channel.",
    Consent.OTHER_TOPIC: "The consent on record is about another topic.",
    Consent.NOT_COVERED: "The consent on record does not cover what is promoted.",
    Consent.OTHER_ADDRESS: "The consent on record is for another address or line.",
    Consent.WITHDRAWN: "The consent was withdrawn.",
    Consent.ENDED: "The consent has ended.",
    Consent.RAN_OUT: "The consent has run out under the house rules.",
    Consent.SENDER_NOT_NAMED: "The consent on record does not name the sender.",
    Consent.NOT_AFFIRMATIVE: "The consent on record was not a clear act of the person.",
    Consent.BUNDLED: "The consent on record was a condition of something else.",
    Consent.UNINFORMED: "The consent on record was given without knowing to what.",
    Consent.UNEVIDENCED: "The consent on record cannot be shown: who, when, how or the words.",
}
