"""A no to marketing that came with a request: done at once, for the contact points it names.

Whoever types an address has not proved that it is theirs, and need not: to be left alone costs
nobody anything. So it is done for an address that nobody on record has, too, in the same steps.
"""

from collections.abc import Iterable
from datetime import date

from sayso.people.actions import Stop, suppress
from sayso.people.details import keys
from sayso.people.points import ReadPoint, read_point
from sayso.rights.sealing import Particulars


def stop(points: Iterable[ReadPoint], *, on: date, actor: str) -> None:
    """Leave contact points alone, on every channel that leads to them."""
    ring = keys()
    stops = [Stop(ring.suppression_of(kin), "all", on) for one in points for kin in one.kin]
    suppress(new=stops, actor=actor)


def points_of(words: Particulars) -> list[ReadPoint]:
    """The contact points by which whoever asks is reached."""
    return [read_point(one.by, one.at) for one in words.reached]
