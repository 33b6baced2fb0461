import pytest

from sayso.policy.diff import NOUNS, Difference, differences
from sayso.policy.meanings import OTHERWISE, meaning
from sayso.policy.schema import Policy
from sayso.policy.tests.policies import policy

NO_POST = (
    "channels: [email, post]\n    wordings: {email: news-email, post: news-post}",
    "channels: [email]\n    wordings: {email: news-email}",
)

PROMISE = """  X3:
    clause: What our emails do not do
    words: >-
      Our emails carry no hidden pictures, and do not report when you open them.
    controls: [no-open-pixels]
"""

CHANGES = {
    "a channel less": (
        NO_POST,
        [
            ("Purpose news: channel post removed.", "Nobody is reached this way for it any more."),
            (
                "Purpose news: wordings.post was news-post, and is given no more.",
                "People are asked in these words from that day; an earlier yes stands.",
            ),
        ],
    ),
    "a closed channel": (
        ("closed_channels: [sms, fax]", "closed_channels: [sms, fax, voicemail]"),
        [
            (
                "House rules: closed channel voicemail added.",
                "Nothing is sent this way from that day.",
            )
        ],
    ),
    "an opened channel": (
        ("closed_channels: [sms, fax]", "closed_channels: [fax]"),
        [("House rules: closed channel sms removed.", "A purpose may name it from that day.")],
    ),
    "consents that run out sooner": (
        ("  consent_months: 36", "  consent_months: 24"),
        [
            (
                "House rules: consent months was 36, is now 24.",
                "More consents have run out from that day.",
            )
        ],
    ),
    "consents that run out later": (
        ("  consent_months: 36", "  consent_months: 48"),
        [
            (
                "House rules: consent months was 36, is now 48.",
                "Some consents that had run out count again.",
            )
        ],
    ),
    "other words of a promise": (
        ("carry no hidden pictures", "carry no pictures"),
        [
            (
                (
                    "Promise X3: words was “Our emails carry no hidden pictures, and do not report "
                    "when you open them.”, is now “Our emails carry no pictures, and do not report "
                    "when you open them.”."
                ),
                "Something else is promised; tell people before that day.",
            )
        ],
    ),
    "a promise less": (
        (PROMISE, ""),
        [("Promise X3 is gone.", "It is promised no more; tell people before that day.")],
    ),
    "another number of days": (
        ("tps: {max_age_days: 27}", "tps: {max_age_days: 20}"),
        [
            (
                "Register tps: max age days was 27, is now 20.",
                "Editions of more days clear nobody.",
            )
        ],
    ),
    "a longer time": (
        (
            "keep: 24 months, counted_from: last_dealing",
            "keep: 3 years, counted_from: last_dealing",
        ),
        [
            (
                "Retention of enquiry: keep was “24 months”, is now “3 years”.",
                "Records that are over by the new span are due on that day.",
            )
        ],
    ),
    "a form that asks more": (
        ("interests, comments]", "interests, comments, fax]"),
        [("Source telephone-enquiry: field fax added.", "It may be asked there from that day.")],
    ),
    "a stricter test": (
        ("pass_mark: 80", "pass_mark: 90"),
        [("Training basics: pass mark was 80, is now 90.", "Passes below it no longer count.")],
    ),
    "a limit less": (
        ("    at_most_a_month: 4\n", ""),
        [
            (
                "Purpose news: at most a month was 4, and is given no more.",
                "The limit holds from that day.",
            )
        ],
    ),
    "another order": (
        ("promotes: [own_similar, own_other]", "promotes: [own_other, own_similar]"),
        [
            (
                "Purpose news: promotes: the order is different.",
                "That makes it another purpose: it needs a new id, and starts with no consents.",
            )
        ],
    ),
    "a notice once more": (
        (
            '    - version: "2017-08"\n      from_on: 2017-08-01\n',
            '    - version: "2017"\n      from_on: 2017-08-02\n',
        ),
        [
            (
                "Notice website: 1.version was 2017-08, is now 2017.",
                "People are told so from its day on; those told before were told something else.",
            ),
            (
                "Notice website: 1.from on was 2017-08-01, is now 2017-08-02.",
                "People are told so from its day on; those told before were told something else.",
            ),
        ],
    ),
    "fewer months between reviews": (
        ("review_months: 12", "review_months: 6"),
        [
            (
                "Review of suppliers was 12, is now 6.",
                "Some suppliers are due for review on that day.",
            )
        ],
    ),
    "a kind of supplier renamed": (
        ("hosts: Those who keep our data", "hosts: Those who do"),
        [
            (
                "Kind of supplier hosts was “Those who keep our data”, is now “Those who do”.",
                OTHERWISE,
            )
        ],
    ),
}


def told(found: list[Difference]) -> list[tuple[str, str]]:
    return [(one.sentence, one.meaning) for one in found]


@pytest.mark.parametrize(("change", "said"), CHANGES.values(), ids=CHANGES)
def test_a_change_is_told_in_a_sentence_with_what_it_means(
    change: tuple[str, str], said: list[tuple[str, str]]
) -> None:
    assert told(differences(policy(), policy(change))) == said


@pytest.mark.parametrize("change", [change for change, _ in CHANGES.values()], ids=CHANGES)
def test_taking_a_change_back_is_a_change_too(change: tuple[str, str]) -> None:
    assert len(differences(policy(change), policy())) == len(differences(policy(), policy(change)))


def test_a_version_is_not_different_from_itself() -> None:
    assert differences(policy(), policy()) == []


def test_what_is_only_written_in_another_way_is_not_different() -> None:
    lines = ("controls: [deny-by-default]", "controls:  # these\n      - 'deny-by-default'")
    assert differences(policy(), policy(lines)) == []


def test_every_section_of_the_file_is_compared() -> None:
    compared = {section.split(".")[0] for section in NOUNS}
    assert compared == set(Policy.model_fields)
    staff = {section for section in NOUNS if section.startswith("staff.")}
    assert staff == {f"staff.{field}" for field in type(policy().staff).model_fields}
    suppliers = {section for section in NOUNS if section.startswith("suppliers.")}
    assert suppliers == {f"suppliers.{field}" for field in type(policy().suppliers).model_fields}


def test_every_kind_of_change_has_a_meaning() -> None:
    for section in NOUNS:
        for change in ("added", "removed", "changed"):
            assert meaning(section, "", change) or section == "version"


def test_the_most_exact_meaning_is_given() -> None:
    assert meaning("house_rules", "consent_months", "lowered") == (
        "More consents have run out from that day."
    )
    assert meaning("wordings", "assessed", "changed") != meaning("wordings", "text", "changed")
    assert meaning("statistics", "unheard_of", "changed") == OTHERWISE
