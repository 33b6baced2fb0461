from collections.abc import Callable

import pytest

from sayso.assurance.plan import effects, proposed
from sayso.law.codes import Channel
from sayso.people.tests.cast import TODAY, exemplar, no, person, says, version, yes
from sayso.policy.models import PolicyVersion
from sayso.policy.reading import read_policy

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.usefixtures("policy"),
]


def changed(change: Callable[[str], str]) -> PolicyVersion:
    text = exemplar().decode()
    assert change(text) != text
    data = change(text).encode()
    return proposed(data, read_policy(data))


def told(after: PolicyVersion) -> list[str]:
    return [effect.sentence for effect in effects(version(), after, TODAY)]


@pytest.fixture(autouse=True)
def people(policy: None) -> None:
    ada, bert, cleo = person("ada"), person("bert"), person("cleo")
    says(yes(ada), yes(ada, "events-call"), yes(bert), no(bert), yes(cleo))


def test_the_same_policy_affects_nobody() -> None:
    assert told(version()) == []


def test_a_stricter_rule_is_told_with_whom_it_shuts_out() -> None:
    stricter = changed(lambda text: text.replace("consent_months: 36", "consent_months: 12", 1))
    assert told(stricter) == [
        "2 people can no longer be reached by email for News: electronic-mail-consent (2).",
        "1 person can no longer be reached by live call for Events: lawful-basis (1).",
    ]


def test_a_channel_that_a_purpose_no_longer_has_is_told() -> None:
    without = changed(
        lambda text: text.replace(
            "channels: [email, live_call, post]\n    wordings: {email: events-email, "
            "live_call: events-call, post: events-post}",
            "channels: [email, post]\n    wordings: {email: events-email, post: events-post}",
        ).replace(
            "{purpose: events, channels: [email, live_call]}",
            "{purpose: events, channels: [email]}",
        )
    )
    assert [effect.reasons for effect in effects(version(), without, TODAY)] == [
        (("purpose_channel", 1),)
    ]


def test_the_first_policy_of_all_gains_everybody_it_allows() -> None:
    gained = {(e.purpose, e.channel): e.gained for e in effects(None, version(), TODAY)}
    assert gained["news", Channel.EMAIL] == 2
    assert gained["events", Channel.LIVE_CALL] == 1
