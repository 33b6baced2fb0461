"""What the policy file declares beside its promises, told to the public section by section."""

from collections.abc import Mapping

from sayso.assurance.document import Section, Table
from sayso.law.codes import Basis, Channel
from sayso.law.words import listed
from sayso.policy.organisation import Contact, PrivacyOfficer
from sayso.policy.purposes import UseOfDetails
from sayso.policy.retention import EndOfPeriod, RecordClass, Retention, StartOfPeriod
from sayso.policy.schema import Policy

BASES: Mapping[str, str] = {
    Basis.CONSENT: "You said yes.",
    Basis.CONTRACT: "Something that we agreed with you needs it.",
    Basis.LEGAL_OBLIGATION: "A law makes us.",
    Basis.LEGITIMATE_INTERESTS: "We have a good reason, weighed against yours. You may object.",
    Basis.PUBLIC_TASK: "It is a public duty of ours. You may object.",
}
"""The lawful bases of UK GDPR article 6(1), as a reader would put them."""

WAYS: Mapping[Channel, str] = {
    Channel.EMAIL: "email",
    Channel.SMS: "text message",
    Channel.VOICEMAIL: "voicemail",
    Channel.SOCIAL_MESSAGE: "message on social media",
    Channel.LIVE_CALL: "telephone",
    Channel.AUTOMATED_CALL: "recorded call",
    Channel.FAX: "fax",
    Channel.POST: "post",
}

COUNTED = {
    StartOfPeriod.RECORDED: "after it was recorded",
    StartOfPeriod.LAST_DEALING: "after our last dealings with you",
    StartOfPeriod.ENDED: "after it ended",
    StartOfPeriod.CLOSED: "after it was closed",
}

ENDS = {
    EndOfPeriod.ERASE: "It is erased.",
    EndOfPeriod.ANONYMISE: "Whatever names you is taken out.",
    EndOfPeriod.DROP_BEHIND_CHECKPOINT: "It is erased, and the seal over it stays.",
    EndOfPeriod.KEEP: "It is kept.",
}


def declared(policy: Policy) -> tuple[Section, ...]:
    """What the law has us tell beside the promises (UK GDPR articles 13 and 14)."""
    return uses(policy), asked(policy), kept(policy), turn_to(policy)


def uses(policy: Policy) -> Section:
    rows = tuple(
        (one.name, one.summary, BASES[one.basis], _ways(one), span(policy.retention[one.retention]))
        for one in policy.purposes.values()
    )
    head = ("Use", "What it is", "Why we may", "How we reach you", "Kept for")
    caption = "There is no other use. A new one would start with nobody in it."
    return Section("What we use your details for", table=Table(caption, head, rows))


def _ways(purpose: UseOfDetails) -> str:
    ways = listed([WAYS[channel] for channel in purpose.channels])
    return f"By {ways}" if ways else "Not at all"


def asked(policy: Policy) -> Section:
    names = {slug: purpose.name for slug, purpose in policy.purposes.items()}
    rows = tuple(
        (
            one.label,
            listed([names[slug] for slug in one.needed_for], "and"),
            "Yes" if one.required else "No",
        )
        for one in policy.fields.values()
    )
    head = ("What we ask", "What for", "Must it be given?")
    places = listed([source.name for source in policy.sources.values()], "and")
    paragraph = f"Details come in here and nowhere else: {places}."
    table = Table("No form asks anything that is not in this table.", head, rows)
    return Section("What we may ask you", (paragraph,), table=table)


def kept(policy: Policy) -> Section:
    rows = tuple(kept_row(name, line) for name, line in policy.retention.items())
    head = ("Record", "How long", "And then", "Why")
    return Section("How long we keep it", table=Table("", head, rows))


def kept_row(name: RecordClass, line: Retention) -> tuple[str, str, str, str]:
    return name.replace("_", " ").capitalize(), span(line), ENDS[line.then], line.why


def span(line: Retention) -> str:
    """How long something is kept: 24 months after it ended."""
    if line.keep == "for ever":
        return "For ever"
    return f"{line.keep} {COUNTED[line.counted_from]}"


def turn_to(policy: Policy) -> Section:
    officer, regulator = policy.privacy_officer, policy.regulator
    paragraphs = (
        f"About your details: {reached(officer)}.",
        f"About anything else: {policy.organisation.name}, {ways_to(policy.organisation.contact)}.",
        f"You may complain about us at any time to the {regulator.name}: {regulator.page}",
    )
    return Section("Whom to turn to", paragraphs)


def reached(officer: PrivacyOfficer) -> str:
    return f"{officer.name}, {ways_to(officer)}"


def ways_to(one: PrivacyOfficer | Contact) -> str:
    """Every way in which somebody can be reached, in one breath."""
    return f"{one.address}; telephone {one.phone}; email {one.email}"
