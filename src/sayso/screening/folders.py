"""Where a list lies while it is checked: a folder of its own, for the service alone."""

import shutil
from pathlib import Path

from django.conf import settings


def folder_of(name: str) -> Path:
    home: Path = settings.ENVIRONMENT.home
    return home / "checks" / name


def make_folder(name: str) -> Path:
    """A new one, which nobody else may read."""
    path = folder_of(name)
    path.mkdir(mode=0o700, parents=True)
    return path


def the_list(name: str) -> Path | None:
    """The list that was sent, while it is there."""
    return next(folder_of(name).glob("list.*"), None)


def the_answers(name: str) -> Path | None:
    """The same list with its answers, while it is there."""
    return next(folder_of(name).glob("checked.*"), None)


def take_away(name: str, *, answers: bool) -> None:
    """Destroy the list, and the answers if they are to go as well."""
    if answers:
        shutil.rmtree(folder_of(name), ignore_errors=True)
        return
    for path in folder_of(name).glob("*"):
        if not path.name.startswith("checked."):
            path.unlink(missing_ok=True)


def folders() -> list[str]:
    """The names of all that are there."""
    home: Path = settings.ENVIRONMENT.home
    return [path.name for path in (home / "checks").glob("*") if path.is_dir()]
