"""Contact points as people write them, made comparable without ever being made up."""

from sayso.addresses.contact import ContactKey, contact_key
from sayso.addresses.email import EmailReading, read_email
from sayso.addresses.numbering import national_number
from sayso.addresses.phone import PhoneReading, PhoneState, read_phone
from sayso.addresses.postal import postal_key

__all__ = [
    "ContactKey",
    "EmailReading",
    "PhoneReading",
    "PhoneState",
    "contact_key",
    "national_number",
    "postal_key",
    "read_email",
    "read_phone",
]
