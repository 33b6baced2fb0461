"""The acts that hand details on to others for their own ends."""

from sayso.law.codes import Act

HANDING_ON = frozenset({Act.SELL, Act.LEASE, Act.DISTRIBUTE})
OPEN_TO_OBJECTION = HANDING_ON | {Act.PROFILE_FOR_MARKETING}
