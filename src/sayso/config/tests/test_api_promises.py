"""Acceptance tests of the record, as a program meets them at the API, by their numbers."""

from datetime import date, timedelta
from itertools import product

import pytest

from sayso.config.tests.asking import Api, api, installation, policy
from sayso.days import today_in_london
from sayso.evidence.models import Entry
from sayso.law.codes import Channel
from sayso.people.models import Event
from sayso.people.tests.cast import version

__all__ = ["api", "installation", "policy"]

pytestmark = pytest.mark.django_db(databases=["default", "keys"])


def test_5_whoever_opted_out_still_gets_what_is_no_marketing(api: Api) -> None:
    bert = api.person("bert")
    api.yes(bert, given_on="2026-11-01")
    api.made("/objections", {"ref": bert, "wording": "no-marketing"})

    assert api.may(bert)["verdict"] == "deny"
    for purpose in ("membership-service", "event-service", "purchases", "rights"):
        assert api.may(bert, purpose)["verdict"] == "allow", purpose


@pytest.mark.parametrize("no_comes_first", [True, False])
def test_6_the_latest_answer_is_the_one_that_was_said_last_not_the_one_that_came_last(
    api: Api, no_comes_first: bool
) -> None:
    """What was said in March overrides what was said in January, whichever we heard of first."""
    days = (date(2026, 1, 10), date(2026, 3, 10))
    no_on, yes_on = days if no_comes_first else reversed(days)
    for heard_first in ("yes", "no"):
        ada = api.person(f"ada-{heard_first}")
        for said in ("yes", "no") if heard_first == "yes" else ("no", "yes"):
            if said == "yes":
                api.yes(ada, given_on=str(yes_on))
            else:
                api.made("/objections", {"ref": ada, "on": str(no_on)})
        expected = "allow" if no_comes_first else "deny"
        assert [api.may(ada)["verdict"] for _ in range(2)] == [expected] * 2


def test_8_nobody_unknown_or_unconfirmed_is_ever_allowed(api: Api) -> None:
    unknown = api.get("/people/4fkx7mn2qc/permission?purpose=news&channel=email")
    assert unknown.problem == (404, "not_found", "ref")

    silent, unsure = api.person("dev"), api.person("eve")
    api.made("/consents", {"ref": unsure, "channels": ["email"], "topics": ["news"]})
    marketing = [slug for slug, one in version().policy.purposes.items() if one.kind == "marketing"]
    asked = list(product((silent, unsure), marketing, Channel))
    assert len(asked) > 50
    for ref, purpose, channel in asked:
        assert api.may(ref, purpose, channel)["verdict"] == "deny", (purpose, channel)


def test_11_a_yes_is_logged_as_fully_as_a_no(api: Api) -> None:
    ada = api.person()
    yes = api.yes(ada, recorded_by="Aisha Clerk", reason="asked at the desk", source="paper-event")
    no = api.made(
        "/objections",
        {
            "ref": ada,
            "wording": "no-marketing-at-purchase",
            "method": "letter",
            "source": "rights-letter",
            "recorded_by": "Aisha Clerk",
            "reason": "wrote to us",
        },
    )
    logged = [Entry.objects.get(id=one["receipt"]) for one in (yes, no)]
    told = [{name for name, value in vars(entry).items() if value} for entry in logged]
    assert told[0] >= told[1] - {"purpose"}  # the no is about everything
    assert {"subject", "channel", "wording_hash", "policy", "commitment", "actor"} <= told[0]
    events = [Event.objects.get(id=one["event"]) for one in (yes, no)]
    kept = [{name for name, value in vars(event).items() if value} for event in events]
    assert kept[0] == kept[1]


@pytest.mark.parametrize("path", ["/consents", "/objections", "/withdrawals"])
def test_12_who_recorded_a_change_and_why_is_kept(api: Api, path: str) -> None:
    ada = api.person()
    yes = api.yes(ada, given_on=str(today_in_london() - timedelta(days=1)))["event"]
    body = {"ref": ada, "recorded_by": "Aisha Clerk", "reason": "She called us."}
    if path == "/withdrawals":
        body |= {"consent": yes}
    told = api.made(path, body)

    event = Event.objects.get(id=told["event"])
    kid = api.key.split("_")[1]
    assert (event.actor, event.reason) == (f"Aisha Clerk, api:{kid}", "She called us.")
    entry = Entry.objects.get(id=told["receipt"])
    assert entry.actor.startswith("member:")
    assert "aisha" not in entry.actor
