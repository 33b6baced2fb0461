from pathlib import Path
from typing import Any

import pytest

from sayso.lists.check import Campaign
from sayso.lists.columns import find_columns
from sayso.lists.errors import ListError
from sayso.lists.needed import must_be_able_to_allow
from sayso.lists.tests.campaign import (
    CUSTOMERS,
    FACTS,
    REGISTERS,
    all_of,
    asked,
    campaign,
    no,
    stop,
    write_list,
    yes,
)

ROW = {"Tel": "020 7946 0001", "Email": "ada@example.org", "Address": "1 High St"}


def needed(folder: Path, campaign: Campaign, **columns: str) -> str:
    """The sentence with which a campaign is refused, if it is."""
    table = write_list(folder / "list.csv", [ROW | columns])
    try:
        must_be_able_to_allow(campaign, find_columns(table, {}))
    except ListError as error:
        return str(error)
    return ""


def without(key: str) -> dict[str, Any]:
    parent, _, last = key.rpartition(".")
    if not parent:
        return {k: v for k, v in CUSTOMERS.items() if k != key}
    inside = CUSTOMERS[parent]
    return CUSTOMERS | {parent: {k: v for k, v in inside.items() if k != last}}


def test_a_campaign_with_its_facts_may_begin(tmp_path: Path) -> None:
    assert needed(tmp_path, campaign("live_call", "email", "post", facts=CUSTOMERS)) == ""


@pytest.mark.parametrize(
    ("channel", "key"),
    [
        ("email", "message.promotes"),
        ("email", "message.names_sender"),
        ("email", "message.opt_out"),
        ("email", "provenance"),
        ("email", "relationship.kind"),
        ("email", "relationship.with_sender"),
        ("email", "relationship.refusal_offered"),
        ("email", "relationship.refused"),
        ("email", "data_protection.basis"),
        ("email", "data_protection.notice_given"),
        ("live_call", "message.names_sender"),
        ("live_call", "message.caller_id_shown"),
        ("post", "data_protection.basis"),
    ],
)
def test_a_fact_without_which_no_row_could_be_allowed_is_named(
    tmp_path: Path, channel: str, key: str
) -> None:
    assert needed(tmp_path, campaign(channel, facts=without(key))) == (
        f"No row could be allowed while these facts are not known: {key}; "
        "state them with --set KEY=VALUE or --facts FILE."
    )
    if key.rpartition(".")[2] not in ("promotes", "opt_out", "names_sender", "caller_id_shown"):
        assert needed(tmp_path, campaign(channel, facts=without(key)), **{key: ""}) == ""


def test_what_is_missing_for_any_channel_is_told_in_one_sentence(tmp_path: Path) -> None:
    nothing = campaign("live_call", "email", facts={}, registers={})
    told = needed(tmp_path, nothing)
    for key in ("message.names_sender", "registers.tps", "registers.ctps", "message.opt_out"):
        assert told.count(key) == 1
    assert told.count(". ") == 0
    assert told.endswith(
        "; search with --register tps=FILE@DATE and --register ctps=FILE@DATE and state the others "
        "with --set KEY=VALUE or --facts FILE."
    )


@pytest.mark.parametrize("left", ["tps", "ctps"])
def test_a_register_that_is_missing_is_named_and_how_to_give_it(tmp_path: Path, left: str) -> None:
    (gone,) = REGISTERS.keys() - {left}
    told = needed(tmp_path, campaign(registers={left: REGISTERS[left]}))
    assert told == (
        f"No row could be allowed while these facts are not known: registers.{gone}; "
        f"search with --register {gone}=FILE@DATE."
    )


@pytest.mark.parametrize("said", [yes("020 7946 0001", "live_call"), asked("020 7946 0001")])
def test_no_register_is_needed_where_somebody_said_yes(tmp_path: Path, said: Any) -> None:
    assert needed(tmp_path, campaign(registers={}, said=said)) == ""


def test_no_register_is_needed_where_a_column_says_when_it_was_asked_for(tmp_path: Path) -> None:
    bare = campaign(registers={})
    assert needed(tmp_path, bare, **{"message.solicited_on": ""}) == ""


@pytest.mark.parametrize("said", [no("020 7946 0001"), stop("020 7946 0001"), all_of()])
def test_a_no_makes_up_for_no_register(tmp_path: Path, said: Any) -> None:
    assert "registers.tps" in needed(tmp_path, campaign(registers={}, said=said))


def test_a_column_that_says_who_pays_may_name_a_company(tmp_path: Path) -> None:
    strangers = campaign("email", facts=without("provenance"))
    assert "provenance" in needed(tmp_path, strangers)
    assert needed(tmp_path, strangers, subscriber="") == ""


@pytest.mark.parametrize("channel", ["email", "sms", "automated_call", "post", "fax"])
def test_a_campaign_without_any_facts_is_refused_on_every_channel(
    tmp_path: Path, channel: str
) -> None:
    bare = campaign(channel, facts={}, registers={})
    assert "data_protection.basis" in needed(tmp_path, bare, Fax="020 7946 0001")


def test_a_pensions_call_to_a_person_needs_no_register_though_one_to_a_company_does(
    tmp_path: Path,
) -> None:
    message = {"message": FACTS["message"] | {"sector": "pensions"}}
    sender = {"sender": {"pensions_role": "trustee_or_manager", "expected_to_call": True}}
    facts = CUSTOMERS | message | sender
    assert needed(tmp_path, campaign(facts=facts, registers={}), subscriber="individual") == ""


def test_a_campaign_that_can_never_be_allowed_may_still_be_asked_about(tmp_path: Path) -> None:
    assert needed(tmp_path, campaign("automated_call")) == ""


def test_the_mail_register_is_said_not_to_be_searched(tmp_path: Path) -> None:
    facts = FACTS | {
        "provenance": "bought_in",
        "list_release": {"on": "2026-11-01", "channels": ["post"]},
    }
    told = needed(tmp_path, campaign("post", facts=facts, policy="house"))
    assert told.endswith("leave post out, for the mail preference register cannot be searched yet.")


@pytest.mark.parametrize(
    ("key", "value"),
    [("provenance", "bought"), ("message", {"promotes": "own_similar"}), ("sender", {"kind": {}})],
)
def test_a_fact_that_cannot_be_read_is_named(tmp_path: Path, key: str, value: Any) -> None:
    told = needed(tmp_path, campaign("email", facts=CUSTOMERS | {key: value}))
    assert told.startswith(f'The fact "{key}')
    assert " cannot be read: " in told
