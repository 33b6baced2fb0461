"""The files that pages need, each under a name that changes with what is in it.

They are read from the rooms themselves when the process starts, so nothing has to be collected: a
wheel, a clone and a test serve the same files in the same way.
"""

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from django.apps import apps
from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from whitenoise.middleware import WhiteNoiseMiddleware


class Asset(NamedTuple):
    """A file, and where it is served."""

    path: Path
    url: str


@cache
def assets() -> dict[str, Asset]:
    """Every file in a folder `static` of a room, by the name that templates give it."""
    folders = [Path(room.path) / "static" for room in apps.get_app_configs()]
    return {
        path.relative_to(folder).as_posix(): Asset(path, _url(path.relative_to(folder), path))
        for folder in folders
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def _url(name: Path, path: Path) -> str:
    mark = sha256(path.read_bytes()).hexdigest()[:12]
    return f"{settings.STATIC_URL}{name.with_suffix(f'.{mark}{name.suffix}').as_posix()}"


class HashedNames:
    """What Django's template tag `static` asks for addresses."""

    def url(self, name: str) -> str:
        return assets()[name].url


class Served(WhiteNoiseMiddleware):  # type: ignore[misc] # it has no types
    """Serves the assets, and nothing else that may lie beside them; each may be kept for ever."""

    def __init__(self, get_response: object) -> None:
        super().__init__(get_response)
        for asset in assets().values():
            self.add_file_to_dictionary(asset.url, str(asset.path))

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response: HttpResponseBase = super().__call__(request)
        return response

    def immutable_file_test(self, path: str, url: str) -> bool:  # noqa: ARG002 - so called
        return True
