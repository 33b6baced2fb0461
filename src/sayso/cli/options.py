"""Options and arguments that several commands share, and errors as sentences."""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from typing import IO, Any

import click

from sayso.law import QuestionError
from sayso.law.codes import Policy


class Day(click.ParamType[date]):
    """A day, YYYY-MM-DD."""

    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day, or a complaint that says how to write one."""
        if isinstance(value, date):
            return value
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
            with suppress(ValueError):
                return date.fromisoformat(value)
        raise click.BadParameter(
            "this is not a day of the calendar; write it as YYYY-MM-DD.", ctx, param
        )


DAY = Day()

policy_option = click.option(
    "--policy",
    type=click.Choice([str(policy) for policy in Policy]),
    default=str(Policy.LEGAL_MINIMUM),
    show_default=True,
    help="The law alone, or the stricter house rules too.",
)


class Refusal(click.ClickException):
    """Something asked for is wrong or missing: one sentence, exit code 2."""

    exit_code = 2


class NotShown(Refusal):
    """What was asked for is done, but could not be told: one sentence, exit code 74."""

    exit_code = 74


@contextmanager
def sentences() -> Iterator[None]:
    """Turn whatever a question cannot be read for into one sentence."""
    try:
        yield
    except QuestionError as error:
        where = f'"{error.field}": ' if error.field else ""
        raise Refusal(f"This cannot be answered: {where}{error.message}") from None


def open_input(name: str) -> IO[bytes]:
    """The file to read, or standard input for `-`."""
    try:
        return click.open_file(name, "rb")
    except OSError as error:
        raise Refusal(
            f"{name} cannot be read: {error.strerror}; name a file that is there, and that you may "
            "read."
        ) from None
