"""What may not be stored is removed from the visitor's device, what scripts cannot see included."""

from collections.abc import Callable, Iterator
from http.cookies import Morsel
from ipaddress import ip_address

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from sayso.policy.details import CookieBasis
from sayso.website.audit.declared import Declared
from sayso.website.choice import COOKIE, Choice, choice_of, may_store, read

Answer = Callable[[HttpRequest], HttpResponseBase]

DEEPEST = 12
"""Parts of a name or an address that are looked at: nobody makes us write a thousand headers."""


def cleared(get_response: Answer) -> Answer:
    """Expire what a browser sends although it may not keep it: each name, wherever it may lie.

    A browser does not tell where a cookie lies, so every domain and path that could be is named.
    """

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        names = set(request.COOKIES) - {COOKIE} - set(response.cookies)
        if names:
            _expire(names, request, response)
        return response

    return answer


def _expire(names: set[str], request: HttpRequest, response: HttpResponseBase) -> None:
    choice = _now(request, response)
    for name in sorted(names):
        if is_refused(name, choice):
            for morsel in _ends(name, request):
                response.cookies[f"{name} {len(response.cookies)}"] = morsel


def _now(request: HttpRequest, response: HttpResponseBase) -> Choice:
    """The choice that holds from this answer on."""
    before = choice_of(request)
    made = response.cookies.get(COOKIE)
    return (read(made.value, before.cookies) if made else None) or before


def is_refused(name: str, choice: Choice) -> bool:
    """Whether something is declared, optional, and not allowed by what the visitor said."""
    found = Declared(choice.cookies).find(name)
    if found is None or found[1].basis is CookieBasis.NECESSARY:
        return False
    return not may_store(choice, found[0])


def _ends(name: str, request: HttpRequest) -> Iterator[Morsel[str]]:
    for domain in ("", *domains(request.get_host().partition(":")[0])):
        for path in paths(request.path):
            morsel: Morsel[str] = Morsel()
            morsel.set(name, "", "")
            morsel.update({"path": path, "domain": domain, "max-age": 0, "samesite": "Lax"})  # type: ignore[arg-type]
            yield morsel


def domains(host: str) -> list[str]:
    """The name of a site and all that it ends with; an address or a bare name has no such."""
    try:
        ip_address(host)
    except ValueError:
        parts = host.split(".")[-DEEPEST:]
        return [".".join(parts[start:]) for start in range(len(parts) - 1)]
    return []


def paths(path: str) -> list[str]:
    """An address and all that it begins with, with a stroke at the end and without."""
    parts = [part for part in path.split("/") if part][:DEEPEST]
    found = ["/" + "/".join(parts[:end]) for end in range(len(parts) + 1)]
    return [*found, *(f"{one}/" for one in found[1:])]
