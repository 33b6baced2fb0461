"""Who asks, and whether they may: a key in the header Authorization, and nowhere else."""

from django.http import HttpRequest
from ninja.security import HttpBearer

from sayso.people.api_keys import Asker, asker
from sayso.people.wire import ProblemError

NO_KEY = ProblemError(
    401,
    "no_key",
    "Send a key that is in use, as Authorization: Bearer KEY; make one with: sayso key new api.",
)


class Bearer(HttpBearer):
    """Lets in whoever has a key with one scope."""

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope

    def __call__(self, request: HttpRequest) -> Asker:
        """Who asks. Without a key, or with a wrong one, it takes as long and says the same."""
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        return self.authenticate(request, token if scheme.lower() == "bearer" else "")

    def authenticate(self, request: HttpRequest, token: str) -> Asker:
        """Who has this key; raises ProblemError if nobody has, or if it is not for this."""
        found = asker(token.strip())
        if found is None:
            raise NO_KEY
        request.asker = found  # type: ignore[attr-defined]
        if self.scope not in found.scopes:
            raise ProblemError(
                403,
                "no_scope",
                f"This key is not for that; it lacks the scope {self.scope}.",
            )
        return found


def asker_of(request: HttpRequest) -> Asker:
    """Who asks, once they were let in."""
    found: Asker = request.asker  # type: ignore[attr-defined]
    return found
