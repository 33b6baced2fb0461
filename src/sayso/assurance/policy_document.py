"""A version of the policy as a text to take away."""

from collections.abc import Iterator

from sayso.assurance.document import Document, Section
from sayso.assurance.queries import Published
from sayso.assurance.sections import declared
from sayso.law.words import day_in_words


def policy_document(one: Published) -> Document:
    """The promises and all that is declared beside them; the same on whatever day it is made."""
    version, policy = one.version, one.policy
    promises = tuple(Section(each.words, clauses=each.clauses) for each in one.headings)
    return Document(
        name="Policy",
        title=policy.version.title,
        lead=policy.version.note,
        organisation=policy.organisation.name,
        day=version.effective_on,
        facts=tuple(_facts(one)),
        sections=(*promises, *declared(policy)),
    )


def _facts(one: Published) -> Iterator[tuple[str, str]]:
    version = one.version
    yield "Version", f"{version.number}, called {version.slug}"
    yield "In force from", day_in_words(version.effective_on)
    yield "SHA-256 of the file", version.sha256
