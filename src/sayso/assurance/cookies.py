"""The table of what is stored on visitors' devices, from the policy file."""

from collections.abc import Mapping

from sayso.assurance.document import Document, Section, Table
from sayso.law.codes import StoragePurpose
from sayso.law.rule import Rule
from sayso.law.rules.storage import (
    storage_appearance,
    storage_consent,
    storage_emergency,
    storage_statistics,
    storage_strictly_necessary,
    storage_transmission,
)
from sayso.law.words import listed
from sayso.policy.details import Cookie, CookieBasis
from sayso.policy.models import PolicyVersion

WITHOUT_ASKING: Mapping[StoragePurpose, Rule] = {
    StoragePurpose.TRANSMISSION: storage_transmission.RULE,
    StoragePurpose.STRICTLY_NECESSARY: storage_strictly_necessary.RULE,
    StoragePurpose.STATISTICS: storage_statistics.RULE,
    StoragePurpose.APPEARANCE: storage_appearance.RULE,
    StoragePurpose.EMERGENCY: storage_emergency.RULE,
}
"""The rule by which something may be stored without a yes, by what it is for."""

ASKED = {
    CookieBasis.NECESSARY: "No, it is needed",
    CookieBasis.CONSENT: "Yes",
    CookieBasis.OBJECTION: "No, but you may say no",
}

HEAD = (
    "Name",
    "What it does",
    "What is in it",
    "Lasts",
    "Do we ask first?",
    "Allowed by",
    "Without it",
)


def allowed_by(cookie: Cookie) -> str:
    """The paragraph of Schedule A1 to PECR under which it is declared."""
    asks = cookie.basis is CookieBasis.CONSENT
    rule = storage_consent.RULE if asks else WITHOUT_ASKING[cookie.purpose]
    return rule.cites[-1].provision


def cookie_document(version: PolicyVersion) -> Document:
    policy = version.policy
    rows = tuple(
        (
            name,
            one.explanation,
            one.data,
            "Until you close the browser" if one.lasts == "session" else str(one.lasts),
            ASKED[one.basis],
            allowed_by(one),
            one.without_it,
        )
        for name, one in policy.cookies.items()
    )
    providers = listed(list(dict.fromkeys(one.provider for one in policy.cookies.values())), "and")
    return Document(
        name="Cookies",
        title="What we store on your device, and why.",
        lead=_lead(policy.cookies),
        organisation=policy.organisation.name,
        day=version.effective_on,
        facts=(),
        sections=(
            Section(
                "The list",
                table=Table(
                    f"Set and read by {providers}. Schedule A1 (“Sch A1”) belongs to the Privacy "
                    "and Electronic Communications Regulations 2003, and says what may be stored "
                    "on somebody’s device, and when they must be asked.",
                    HEAD,
                    rows,
                ),
            ),
        ),
    )


def _lead(cookies: Mapping[str, Cookie]) -> str:
    if not cookies:
        return "Nothing at all."
    bases = [one.basis for one in cookies.values()]
    needed, asked = bases.count(CookieBasis.NECESSARY), bases.count(CookieBasis.CONSENT)
    told = bases.count(CookieBasis.OBJECTION)
    parts = [
        f"{needed} that our pages need to work" if needed else "",
        f"{asked} that we store only after you said yes" if asked else "",
        f"{told} that we store until you say no" if told else "",
    ]
    count = "One thing" if len(bases) == 1 else f"{len(bases)} things"
    return f"{count}: {listed([part for part in parts if part], 'and')}. There is nothing else."
