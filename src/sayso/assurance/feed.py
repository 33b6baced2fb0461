"""The feed of policy changes (Atom, RFC 4287): one entry for each version, for ever the same."""

from uuid import NAMESPACE_OID, uuid5

from django.conf import settings
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from sayso.assurance.queries import history
from sayso.law.words import day_in_words
from sayso.policy.models import PolicyVersion
from sayso.policy.queries import NoPolicyError

TYPE = "application/atom+xml; charset=utf-8"


def feed() -> str:
    """Every version, the newest first; raises NoPolicyError before there is one."""
    versions = history()
    if not versions:
        raise NoPolicyError("No policy is applied yet.")
    organisation = versions[-1].policy.organisation.name
    written = Atom1Feed(
        title=f"Policy of {organisation}",
        link=_whole(reverse("policy")),
        description="Each version of the policy, and what it changed.",
        language="en-GB",
        author_name=organisation,
        feed_url=_whole(reverse("policy-feed")),
        feed_guid=_urn(f"feed {versions[0].sha256}"),
    )
    for before, version in reversed(list(zip([None, *versions], versions, strict=False))):
        written.add_item(
            title=f"Version {version.number}, from {day_in_words(version.effective_on)}",
            link=_whole(_address(version, before)),
            description=version.note,
            unique_id=_urn(version.sha256),
            pubdate=version.applied_at,
            updateddate=version.applied_at,
        )
    return written.writeString("utf-8")


def _whole(address: str) -> str:
    """An address of ours as others know it, under whatever name it was asked for."""
    return f"{settings.ENVIRONMENT.base_url.rstrip('/')}{address}"


def _urn(text: str) -> str:
    return f"urn:uuid:{uuid5(NAMESPACE_OID, text)}"


def _address(version: PolicyVersion, before: PolicyVersion | None) -> str:
    if before is None:
        return reverse("policy-version", args=[version.slug])
    return reverse("policy-changes", args=[version.slug, before.slug])
