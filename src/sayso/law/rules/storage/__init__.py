"""May this be stored on a device? The rules of regulation 6 and Schedule A1."""

from sayso.law.rule import Rule
from sayso.law.rules.storage import (
    storage_appearance,
    storage_consent,
    storage_emergency,
    storage_statistics,
    storage_strictly_necessary,
    storage_transmission,
)

RULES: tuple[Rule, ...] = (
    storage_consent.RULE,
    storage_transmission.RULE,
    storage_strictly_necessary.RULE,
    storage_statistics.RULE,
    storage_appearance.RULE,
    storage_emergency.RULE,
)
