"""What the website keeps: counts of pages, and answers about cookies, in which nobody is named."""

from sayso.website.consent_models import Answer as Answer  # noqa: PLC0414
from sayso.website.consent_models import Shown as Shown  # noqa: PLC0414
from sayso.website.tally_models import LogRead as LogRead  # noqa: PLC0414
from sayso.website.tally_models import Tally as Tally  # noqa: PLC0414
