"""How requests about one's own details are answered: the access-request policy.

The words follow UK GDPR articles 12 to 21, the Data Protection Act 2018 section 164A (complaints,
since 19 June 2026), and what the Data (Use and Access) Act 2025 put into articles 12A and 15(1A).
"""

from datetime import date

from django.conf import settings
from django.urls import reverse

from sayso.assurance.document import Document, Section, Table, paragraphs
from sayso.assurance.sections import kept_row, reached
from sayso.days import non_working_days
from sayso.law import due
from sayso.law.codes import Right
from sayso.law.question import DeadlineQuestion
from sayso.law.words import day_in_words
from sayso.policy.models import PolicyVersion
from sayso.policy.retention import RecordClass
from sayso.policy.schema import Policy

HOW = """
In any words, and by any way that reaches us: a letter, an email, a telephone call, a message on
social media, or a word to anybody who works here. You need no form and no reason, and it costs
nothing.

Somebody else may ask for you, if you let them, or if the law lets them speak for you.
"""

WHAT = (
    "whether we hold anything about you, and a copy of it;",
    "what we use it for, and how long we keep it;",
    "where we have it from, if not from you;",
    "whom we have given it to, or mean to give it to;",
    "whether a machine alone decided anything about you, and how;",
    "what else you may ask of us, and to whom you may complain.",
)

WHEN = """
We answer within one month of the day on which you asked. If the last day is not a working day, the
next one is.

If what you ask is complicated, or you ask for many things at once, we may take up to two months
more. We then tell you so, and why, within the first month.

If we cannot tell who you are, or what you mean, we ask you without delay. The time until you have
answered does not count.
"""

WHO = """
We ask for proof of who you are only if we have reason to doubt it, and for no more than that takes.
It is looked at, noted and erased.
"""

HELD_BACK = """
We look wherever it is reasonable and proportionate to look.

We may have to hold something back: what would lay open somebody else’s details, what passed between
us and our lawyers, or what another law keeps secret. If a request is plainly unfounded or
excessive, we may refuse it. Whatever we hold back, we tell you that we do, why, and to whom you may
complain about it.
"""

MONTH = "Within one month"

RIGHTS = (
    ("See it", "Have a copy of what we hold about you.", MONTH, "UK GDPR art 15"),
    ("Correct it", "Have put right what is wrong or not the whole story.", MONTH, "UK GDPR art 16"),
    ("Erase it", "Have erased what we should not have; a no is kept.", MONTH, "UK GDPR art 17"),
    ("Put it on hold", "Have it kept and not used, as in a dispute.", MONTH, "UK GDPR art 18"),
    ("Take it with you", "Have it in a form for other programs.", MONTH, "UK GDPR art 20"),
    ("Stop marketing", "Say no to it, for any reason or none.", "At once", "UK GDPR art 21(3)"),
    ("Object", "Say no to a use for which we need no yes.", MONTH, "UK GDPR art 21(1)"),
    ("Complain", "Say what we did wrong.", "Confirmed within 30 days", "DPA 2018 s 164A"),
)

OURS = (RecordClass.RIGHTS_REQUEST, RecordClass.IDENTITY_PROOF, RecordClass.COMPLAINT)


def data_document(version: PolicyVersion) -> Document:
    policy = version.policy
    return Document(
        name="Your data",
        title="Ask what we hold about you, and we show you.",
        lead="How we answer when somebody asks to see, correct or erase what we hold about them. "
        "It is free, and you need not say why.",
        organisation=policy.organisation.name,
        day=version.effective_on,
        facts=(
            ("Ask online", settings.ENVIRONMENT.base_url + reverse("rights-ask")),
            ("Or otherwise", f"{reached(policy.privacy_officer)}."),
        ),
        sections=(
            Section("How to ask", paragraphs(HOW)),
            Section("What you get", ("We tell you",), WHAT),
            Section("When you get it", paragraphs(WHEN)),
            Section("Who you are", paragraphs(WHO)),
            Section("What we may hold back", paragraphs(HELD_BACK)),
            Section("What else you may ask", table=_rights()),
            _afterwards(policy),
            _complaints(policy),
        ),
    )


def _rights() -> Table:
    head = ("You may", "What it means", "When", "Law")
    return Table("Each of these is free, and is asked for in the same way.", head, RIGHTS)


def _afterwards(policy: Policy) -> Section:
    rows = tuple(kept_row(one, policy.retention[one]) for one in OURS if one in policy.retention)
    table = Table("", ("Record", "How long", "And then", "Why"), rows)
    return Section("What we keep of your request", table=table)


def _complaints(policy: Policy) -> Section:
    officer, regulator = reached(policy.privacy_officer), policy.regulator
    where = f"{regulator.name}: {regulator.page}"
    return Section(
        "If you are not content",
        (
            f"Write, call or tell us: {officer}. We say within 30 days that we have it.",
            f"At any time, whether or not you came to us first, you may complain to the {where}",
            "You may also go to court.",
        ),
    )


def answer_by(asked_on: date) -> str:
    """Until when a request that came in on a day is answered, in words."""
    question = DeadlineQuestion(on=asked_on, right=Right.ACCESS, received=asked_on)
    deadline = due(question, non_working_days(question.nation))
    assert deadline.due is not None  # noqa: S101 - nothing is waited for
    return day_in_words(deadline.due)
