"""What went wrong, as the problem that whoever asked is told of."""

from django.db import InterfaceError, OperationalError

from sayso.evidence.errors import EvidenceError
from sayso.law import QuestionError
from sayso.lists.errors import ListError
from sayso.people.errors import RecordError
from sayso.people.keys import KeyringError
from sayso.people.sealing import SealedError
from sayso.people.wire import ProblemError
from sayso.policy.queries import NoPolicyError

FAULT = ProblemError(
    500,
    "fault",
    "This could not be done, because of a fault in Sayso; nothing was written. Please report it, "
    "with the X-Request-Id of this answer.",
)
AWAY = ProblemError(
    503,
    "unavailable",
    "The record does not answer just now; nothing was written. Ask again in a few seconds.",
)


def problem_of(error: Exception) -> ProblemError:
    """The problem to tell of; what nobody foresaw is a fault of ours, without its words."""
    match error:
        case ProblemError():
            return error
        case RecordError():
            return ProblemError(_status(error), error.code, str(error), error.field)
        case QuestionError():
            return ProblemError(422, error.code, error.message, error.field)
        case SealedError():
            return ProblemError(409, "erased", str(error))
        case NoPolicyError():
            return ProblemError(503, "no_policy", str(error))
        case KeyringError() | EvidenceError() | ListError():
            return AWAY  # their words name folders of ours
        case OperationalError() | InterfaceError():
            return AWAY
    return FAULT


def _status(error: RecordError) -> int:
    if error.code == "not_found":
        return 404
    if error.code == "on_record":
        return 409
    return 422 if error.field or error.code != "refused" else 409
