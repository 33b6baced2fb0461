"""What a policy may not say: each contradiction with the words of its complaint."""

from datetime import date

import pytest

from sayso.policy.problems import PolicyError
from sayso.policy.reading import read_policy, shipped
from sayso.policy.tests.policies import SHIPPED, TODAY, changed, problems, told

NEWS = "    wordings: {email: news-email, post: news-post}\n"
RESEARCH = "    assessment: {name: Surveys of members and guests, review_on: 2028-11-01}\n"
NEWS_WORDS = """Yes, the Exemplar Institute of Service may email me its news. Every email has a link
      to stop them."""
ASSESSED = "{affirmative: true, unbundled: true, informed: true}"


CONTRADICTIONS = {
    "legitimate interests that nobody weighed": (
        [(RESEARCH, "")],
        (
            "purposes.research.basis: legitimate interests need an assessment; "
            "add `assessment` with name and review_on"
        ),
    ),
    "an assessment of something else": (
        [(NEWS, NEWS + RESEARCH)],
        (
            "purposes.news.assessment: an assessment belongs to legitimate_interests; "
            "leave it out, or change the basis"
        ),
    ),
    "an assessment whose day has come": (
        [("guests, review_on: 2028-11-01", "guests, review_on: 2026-11-22")],
        (
            "purposes.research.assessment.review_on: this day has come; "
            "review the assessment, then write the next day"
        ),
    ),
    "marketing on a contract": (
        [("basis: consent", "basis: contract")],
        (
            "purposes.news.basis: marketing needs another basis: "
            "write consent, legitimate_interests or public_task"
        ),
    ),
    "marketing of nothing": (
        [("promotes: [own_similar, own_other]", "promotes: []")],
        "purposes.news.promotes: marketing promotes something; say what",
    ),
    "a service message that promotes": (
        [("    basis: contract\n", "    basis: contract\n    promotes: [own_other]\n")],
        (
            "purposes.membership-service.promotes: a message that promotes is marketing; "
            "leave this out, or change the kind"
        ),
    ),
    "a charity that is none": (
        [("promotes: [own_similar, own_other]", "promotes: [charity]")],
        (
            "purposes.news.promotes: only a charity may promote as one; "
            "write aims, or change organisation.kind"
        ),
    ),
    "a channel that is closed": (
        [("channels: [email, post]", "channels: [email, post, fax]")],
        (
            "purposes.news.channels.2: house_rules.closed_channels closes fax; "
            "take it out of one of them"
        ),
    ),
    "calls without a register": (
        [("  ctps: {max_age_days: 27}\n", "")],
        "purposes.events.channels: marketing by live_call searches ctps; add it under `registers`",
    ),
    "letters without a register": (
        [("  mps: {max_age_days: 27}\n", "")],
        "purposes.news.channels: marketing by post searches mps; add it under `registers`",
    ),
    "a channel nobody is asked about": (
        [(NEWS, "    wordings: {email: news-email}\n")],
        "purposes.news.wordings: consent by post has no wording; add `post:` and a wording's id",
    ),
    "a wording for no channel": (
        [(NEWS, NEWS.replace("}", ", live_call: events-call}"))],
        (
            "purposes.news.wordings.live_call: live_call is no channel of this purpose; "
            "take it out, or add it there"
        ),
    ),
    "a wording that is not there": (
        [("{email: news-email,", "{email: news-mail,")],
        "purposes.news.wordings.email: there is no wording 'news-mail'; correct the id, or add it",
    ),
    "a wording for another channel": (
        [("{email: news-email,", "{email: news-post,")],
        (
            "purposes.news.wordings.email: the wording 'news-post' does not name email; "
            "ask in words that do"
        ),
    ),
    "a wording for another purpose": (
        [("{email: news-email,", "{email: events-email,")],
        (
            "purposes.news.wordings.email: the wording 'events-email' does not name this purpose; "
            "ask in words that do"
        ),
    ),
    "a wording for less": (
        [("promotes: [own_similar, own_other]", "promotes: [own_similar, aims]")],
        (
            "purposes.news.wordings.email: the wording 'news-email' does not cover aims; "
            "ask in words that do"
        ),
    ),
    "a wording of nobody in particular": (
        [("sender_named: named", "sender_named: category_only")],
        (
            "purposes.news.wordings.email: the wording 'news-email' does not name the sender; "
            "ask in words that do"
        ),
    ),
    "a wording that asks nobody": (
        [(ASSESSED, ASSESSED.replace("affirmative: true", "affirmative: false"))],
        (
            "purposes.news.wordings.email: the wording 'news-email' was not found affirmative; "
            "ask in words that are"
        ),
    ),
    "a wording that is part of the terms": (
        [(ASSESSED, ASSESSED.replace("unbundled: true", "unbundled: false"))],
        (
            "purposes.news.wordings.email: the wording 'news-email' was not found unbundled; "
            "ask in words that are"
        ),
    ),
    "a wording that says too little": (
        [(ASSESSED, ASSESSED.replace("informed: true", "informed: false"))],
        (
            "purposes.news.wordings.email: the wording 'news-email' was not found informed; "
            "ask in words that are"
        ),
    ),
    "a wording about no purpose": (
        [("    purposes: [news]\n", "    purposes: [news, gossip]\n")],
        (
            "wordings.news-email.purposes.1: there is no purpose 'gossip'; "
            "correct the id, or add it under `purposes`"
        ),
    ),
    "an objection to no purpose": (
        [("    purposes: [research]\n", "    purposes: [gossip]\n")],
        (
            "objections.no-research.purposes.0: there is no purpose 'gossip'; "
            "correct the id, or add it under `purposes`"
        ),
    ),
    "a question for no purpose": (
        [("needed_for: [enquiries, membership-service", "needed_for: [gossip, membership-service")],
        (
            "fields.name.needed_for.0: there is no purpose 'gossip'; "
            "correct the id, or add it under `purposes`"
        ),
    ),
    "a choice of nothing": (
        [("    choices: [Individual, Organisation, Student]\n", "")],
        "fields.membership-grade.kind: a choice has `choices`, and no other kind of field has",
    ),
    "choices for a text": (
        [("kind: text, data: personal,", "kind: text, choices: [Ada], data: personal,")],
        "fields.name.kind: a choice has `choices`, and no other kind of field has",
    ),
    "a form that asks what is in no catalogue": (
        [("collects: [name,", "collects: [birthday, name,")],
        (
            "sources.website-enquiry.collects.0: there is no field 'birthday'; "
            "correct the id, or add it under `fields`"
        ),
    ),
    "a form without a notice": (
        [("    notice: website\n", "    notice: somewhere\n")],
        "sources.website-enquiry.notice: there is no notice 'somewhere'; correct the id, or add it",
    ),
    "notices out of order": (
        [("from_on: 2017-08-01", "from_on: 2026-11-01")],
        "notices.website.1.from_on: write the versions in order, each with a later day",
    ),
    "two notices of one name": (
        [('version: "2017-08"', 'version: "2026-11"')],
        "notices.website.1.version: an earlier version has this name; write another",
    ),
    "a cookie that is not needed": (
        [("purpose: strictly_necessary", "purpose: advertising")],
        "cookies.session.basis: this purpose needs a yes; write consent",
    ),
    "a cookie that one may not just announce": (
        [("    lasts: 30 days\n    basis: consent", "    lasts: 30 days\n    basis: objection")],
        (
            "cookies.interests.basis: an objection is enough for statistics and appearance only; "
            "write consent"
        ),
    ),
    "a necessary cookie in another category": (
        [("category: necessary", "category: preferences")],
        "cookies.session.category: the category is necessary if the basis is, and only then",
    ),
    "an optional cookie called necessary": (
        [("category: statistics", "category: necessary")],
        "cookies.visit.category: the category is necessary if the basis is, and only then",
    ),
    "what ends and is kept": (
        [
            (
                "keep: 30 days, counted_from: recorded, then: erase",
                "keep: 30 days, counted_from: recorded, then: keep",
            )
        ],
        "retention.backup.then: what is kept for ever ends with keep, and nothing else does",
    ),
    "what is kept for ever and ends": (
        [
            (
                "keep: for ever, counted_from: recorded, then: keep",
                "keep: for ever, counted_from: recorded, then: erase",
            )
        ],
        "retention.suppression.then: what is kept for ever ends with keep, and nothing else does",
    ),
    "a training that opens nothing": (
        [("opens: [call]", "opens: [call, fly]")],
        (
            "staff.modules.calls.opens.1: there is no right 'fly'; "
            "correct the id, or add it under `rights`"
        ),
    ),
    "a role with a right that is none": (
        [("rights: [manage-suppliers]}", "rights: [fly]}")],
        (
            "staff.roles.supplier-manager.rights.0: there is no right 'fly'; "
            "correct the id, or add it under `rights`"
        ),
    ),
    "details that no training opens": (
        [
            ("opens: [handle-requests]", "opens: [change-policy]"),
            (", handle-requests, release-lists], questions", ", release-lists], questions"),
        ],
        (
            "staff.rights.handle-requests: no training opens this right; "
            "name it under `opens` in one of the modules"
        ),
    ),
    "a duty of nobody": (
        [("binds: [callers, lists]", "binds: [pilots]")],
        (
            "suppliers.duties.registers.binds.0: there is no kind 'pilots'; "
            "correct the id, or add it under `kinds`"
        ),
    ),
}


@pytest.mark.parametrize(("changes", "said"), CONTRADICTIONS.values(), ids=CONTRADICTIONS)
def test_a_contradiction_is_told_with_its_place_and_the_remedy(
    changes: list[tuple[str, str]], said: str
) -> None:
    assert said in told(changed(*changes))


def test_every_kind_of_record_has_a_line_in_the_schedule() -> None:
    text = "\n".join(line for line in SHIPPED.split("\n") if not line.startswith("  backup: {"))
    assert told(text) == ["retention: nothing is said of backup; add it"]


@pytest.mark.parametrize(
    ("review_on", "fit"), [("2026-11-21", False), ("2026-11-22", False), ("2026-11-23", True)]
)
def test_an_assessment_is_reviewed_before_the_policy_is_applied(review_on: str, fit: bool) -> None:
    text = changed(("guests, review_on: 2028-11-01", f"guests, review_on: {review_on}"))
    assert (told(text) == []) is fit
    assert read_policy(text.encode()).purposes["research"].assessment  # as history, it may be read


BUNDLED = (
    "By supplying your details you agree to hear from the Institute.",
    "By sending this form, you consent to our emails.",
    "By clicking Register I accept that you may write to me.",
    "On completion. By submission of this form you agree to be called.",
    "Our emails are a condition of booking.",
    "Tell us your email address in order to enter. We may write to you.",
)
PRESUMED = (
    "We may email you unless you tell us not to.",
    "Untick this box to hear less.",
    "Tick here if you do not want our news.",
    "Tick if you don’t want our news.",
    "Please tick this box if you would rather not hear from us.",
    "The box is pre-ticked for you.",
    "We will assume that you agree.",
)
HONEST = (
    "Yes, the Institute may email me its news. I can opt out whenever I like.",
    "By ticking this box I agree that the Institute may email me.",
    "May we email you? Yes or no.",
    "Tick to hear from us by post.",
)


def with_words(words: str, assessed: str = ASSESSED) -> str:
    return changed((NEWS_WORDS, words), (f"assessed: {ASSESSED}", f"assessed: {assessed}"))


@pytest.mark.parametrize("words", BUNDLED)
def test_a_bundled_wording_may_not_pass_for_a_good_one(words: str) -> None:
    [problem] = problems(with_words(words))
    assert problem.place == ("wordings", "news-email", "assessed", "unbundled")
    assert "write false" in problem.message


@pytest.mark.parametrize("words", PRESUMED)
def test_a_presumed_yes_may_not_pass_for_a_good_one(words: str) -> None:
    [problem] = problems(with_words(words))
    assert problem.place == ("wordings", "news-email", "assessed", "affirmative")
    assert "write false" in problem.message


@pytest.mark.parametrize("words", [*BUNDLED, *PRESUMED])
def test_once_it_is_assessed_as_it_is_no_purpose_may_use_it(words: str) -> None:
    found = told(with_words(words, "{affirmative: false, unbundled: false, informed: true}"))
    assert [one.split(":")[0] for one in found] == ["purposes.news.wordings.email"] * 2


@pytest.mark.parametrize("words", HONEST)
def test_an_honest_wording_passes(words: str) -> None:
    assert told(with_words(words)) == []


def test_contradictions_are_told_all_at_once() -> None:
    names = (
        "legitimate interests that nobody weighed",
        "marketing on a contract",
        "a duty of nobody",
    )
    changes = [change for name in names for change in CONTRADICTIONS[name][0]]
    found = told(changed(*changes))
    assert {CONTRADICTIONS[name][1] for name in names} <= set(found)


def test_the_shipped_policy_contradicts_itself_nowhere() -> None:
    assert read_policy(shipped(), today=TODAY).version.effective_on == date(2026, 11, 1)


def test_a_contradiction_names_its_line() -> None:
    text = changed(("collects: [name,", "collects: [birthday, name,"))
    with pytest.raises(PolicyError, match=r"policy\.yaml line \d+, sources\.website-enquiry"):
        read_policy(text.encode())
