"""Where a list lies while it is checked, with its answers beside it."""

from pathlib import Path

from sayso.staff.shelf import Shelf

CHECKS = Shelf("checks")


def the_answers(name: str) -> Path | None:
    """The list with its answers, while it is there."""
    return next(CHECKS.folder(name).glob("checked.*"), None)


def take_away(name: str, *, answers: bool) -> None:
    """Destroy the list, and the answers if they are to go as well."""
    if answers:
        CHECKS.destroy(name)
        return
    for path in CHECKS.folder(name).glob("*"):
        if not path.name.startswith("checked."):
            path.unlink(missing_ok=True)
