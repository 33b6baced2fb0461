"""Contact points as people write them, made comparable without ever being made up."""

from sayso.addresses.contact import ContactKey, contact_key, mentions
from sayso.addresses.email import EmailReading, mailbox, read_email
from sayso.addresses.numbering import national_number
from sayso.addresses.phone import PhoneReading, PhoneState, read_phone
from sayso.addresses.postal import exact_postal_key, postal_kin

__all__ = [
    "ContactKey",
    "EmailReading",
    "PhoneReading",
    "PhoneState",
    "contact_key",
    "exact_postal_key",
    "mailbox",
    "mentions",
    "national_number",
    "postal_kin",
    "read_email",
    "read_phone",
]
