"""The policy as the public reads it: each version with its promises, and what came before it."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby, takewhile

from sayso.assurance.comparing import (
    ChangedPromise,
    Changes,
    Piece,
    changed_promises,
    compared,
    other_changes,
)
from sayso.assurance.controls import Measure, measure
from sayso.policy.models import PolicyVersion
from sayso.policy.queries import NoPolicyError, versions
from sayso.policy.schema import Policy


@dataclass(frozen=True, slots=True)
class Clause:
    """One promise as it is published: its words, how it is kept, and since when it is made."""

    id: str
    words: str
    pieces: tuple[Piece, ...]
    measures: tuple[Measure, ...]
    since: date

    @property
    def is_built_in(self) -> bool:
        """Whether the system alone keeps all of it."""
        return all(one.is_built_in for one in self.measures)

    @property
    def is_changed(self) -> bool:
        return any(piece.mark for piece in self.pieces)

    @property
    def shown(self) -> tuple[Piece, ...]:
        """Its words as they are, with what was put in marked as such."""
        return tuple(piece for piece in self.pieces if piece.mark != "del")


@dataclass(frozen=True, slots=True)
class Heading:
    """The promises under one heading."""

    words: str
    clauses: tuple[Clause, ...]


@dataclass(frozen=True)
class Published:
    """One version with those around it: `history` holds every one, in the order of their days."""

    version: PolicyVersion
    history: list[PolicyVersion]
    today: date

    @property
    def policy(self) -> Policy:
        return self.version.policy

    @cached_property
    def earlier(self) -> list[PolicyVersion]:
        """Those before it, the newest first."""
        before = takewhile(lambda one: one.pk != self.version.pk, self.history)
        return list(before)[::-1]

    @cached_property
    def later(self) -> list[PolicyVersion]:
        return self.history[len(self.earlier) + 1 :]

    @property
    def before(self) -> PolicyVersion | None:
        """The version that it replaced."""
        return self.earlier[0] if self.earlier else None

    @property
    def until(self) -> date | None:
        """The day on which the next one takes its place."""
        return self.later[0].effective_on if self.later else None

    @property
    def is_to_come(self) -> bool:
        return self.version.effective_on > self.today

    @property
    def is_over(self) -> bool:
        return self.until is not None and self.until <= self.today

    @property
    def never_held(self) -> bool:
        """Whether another took its place on the very day on which it was to begin."""
        return self.until == self.version.effective_on

    @cached_property
    def headings(self) -> list[Heading]:
        """All promises, in the order of the file."""
        every = groupby(self.policy.promises.items(), key=lambda one: one[1].clause)
        return [
            Heading(words, tuple(self._clause(one) for one, _ in some)) for words, some in every
        ]

    def _clause(self, slug: str) -> Clause:
        promise = self.policy.promises[slug]
        was = self.before.policy.promises.get(slug) if self.before else promise
        return Clause(
            slug,
            promise.words,
            compared(was.words if was else "", promise.words),
            tuple(measure(one) for one in promise.controls),
            self._since(slug, promise.words),
        )

    def _since(self, slug: str, words: str) -> date:
        """The day of the first version in a row that promised it in these words."""

        def says_so(version: PolicyVersion) -> bool:
            promise = version.policy.promises.get(slug)
            return promise is not None and promise.words == words

        return [self.version, *takewhile(says_so, self.earlier)][-1].effective_on

    @cached_property
    def clauses(self) -> list[Clause]:
        return [clause for heading in self.headings for clause in heading.clauses]

    @property
    def built_in(self) -> int:
        """How many promises the system alone keeps."""
        return sum(clause.is_built_in for clause in self.clauses)

    @property
    def by_procedure(self) -> int:
        return len(self.clauses) - self.built_in

    @property
    def changed(self) -> list[Clause]:
        return [clause for clause in self.clauses if clause.is_changed]


@dataclass(frozen=True)
class Comparison:
    """What is different between two versions."""

    before: PolicyVersion
    after: PolicyVersion

    @property
    def promises(self) -> list[ChangedPromise]:
        return changed_promises(self.before.policy, self.after.policy)

    @property
    def others(self) -> list[Changes]:
        return other_changes(self.before.policy, self.after.policy)


def history() -> list[PolicyVersion]:
    """Every version in the order of their days."""
    return list(versions().order_by("effective_on", "number"))


def published(name: str | None, today: date) -> Published:
    """A version by its name, or the one that holds today; raises NoPolicyError.

    Its SHA-256 is a name for it, too: by that, decisions and the log know it.
    """
    every = history()
    if name is None:
        found = [one for one in every if one.effective_on <= today][-1:]
    else:
        found = [one for one in every if name in (one.slug, one.sha256)]
    if not found:
        raise NoPolicyError("There is no such version of the policy.")
    return Published(found[0], every, today)


def comparison(after: str, before: str) -> Comparison:
    """Two versions by their names; raises NoPolicyError."""
    named = {one.slug: one for one in history()}
    if after not in named or before not in named:
        raise NoPolicyError("There is no such version of the policy.")
    return Comparison(named[before], named[after])
