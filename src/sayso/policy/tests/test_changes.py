"""From one version to the next an id keeps its meaning."""

import pytest

from sayso.policy.tests.policies import changed, policy, told, without_forms

NEW_PURPOSE = "give the purpose a new id: it starts with no consents"
NEW_WORDS = "give the new words a new id"
ASSESSMENT = "    assessment: {name: All of it, review_on: 2028-11-01}\n"


CHANGES = {
    "purposes.news.name": ("name: News", "name: Newsletter"),
    "purposes.news.summary": ("What is new at", "What was said at"),
    "purposes.news.promotes": ("promotes: [own_similar, own_other]", "promotes: [own_similar]"),
    "purposes.news.basis": ("basis: consent", f"basis: legitimate_interests\n{ASSESSMENT[:-1]}"),
    "purposes.research.kind": ("kind: market_research", "kind: service"),
    "wordings.news-email.text": ("email me its news", "email me the news"),
    "wordings.news-email.covers": (
        "covers: [own_similar, own_other]",
        "covers: [own_similar, own_other, aims]",
    ),
    "wordings.news-email.channels": ("    channels: [email]", "    channels: [email, post]"),
    "wordings.news-email.purposes": ("    purposes: [news]", "    purposes: [news, events]"),
    "wordings.early-form-2017.sender_named": (
        "    purposes: [all]\n    sender_named: named",
        "    purposes: [all]\n    sender_named: described",
    ),
    "objections.no-marketing.text": ("I want no direct marketing", "I want less direct marketing"),
    "objections.no-research.to": ("    to: research", "    to: marketing"),
    "objections.no-marketing.channels": ("    channels: [all]", "    channels: [email]"),
    "objections.no-marketing.purposes": (
        "    channels: [all]\n    purposes: [all]",
        "    channels: [all]\n    purposes: [news]",
    ),
}


@pytest.mark.parametrize(("place", "change"), CHANGES.items(), ids=CHANGES)
def test_what_means_something_else_needs_another_id(place: str, change: tuple[str, str]) -> None:
    remedy = NEW_PURPOSE if place.startswith("purposes") else NEW_WORDS
    text = without_forms(changed(change))
    assert told(text) == []
    assert told(text, policy()) == [
        f"{place}: this is not what it was in version 2026-11; {remedy}"
    ]


@pytest.mark.parametrize(
    "change",
    [
        ("promotes: [own_similar, own_other]", "promotes: [own_other, own_similar]"),
        ("    at_most_a_month: 4", "    at_most_a_month: 1"),
        ("{email: news-email, post: news-post}", "{post: news-post, email: news-email}"),
        (
            "channels: [email, post]\n    wordings: {email: news-email, post: news-post}",
            "channels: [email]\n    wordings: {email: news-email}",
        ),
        ("retention: consent", "retention: message"),
        ("covers: [own_similar, own_other]", "covers: [own_other, own_similar]"),
        ("Surveys of members and guests", "Surveys of guests"),
        ("We send you marketing only if", "You get marketing only if"),
    ],
    ids=lambda change: change[1].strip()[:30],
)
def test_what_does_not_change_a_meaning_is_free(change: tuple[str, str]) -> None:
    assert told(changed(change), policy()) == []


def test_an_assessment_may_be_corrected() -> None:
    found = ("{affirmative: false, unbundled: false,", "{affirmative: true, unbundled: false,")
    text = changed(found, ("By sending this form you agree", "We hope you agree"))
    earlier = policy(("By sending this form you agree", "We hope you agree"))
    assert told(text, earlier) == []


def test_a_new_id_is_free_and_starts_anew() -> None:
    text = without_forms(changed(("  news:\n    name: News", "  bulletin:\n    name: Bulletin")))
    text = text.replace("purchases, news]", "purchases]")
    text = text.replace("[news]", "[bulletin]").replace("website-interests, news]", "bulletin]")
    text = text.replace("  news-email:", "  bulletin-email:").replace(
        "  news-post:", "  bulletin-post:"
    )
    text = text.replace(
        "{email: news-email, post: news-post}", "{email: bulletin-email, post: bulletin-post}"
    )
    assert told(text, policy()) == []


def test_an_id_that_was_given_up_is_not_free_again() -> None:
    first, second = policy(), policy(("  new-members:\n", "  newcomers:\n"))
    again = changed(("A first call or letter to", "Several calls to"))
    assert told(again, second, first) == [
        "purposes.new-members.summary: this is not what it was in version 2026-11; " + NEW_PURPOSE
    ]


def test_what_counts_is_the_newest_version_that_had_the_id() -> None:
    first = policy(("name: News", "name: Old news"), ("id: 2026-11", "id: 2026-01"))
    second = policy()
    assert told(changed(), second, first) == []
    assert len(told(changed(), first, second)) == 1
