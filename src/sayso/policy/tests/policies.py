"""The shipped policy with something changed, and what is said of it."""

from datetime import date
from itertools import takewhile

from sayso.policy.problems import PolicyError, Problem
from sayso.policy.reading import read_policy, shipped
from sayso.policy.schema import Policy

TODAY = date(2026, 11, 22)
SHIPPED = shipped().decode()


def changed(*changes: tuple[str, str], text: str = SHIPPED) -> str:
    """The shipped file with some words replaced, each where they stand first."""
    for old, new in changes:
        assert old in text, f"the shipped policy does not say {old!r}"
        text = text.replace(old, new, 1)
    return text


def without_forms(text: str) -> str:
    """The same with no form, for what forms would say again."""
    return text.partition("\nforms:")[0] + "\n"


def policy(*changes: tuple[str, str]) -> Policy:
    return read_policy(changed(*changes).encode(), today=TODAY)


def problems(text: str | bytes, *earlier: Policy) -> list[Problem]:
    data = text if isinstance(text, bytes) else text.encode()
    try:
        read_policy(data, today=TODAY, earlier=earlier)
    except PolicyError as error:
        return list(error.problems)
    return []


def told(text: str | bytes, *earlier: Policy) -> list[str]:
    """Each problem without its line."""
    return [str(Problem(one.place, one.message)) for one in problems(text, *earlier)]


def line_of(words: str, text: str) -> int:
    """The line on which some words stand first."""
    return 1 + sum(1 for _ in takewhile(lambda line: words not in line, text.split("\n")))
