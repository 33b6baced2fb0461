"""The form on which somebody asks on paper: the four questions of the one on the website."""

from sayso.assurance.document import Document, Section
from sayso.assurance.sections import reached
from sayso.policy.models import PolicyVersion
from sayso.rights.telling import OFFERED

FREE = (
    "You need not use this form: a plain letter, an email or a telephone call counts the same. It "
    "costs nothing, and you need not say why."
)

FOR_OTHERS = (
    "If you ask for somebody else, write down for whom, and how you come to speak for them, such "
    "as their signed word or a power of attorney."
)

NO_PROOF = (
    "Send no passport and no other proof with it. We ask for proof only if we have reason to doubt "
    "who you are."
)


def request_document(version: PolicyVersion) -> Document:
    policy = version.policy
    return Document(
        name="Ask on paper",
        title="Ask us about your details, on paper.",
        lead="Print this, fill in what you like, and send it or hand it to anybody who works here.",
        organisation=policy.organisation.name,
        day=version.effective_on,
        facts=(("Send it to", f"{reached(policy.privacy_officer)}."),),
        sections=(
            Section("1. What would you like?", (FREE,), boxes=_boxes()),
            Section("2. About what?", ("You may leave this empty.",), blanks=("", "", "")),
            Section(
                "3. How do we reach you?",
                ("One of these is enough, best one that we know already.",),
                blanks=("Email", "Telephone", "Postal address", ""),
            ),
            Section("4. Who are you?", (NO_PROOF,), blanks=("Name, and former ones", "Date")),
            Section("For somebody else", (FOR_OTHERS,), blanks=("", "")),
            Section("For us to fill in", blanks=("Received on, by whom", "Reference")),
        ),
    )


def _boxes() -> tuple[str, ...]:
    return tuple(f"{offer.words}. {offer.means}" for offer in OFFERED.values())
