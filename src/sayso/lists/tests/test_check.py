from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from sayso.law.codes import Channel
from sayso.lists.registers import Matcher
from sayso.lists.tests.campaign import (
    CUSTOMERS,
    DEV,
    ELSEWHERE,
    FACTS,
    REGISTERS,
    TODAY,
    all_of,
    asked,
    campaign,
    check,
    no,
    reasons,
    register,
    stop,
    yes,
)

ADA = {"Tel": "020 7946 0001", "Email": "ada@example.org"}
BERT = {"Tel": "020 7946 0002", "Email": "bert@example.org"}
CLEO = {"Tel": "0161 496 0003", "Email": "cleo@glass.example", "subscriber": "limited_company"}
DEVS = {"Tel": "020 7946 0004", "Email": "dev@example.org"}
EVE = {"Tel": ELSEWHERE, "Email": "eve@example.net"}


# --- the cast --------------------------------------------------------------------------------


def test_the_cast_is_called_or_not(tmp_path: Path) -> None:
    said = all_of(yes("020 7946 0001", "live_call"), no("bert@example.org"))
    assert reasons(tmp_path, campaign(said=said), ADA, BERT, CLEO, DEVS, EVE) == [
        "allow",
        "objection-to-marketing",
        "allow",
        "live-call-register",
        "out_of_scope",
    ]


def test_the_cast_is_written_to_or_not(tmp_path: Path) -> None:
    said = all_of(yes("ada@example.org", "email"), no("020 7946 0002"))
    assert reasons(tmp_path, campaign("email", said=said), ADA, BERT, CLEO, DEVS) == [
        "allow",
        "objection-to-marketing",
        "allow",
        "electronic-mail-consent",
    ]


def test_every_channel_has_its_own_answer(tmp_path: Path) -> None:
    both = campaign("live_call", "email", said=yes("ada@example.org", "email"))
    ada, dev = check(tmp_path, both, ADA, DEVS)
    assert {channel: outcome.allowed for channel, outcome in ada.items()} == {
        Channel.LIVE_CALL: True,
        Channel.EMAIL: True,
    }
    assert not any(outcome.allowed for outcome in dev.values())
    assert ada[Channel.LIVE_CALL].use == ("+442079460001",)
    assert ada[Channel.EMAIL].use == ("ada@example.org",)


# --- several contact points ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mobile", "reason"),
    [
        ("", "allow"),
        ("020 7946 0005", "allow"),
        ("020 7946 0004", "live-call-register"),
        ("020 7946 0005 ext 2", "review"),
        ("020 7946 0004 ext 2", "live-call-register"),
        ("7946 0005", "unscreenable"),
        ("n/a", "unscreenable"),
        (ELSEWHERE, "out_of_scope"),
    ],
)
def test_a_row_is_allowed_only_if_every_number_in_it_is(
    tmp_path: Path, mobile: str, reason: str
) -> None:
    row = ADA | {"Mobile": mobile}
    filler = {"Tel": "020 7946 0006", "Mobile": "07700 900006"}
    assert reasons(tmp_path, campaign(), row, filler)[0] == reason


def test_all_numbers_of_a_row_may_be_used(tmp_path: Path) -> None:
    (answer,) = check(tmp_path, campaign(), ADA | {"Mobile": "07700 900001"})
    assert answer[Channel.LIVE_CALL].use == ("+442079460001", "+447700900001")


def test_a_row_without_a_contact_point_says_so(tmp_path: Path) -> None:
    assert reasons(tmp_path, campaign(), ADA, BERT | {"Tel": " "})[1] == "no_contact_point"


def test_a_number_for_fax_is_not_called_and_a_number_for_calls_is_not_faxed(tmp_path: Path) -> None:
    row = {"Tel": "020 7946 0001", "Fax": "020 7946 0004"}
    assert reasons(tmp_path, campaign(), row) == ["allow"]
    fps = {"fps": register("fps", 2079460001)}
    company = row | {"subscriber": "llp"}
    assert reasons(tmp_path, campaign("fax", registers=fps), company) == ["allow"]
    fps = {"fps": register("fps", DEV)}
    assert reasons(tmp_path, campaign("fax", registers=fps), company) == ["fax-register"]


# --- repaired cells --------------------------------------------------------------------------

REPAIRED = ["020 7946 0001 ext 5", "020 7946 0001 / 2", "O20 7946 0001", "020 7946 0001 (home)"]


@pytest.mark.parametrize("cell", REPAIRED)
def test_a_repaired_cell_never_clears(tmp_path: Path, cell: str) -> None:
    for said in (
        all_of(),
        yes("020 7946 0001", "live_call"),
        asked("020 7946 0001"),
        all_of(yes("020 7946 0001", "live_call"), yes("020 7946 0002", "live_call")),
    ):
        assert reasons(tmp_path, campaign(said=said), {"Tel": cell}, BERT)[0] == "review"


@pytest.mark.parametrize("listed", [2079460001, 2079460002])
def test_a_repaired_cell_suppresses_for_any_number_that_it_may_mean(
    tmp_path: Path, listed: int
) -> None:
    on_tps = campaign(registers=REGISTERS | {"tps": register("tps", listed)})
    row = {"Tel": "020 7946 0001 / 2"}
    assert reasons(tmp_path, on_tps, row, CLEO)[0] == "live-call-register"
    for said in (no(f"0{listed}"), stop(f"0{listed}")):
        assert reasons(tmp_path, campaign(said=said), row, CLEO)[0] in (
            "objection-to-marketing",
            "suppressed",
        )


def test_of_two_listings_the_one_that_binds_counts(tmp_path: Path) -> None:
    """Had the later of the two been asked about, neither number would be refused."""
    listed: dict[int, Any] = {
        2079460001: TODAY - timedelta(days=5),
        2079460002: TODAY - timedelta(days=28),
    }

    class Since(Matcher):
        def listed_on(self, number: int) -> Any:
            return listed.get(number)

    tps = register("tps", *listed)
    since = Since(tps.register, tps.edition, tps.sha256, tps.numbers)
    both = campaign(registers=REGISTERS | {"tps": since})
    cells = ("020 7946 0001", "020 7946 0002", "020 7946 0001 / 2", "020 7946 0002 / 1")
    assert reasons(tmp_path, both, *({"Tel": cell} for cell in cells)) == [
        "allow",
        "live-call-register",
        "live-call-register",
        "live-call-register",
    ]


def test_a_number_refused_for_its_own_sake_stops_no_other_in_the_cell(tmp_path: Path) -> None:
    rows = ({"Tel": "020 7946 0004 / 5"}, {"Tel": "020 7946 0005"})
    assert reasons(tmp_path, campaign(), *rows) == ["live-call-register", "allow"]


@pytest.mark.parametrize("cell", [*REPAIRED, "020 7946 0001"])
def test_a_person_refused_in_one_row_is_refused_in_every_row_with_their_number(
    tmp_path: Path, cell: str
) -> None:
    rows = ({"Tel": cell, "Email": "bert@example.org"}, {"Tel": "+44 20 7946 0001"})
    for said in (no("bert@example.org"), stop("bert@example.org")):
        for order in (rows, rows[::-1]):
            told = reasons(tmp_path, campaign(said=said), *order)
            assert set(told) <= {"objection-to-marketing", "suppressed"}


@pytest.mark.parametrize("cell", ["Ada <ada@example.org>", "ada@example.org; a@example.net"])
def test_an_email_that_cannot_be_used_may_still_stop_another_row(tmp_path: Path, cell: str) -> None:
    rows = ({"Email": cell, "Tel": "020 7946 0002"}, {"Email": "ada@example.org"})
    for said in (no("020 7946 0002"), stop("020 7946 0002")):
        customers = campaign("email", said=said, facts=CUSTOMERS)
        assert "allow" not in reasons(tmp_path, customers, *rows)
    assert reasons(tmp_path, campaign("email", facts=CUSTOMERS), *rows)[1] == "allow"


def test_a_stop_on_one_of_two_emails_in_a_cell_counts_for_the_row(tmp_path: Path) -> None:
    row = {"Email": "ada@example.org; bert@example.org", "Tel": "020 7946 0001"}
    told = reasons(tmp_path, campaign(said=no("BERT@example.org")), row)
    assert told == ["objection-to-marketing"]


# --- what people said ------------------------------------------------------------------------


@pytest.mark.parametrize("spelling", ["+442079460002", "(020) 7946-0002", "2079460002"])
@pytest.mark.parametrize("cell", ["020 7946 0002", "0044 20 7946 0002", "'02079460002"])
def test_a_stop_is_found_under_another_spelling_of_the_number(
    tmp_path: Path, spelling: str, cell: str
) -> None:
    told = reasons(tmp_path, campaign(said=no(spelling)), {"Tel": cell})
    assert told == ["objection-to-marketing"]
    assert reasons(tmp_path, campaign(said=stop(spelling)), {"Tel": cell}) == ["suppressed"]


@pytest.mark.parametrize("spelling", ["BERT@EXAMPLE.ORG", "Bert <bert@Example.org>"])
def test_a_stop_is_found_whatever_the_case_of_an_email(tmp_path: Path, spelling: str) -> None:
    row = {"Email": "Bert@example.org"}
    customers = campaign("email", facts=CUSTOMERS, said=stop(spelling, "email"))
    assert reasons(tmp_path, customers, row) == ["suppressed"]


@pytest.mark.parametrize("street", ["1 High St.", "1, HIGH ST"])
def test_a_stop_is_found_under_another_spelling_of_the_address(tmp_path: Path, street: str) -> None:
    row = {"Address": street, "Postcode": "ex1 1ex"}
    post = campaign("post", said=no("1 High St, EX1 1EX"))
    assert reasons(tmp_path, post, row) == ["objection-to-marketing"]
    assert reasons(tmp_path, campaign("post"), row) == ["allow"]


def test_a_yes_from_flat_1_at_number_2_is_none_from_flat_12(tmp_path: Path) -> None:
    facts = FACTS | {"data_protection": {"basis": "consent", "notice_given": True}}
    post = campaign("post", facts=facts, said=yes("Flat 1, 2 Low Road, EX1 2EX", "post"))
    rows = ({"Address": "Flat 1", "Address 2": "2 Low Road", "Postcode": "EX1 2EX"},)
    assert reasons(tmp_path, post, *rows) == ["allow"]
    rows = ({"Address": "Flat 12", "Address 2": "Low Road", "Postcode": "EX1 2EX"},)
    assert reasons(tmp_path, post, *rows) == ["lawful-basis"]


def test_a_yes_counts_for_its_own_contact_point_alone(tmp_path: Path) -> None:
    row = DEVS | {"Mobile": "07700 900004"}
    on_both = campaign(registers=REGISTERS | {"tps": register("tps", DEV, 7700900004)})
    for said in (yes("07700 900004", "live_call"), yes("dev@example.org", "live_call")):
        told = reasons(tmp_path, campaign(said=said), row)
        assert told == ["live-call-register"]
    both = all_of(yes("07700 900004", "live_call"), yes("020 7946 0004", "live_call"))
    told = reasons(tmp_path, campaign(said=both, registers=on_both.registers), row)
    assert told == ["allow"]


def test_a_withdrawn_yes_counts_for_the_whole_row(tmp_path: Path) -> None:
    said = yes("bert@example.org", "live_call", withdrawn_on="2026-06-01")
    assert reasons(tmp_path, campaign(said=said), BERT) == ["objection-to-marketing"]


def test_a_later_yes_at_one_number_lifts_no_objection_at_another(tmp_path: Path) -> None:
    row = BERT | {"Mobile": "07700 900002"}
    later = yes("07700 900002", "live_call", given_on="2026-06-01")
    told = reasons(tmp_path, campaign(said=all_of(no("020 7946 0002"), later)), row)
    assert told == ["objection-to-marketing"]


@pytest.mark.parametrize(
    ("facts", "topic", "reason"),
    [
        ({}, None, "allow"),
        ({"channels": ["live_call"]}, None, "allow"),
        ({"channels": ["email", "sms"]}, None, "live-call-register"),
        ({"topics": ["news"]}, None, "live-call-register"),
        ({"topics": ["news"]}, "news", "allow"),
        ({"topics": ["news"]}, "events", "live-call-register"),
        ({"channels": ["sms"], "topics": ["news"]}, "news", "live-call-register"),
    ],
)
def test_a_request_is_for_its_channels_and_topics(
    tmp_path: Path, facts: dict[str, Any], topic: str | None, reason: str
) -> None:
    message = FACTS["message"] | ({"topic": topic} if topic else {})
    said = asked("020 7946 0004", **facts)
    told = reasons(tmp_path, campaign(said=said, facts=FACTS | {"message": message}), DEVS)
    assert told == [reason]


def test_the_latest_request_counts_wherever_it_is_stated(tmp_path: Path) -> None:
    """Bert objected on 5 January; a request of the day before changes nothing."""
    before, after = "2026-01-04", "2026-01-06"
    for stated, said, reason in (
        (before, before, "objection-to-marketing"),
        (before, after, "allow"),
        (after, before, "allow"),
    ):
        everything = all_of(no("020 7946 0002"), asked("020 7946 0002", on=said))
        row = BERT | {"message.solicited_on": stated}
        assert reasons(tmp_path, campaign(said=everything), row) == [reason]


# --- suppression -----------------------------------------------------------------------------


def test_a_suppression_is_for_its_channels(tmp_path: Path) -> None:
    said = stop("020 7946 0001", "sms")
    answers = check(tmp_path, campaign("live_call", "sms", said=said), ADA)
    assert answers[0][Channel.LIVE_CALL].allowed
    assert answers[0][Channel.SMS].reason == "suppressed"


@pytest.mark.parametrize("said", [yes("020 7946 0002", "live_call"), asked("020 7946 0002")])
def test_a_suppression_beats_every_yes(tmp_path: Path, said: Any) -> None:
    together = all_of(said, stop("bert@example.org"))
    assert reasons(tmp_path, campaign(said=together), BERT) == ["suppressed"]
