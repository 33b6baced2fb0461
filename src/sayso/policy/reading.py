"""The policy file read: everything wrong with it at once, each with its line and the remedy."""

import json
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from importlib.resources import files

from pydantic import ValidationError

from sayso.policy.changes import changed_meanings
from sayso.policy.checks import contradictions, overdue
from sayso.policy.problems import PolicyError, with_lines
from sayso.policy.schema import Policy
from sayso.policy.sentences import problems
from sayso.policy.tree import Tree, read_tree


def read_policy(
    data: bytes, *, today: date | None = None, earlier: Iterable[Policy] = ()
) -> Policy:
    """The policy in a file, or PolicyError with every reason why it cannot be one.

    With `today` it must also be fit to be applied on that day, and with `earlier`, newest first,
    it must not give an old id a new meaning. Without both it is read as history.
    """
    tree = _tree(data)
    policy = _shaped(tree)
    found = [*contradictions(policy), *changed_meanings(policy, earlier)]
    found += overdue(policy, today) if today else []
    if found:
        raise PolicyError(with_lines(found, tree.lines))
    return policy


@lru_cache(maxsize=4)
def _tree(data: bytes) -> Tree:
    """A file is checked, planned and applied one after the other, and reading it takes longest."""
    return read_tree(data)


def _shaped(tree: Tree) -> Policy:
    """By way of JSON, where pydantic reads words as codes and still guesses at nothing."""
    try:
        return Policy.model_validate_json(json.dumps(tree.value))
    except ValidationError as error:
        raise PolicyError(with_lines(problems(error, Policy), tree.lines)) from None


def shipped() -> bytes:
    """The policy of the Exemplar Institute of Service, to start one's own from."""
    return (files("sayso.policy") / "exemplar.yaml").read_bytes()
