from datetime import timedelta
from pathlib import Path

import pytest

from sayso.law.codes import Channel
from sayso.lists import check as checking
from sayso.lists.check import check_rows
from sayso.lists.columns import find_columns
from sayso.lists.tests.campaign import (
    CUSTOMERS,
    ELSEWHERE,
    FACTS,
    REGISTERS,
    TODAY,
    asked,
    campaign,
    check,
    no,
    reasons,
    register,
    write_list,
)

ADA = {"Tel": "020 7946 0001", "Email": "ada@example.org"}
BERT = {"Tel": "020 7946 0002", "Email": "bert@example.org"}
CLEO = {"Tel": "0161 496 0003", "Email": "cleo@glass.example", "subscriber": "limited_company"}
DEVS = {"Tel": "020 7946 0004", "Email": "dev@example.org"}
EVE = {"Tel": ELSEWHERE, "Email": "eve@example.net"}


# --- several rows ----------------------------------------------------------------------------


def test_a_contact_point_is_used_once(tmp_path: Path) -> None:
    rows = (
        ADA,
        {"Tel": "+44 20 7946 0001", "Email": "x@example.org"},
        {"Tel": "020 7946 0001", "Mobile": "020 7946 0007"},
    )
    answers = [answer[Channel.LIVE_CALL] for answer in check(tmp_path, campaign(), *rows)]
    assert [answer.use for answer in answers] == [("+442079460001",), (), ("+442079460007",)]
    assert [answer.reason for answer in answers][1] == "duplicate"


def test_an_email_spelled_twice_in_a_row_is_used_once(tmp_path: Path) -> None:
    customers = campaign("email", facts=CUSTOMERS)
    row = {"Email": "ada@example.org", "Email 2": "ADA@example.org"}
    (answer,) = check(tmp_path, customers, row)
    assert answer[Channel.EMAIL].use == ("ada@example.org",)


def test_a_refused_row_uses_up_no_contact_point(tmp_path: Path) -> None:
    rows = ({"Tel": "020 7946 0001", "Mobile": "020 7946 0004"}, ADA)
    assert reasons(tmp_path, campaign(), *rows) == ["live-call-register", "allow"]


def test_a_row_whose_facts_cannot_be_read_clears_no_other(tmp_path: Path) -> None:
    unread = ADA | {"data_protection.restricted": "perhaps"}
    for rows in ((unread, ADA), (ADA, unread)):
        assert sorted(reasons(tmp_path, campaign(), *rows)) == ["review", "unreadable"]


def test_rows_far_apart_are_compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "BATCH", 2)
    rows = [{"Tel": f"020 7946 01{n:02}", "Email": ""} for n in range(7)]
    rows += [{"Tel": "020 7946 0100", "Email": "bert@example.org"}, rows[1]]
    told = reasons(tmp_path, campaign(said=no("bert@example.org")), *rows)
    assert told[0] == told[7] == "objection-to-marketing"
    assert told[8] == "duplicate"
    assert set(told[1:7]) == {"allow"}


# --- what a column says ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("limited_company", "allow"),
        ("Limited Company", "allow"),
        ("individual", "electronic-mail-consent"),
        ("unknown", "electronic-mail-consent"),
        ("", "electronic-mail-consent"),
        ("Ltd", "unreadable"),
        ("yes", "unreadable"),
    ],
)
def test_a_column_says_who_pays_for_the_line(tmp_path: Path, cell: str, reason: str) -> None:
    told = reasons(tmp_path, campaign("email"), ADA | {"subscriber": cell}, CLEO)
    assert told == [reason, "allow"]


def test_a_blank_cell_leaves_what_the_campaign_states(tmp_path: Path) -> None:
    companies = campaign("email", facts=FACTS | {"subscriber": "llp"})
    rows = (ADA | {"subscriber": ""}, BERT | {"subscriber": "individual"})
    assert reasons(tmp_path, companies, *rows) == ["allow", "electronic-mail-consent"]


@pytest.mark.parametrize(
    ("key", "cell", "reason"),
    [
        ("provenance", "bought_in", "electronic-mail-consent"),
        ("relationship.kind", "none", "electronic-mail-consent"),
        ("relationship.refused", "TRUE", "electronic-mail-consent"),
        ("relationship.collected_on", "02/04/2025", "unreadable"),
        ("relationship.collected_on", "2027-01-01", "unreadable"),
        ("data_protection.restricted", "yes", "restriction"),
        ("data_protection.restricted", "maybe", "unreadable"),
        ("data_protection.basis", "none", "lawful-basis"),
        ("message.promotes", "third_party", "electronic-mail-consent"),
        ("message.promotes", ";", "unreadable"),
        ("message.topic", "all", "unreadable"),
    ],
)
def test_a_column_overrides_the_campaign_for_its_row(
    tmp_path: Path, key: str, cell: str, reason: str
) -> None:
    customers = campaign("email", facts=CUSTOMERS)
    assert reasons(tmp_path, customers, ADA | {key: cell}, BERT) == [reason, "allow"]


def test_a_line_with_cells_missing_is_never_allowed(tmp_path: Path) -> None:
    table = write_list(tmp_path / "list.csv", [ADA, BERT])
    with table.path.open("a") as file:
        file.write("020 7946 0005\n020 7946 0006,dev@example.org,x\n")
    columns = find_columns(table, {})
    told = check_rows(checking.Checker(campaign(), columns), table.rows())
    assert [one[Channel.LIVE_CALL].reason for one in told][2:] == ["unreadable"] * 2


# --- registers -------------------------------------------------------------------------------


@pytest.mark.parametrize("days", [0, 1, 27, 28, 400])
@pytest.mark.parametrize("stale", ["tps", "ctps"])
def test_a_stale_search_clears_nobody(tmp_path: Path, days: int, stale: str) -> None:
    edition = TODAY - timedelta(days=days)
    old = campaign(registers=REGISTERS | {stale: register(stale, on=edition)})
    assert (reasons(tmp_path, old, ADA) == ["allow"]) == (days < 28)


@pytest.mark.parametrize("left", ["tps", "ctps"])
def test_one_register_alone_clears_nobody(tmp_path: Path, left: str) -> None:
    one = campaign(registers={left: REGISTERS[left]})
    assert reasons(tmp_path, one, ADA) == ["live-call-register"]


def test_texts_ask_no_register(tmp_path: Path) -> None:
    assert reasons(tmp_path, campaign("sms", facts=CUSTOMERS), DEVS) == ["allow"]


# --- what is told ----------------------------------------------------------------------------


def test_a_refusal_says_why_and_what_would_change_it(tmp_path: Path) -> None:
    rows = (BERT, DEVS, EVE, {"Tel": "7946 0001"}, {"Tel": "020 7946 0001 / 2"}, {"Email": "x"})
    for answer in check(tmp_path, campaign(said=no("020 7946 0002")), *rows):
        outcome = answer[Channel.LIVE_CALL]
        assert not outcome.allowed
        assert outcome.use == ()
        assert outcome.because.endswith(".")
        assert outcome.remedy.endswith(".")


def test_an_allowed_row_names_the_rule_that_allows_it(tmp_path: Path) -> None:
    (answer,) = check(tmp_path, campaign(said=asked("020 7946 0004")), DEVS)
    assert answer[Channel.LIVE_CALL].reason == "live-call-solicited"
    assert answer[Channel.LIVE_CALL].remedy == ""


def test_a_missing_fact_is_named_in_the_remedy(tmp_path: Path) -> None:
    facts = CUSTOMERS | {"relationship": {"kind": "sale", "with_sender": True}}
    (answer,) = check(tmp_path, campaign("email", facts=facts), ADA)
    assert answer[Channel.EMAIL].remedy == (
        "State what is not known: relationship.refusal_offered and relationship.refused."
    )
