"""A stop is found however it was spelled and wherever in the row it stands."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from sayso.law.codes import Channel
from sayso.lists.check import Checker, check_rows
from sayso.lists.columns import find_columns
from sayso.lists.registers import Matcher, RegisterStore
from sayso.lists.said import Said
from sayso.lists.tests.campaign import (
    CAMPAIGN,
    CUSTOMERS,
    REGISTERS,
    TODAY,
    all_of,
    asked,
    campaign,
    check,
    no,
    reasons,
    stop,
    write_list,
    yes,
)

ADA = {"Tel": "020 7946 0001", "Email": "ada@example.org"}
POST = {"Address": "12 High Street", "Town": "Leeds", "Postcode": "LS1 4DY"}


@pytest.mark.parametrize(
    ("heading", "cell"),
    [
        ("Notes", "write to bert@example.org"),
        ("Alternative", "bert@example.org"),
        ("Reference", "Bert+Shop@Example.org"),
        ("Notes", "rang from 020 7946 0002, wants no more"),
    ],
)
@pytest.mark.parametrize("contact", ["bert@example.org", "020 7946 0002"])
@pytest.mark.parametrize("said", [stop, no])
def test_a_stop_is_found_in_a_column_that_is_not_used(
    tmp_path: Path, heading: str, cell: str, contact: str, said: type
) -> None:
    stops: Said = said(contact)
    is_same = ("@" in cell) == ("@" in contact)
    told = reasons(tmp_path, campaign(said=stops), ADA | {heading: cell}, ADA | {heading: "–"})
    expected = "suppressed" if said is stop else "objection-to-marketing"
    assert (told[0] == expected) is is_same
    # The second row has the same number, and what is refused once is refused everywhere.
    assert told[1] == told[0] if is_same else told == ["allow", "duplicate"]


@pytest.mark.parametrize(
    "spelling",
    ["12 High St, Leeds LS1 4DY, UK", "LS1 4DY\n12 High Street", "12 High Street, Leeds"],
)
@pytest.mark.parametrize("order", [list(POST), list(reversed(POST))])
def test_a_postal_stop_is_found_in_any_spelling_and_order_of_columns(
    tmp_path: Path, spelling: str, order: list[str]
) -> None:
    post = campaign("post", said=stop(spelling))
    other = POST | {"Address": "21 High Street"}
    rows = [{heading: row[heading] for heading in order} for row in (POST, other)]
    assert reasons(tmp_path, post, *rows) == ["suppressed", "allow"]


@pytest.mark.parametrize(
    "address", ["ada+news@example.org", "Ada@Example.org", "ada+a+b@example.org"]
)
@pytest.mark.parametrize("contact", ["ada@example.org", "ada+shop@example.org"])
def test_a_stop_for_one_tag_is_a_stop_for_the_mailbox(
    tmp_path: Path, address: str, contact: str
) -> None:
    email = campaign("email", facts=CUSTOMERS, said=stop(contact))
    assert reasons(tmp_path, email, {"Email": address}) == ["suppressed"]


def test_a_yes_for_one_tag_is_not_a_yes_for_another(tmp_path: Path) -> None:
    email = campaign("email", said=yes("ada@example.org", "email"))
    told = reasons(tmp_path, email, {"Email": "ada@example.org"}, {"Email": "ada+x@example.org"})
    assert told == ["allow", "electronic-mail-consent"]


@pytest.mark.parametrize("hidden", ["\ufe0f", "\u034f", "\u200b", "\u00ad", "\U000e0020", "\u3164"])
def test_characters_that_nobody_sees_hide_no_stop(tmp_path: Path, hidden: str) -> None:
    email = campaign("email", facts=CUSTOMERS, said=stop("bert@example.org"))
    spoilt = {"Email": f"be{hidden}rt@example.org"}
    assert reasons(tmp_path, email, spoilt) == ["suppressed"]


@pytest.mark.parametrize("cell", ["yes", "x", "2026-01-05", "perhaps", "ask Ada"])
def test_a_row_whose_own_column_says_stop_or_says_it_unclearly_is_left_alone(
    tmp_path: Path, cell: str
) -> None:
    rows = [ADA | {"Do not call": cell}, ADA | {"Do not call": "no"}]
    (first, second) = check(tmp_path, campaign(), *rows, stop=["Do not call"])
    assert first[Channel.LIVE_CALL].reason == "suppressed"
    assert second[Channel.LIVE_CALL].reason == "suppressed"  # it is the same number
    assert "stop" in first[Channel.LIVE_CALL].because


@pytest.mark.parametrize("cell", ["", "no", "N", "0", "false"])
def test_a_row_whose_own_column_says_no_stop_is_asked_about(tmp_path: Path, cell: str) -> None:
    (answer,) = check(tmp_path, campaign(), ADA | {"Stop": cell}, stop=["Stop"])
    assert answer[Channel.LIVE_CALL].allowed


def test_a_request_that_names_no_channel_allows_none(tmp_path: Path) -> None:
    dev = {"Tel": "020 7946 0004"}
    for channels, told in ((["live_call"], "allow"), ([], "live-call-register")):
        said = asked("020 7946 0004", channels=channels)
        assert reasons(tmp_path, campaign(said=said), dev) == [told]


def test_noes_that_meet_no_row_are_known(tmp_path: Path) -> None:
    said = all_of(stop("bert@example.org"), no("020 7946 0001"), no("eve@example.net"))
    table = write_list(tmp_path / "list.csv", [ADA])
    checker = Checker(campaign(said=said), find_columns(table, {}))
    assert len(list(check_rows(checker, table.rows()))) == 1
    assert [one.where for one in checker.unmet()] == ["bert@example.org", "eve@example.net"]


# --- until when ------------------------------------------------------------------------------


def until(folder: Path, said: Said, *channels: str, registers: object = REGISTERS) -> date | None:
    one = campaign(*channels, said=said, registers=registers)
    (answer,) = check(folder, one, ADA)
    (outcome,) = answer.values()
    assert outcome.allowed
    return outcome.until


def test_a_call_may_be_made_until_the_search_is_stale(tmp_path: Path) -> None:
    assert until(tmp_path, Said()) == date(2026, 12, 17)


@pytest.mark.parametrize("days", range(1, 40))
def test_an_allowed_row_says_when_its_consent_ends(tmp_path: Path, days: int) -> None:
    ends = TODAY + timedelta(days=days)
    told = until(tmp_path, yes("ada@example.org", "email", ends_on=ends.isoformat()), "email")
    assert told == (ends - timedelta(days=1) if days <= 27 else None)


def test_a_number_newly_listed_may_be_called_for_27_days_more(tmp_path: Path) -> None:
    listed = [tmp_path / "old.txt", tmp_path / "new.txt"]
    listed[0].write_text("02079460999\n")
    listed[1].write_text("02079460999\n02079460001\n")
    store = RegisterStore(tmp_path / "home")
    for path, day in zip(listed, (date(2026, 11, 6), date(2026, 11, 20)), strict=True):
        store.add("tps", path, day, today=TODAY)
    registers: dict[str, Matcher] = {**REGISTERS, "tps": store.matcher("tps")}
    assert until(tmp_path, Said(), registers=registers) == date(2026, 11, 7) + timedelta(days=27)


def test_what_is_not_allowed_has_no_last_day(tmp_path: Path) -> None:
    (answer,) = check(tmp_path, CAMPAIGN, {"Tel": "020 7946 0004"})
    assert answer[Channel.LIVE_CALL].until is None
