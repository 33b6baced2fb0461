"""The organisation's stricter rules, as plain values: as shipped, until a file says else."""

from dataclasses import dataclass

from sayso.law.codes import Channel


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What a policy adds to the law; it can only refuse.

    Months count from the day a consent was given, to the same-numbered day.
    """

    consent_months: int = 36
    indirect_consent_months: int = 6
    closed_channels: frozenset[Channel] = frozenset({Channel.SMS, Channel.FAX})


SHIPPED = House()
