"""What the register of requests says when it cannot do what was asked."""

from sayso.people.errors import RecordError


class RequestError(RecordError):
    """One sentence: what cannot be done with a request, why, and what to do next."""
