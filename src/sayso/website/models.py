"""What the website keeps: counts of pages, in which nobody is."""

from sayso.website.tally_models import LogRead as LogRead  # noqa: PLC0414
from sayso.website.tally_models import Tally as Tally  # noqa: PLC0414
