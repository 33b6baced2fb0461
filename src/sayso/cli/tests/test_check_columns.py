"""Columns and facts that a check could mistake: it stops and says how to state them."""

import json
from pathlib import Path

import pytest

from sayso.cli.tests.whole_list import (
    ADA,
    BERT,
    FACTS,
    HEADINGS,
    WHOLE,
    check,
    csv_text,
    refuse,
    verdicts,
)

pytestmark = pytest.mark.usefixtures("folder")


def write_column(folder: Path, heading: str, *cells: str) -> None:
    """Ada and Bert with one column more."""
    rows = [[*row, cell] for row, cell in zip((ADA, BERT), cells, strict=True)]
    (folder / "list.csv").write_text(csv_text([[*HEADINGS, heading], *rows]))


# --- facts -----------------------------------------------------------------------------------


def test_a_fact_is_set_once() -> None:
    assert refuse(*WHOLE, "--set", "subscriber=llp", "--set", "subscriber=individual") == (
        'sayso: --set states "subscriber" twice; state it once.\n'
    )


def test_a_fact_stands_once_in_the_file(folder: Path) -> None:
    (folder / "facts.json").write_text(json.dumps(FACTS | {"message.promotes": ["charity"]}))
    assert refuse(*WHOLE) == ('sayso: facts.json states "message.promotes" twice; state it once.\n')


def test_a_dotted_fact_of_the_file_is_overridden_too(folder: Path) -> None:
    message = FACTS["message"]
    assert isinstance(message, dict)
    dotted = {f"message.{key}": value for key, value in message.items()}
    (folder / "facts.json").write_text(
        json.dumps({key: value for key, value in FACTS.items() if key != "message"} | dotted)
    )
    assert check(*WHOLE, "-o", "out.csv").code == 0
    assert verdicts(folder / "out.csv")[0][0] == "allow"
    assert check(*WHOLE, "--set", "message.names_sender=no", "-o", "out.csv").code == 0
    assert verdicts(folder / "out.csv")[0][0] == "deny"


# --- columns ---------------------------------------------------------------------------------


@pytest.mark.parametrize("heading", ["Do not call", "DNC", "Opted out", "Deceased"])
def test_a_stop_is_never_passed_over_in_silence(folder: Path, heading: str) -> None:
    write_column(folder, heading, "yes", "")
    told = refuse(*WHOLE)
    for part in (f"({heading})", "--column stop=HEADING", "--column unused=HEADING"):
        assert part in told
    assert check(*WHOLE, "--column", f"unused={heading}").code == 0


def test_a_stop_given_is_heeded_on_every_channel_whatever_else_is_known(folder: Path) -> None:
    options = (*WHOLE, "--column", "stop=DNC", "--channel", "email", "-o", "out.csv")
    for cell, verdict in (("", "allow"), ("no", "allow"), ("yes", "deny"), ("ask her", "deny")):
        write_column(folder, "DNC", cell, "")
        told = check(*options)
        assert (told.code, "  DNC: stop (given)\n" in told.out) == (0, True)
        assert verdicts(folder / "out.csv")[0][0] == verdict
        assert verdicts(folder / "out.csv", "email")[0][0] == "deny"


@pytest.mark.parametrize("heading", ["Email opt-in", "Phone consent", "Preferences"])
def test_a_column_of_yeses_is_not_used(folder: Path, heading: str) -> None:
    write_column(folder, heading, "yes", "no")
    told = check(*WHOLE, "--json")
    assert told.code == 0
    assert heading not in json.loads(told.out)["columns"]


@pytest.mark.parametrize(
    "heading",
    ["data_protection.restricted", "data_protection_restricted", "Data protection restricted"],
)
def test_a_fact_is_known_by_a_heading_like_its_key(folder: Path, heading: str) -> None:
    for cell, verdict in (("no", "allow"), ("yes", "deny")):
        write_column(folder, heading, cell, "")
        assert check(*WHOLE, "-o", "out.csv").code == 0
        assert verdicts(folder / "out.csv")[0][0] == verdict
    told = check(*WHOLE).out
    assert f"  {heading}: data_protection.restricted (by its name)\n" in told


def test_every_row_may_state_when_the_list_was_released(folder: Path) -> None:
    rows = [[*HEADINGS, "list_release.on", "list_release.channels"]]
    rows += [[*ADA, "2026-01-09", "live call, email"], [*BERT, "2026-01-09", "everything"]]
    (folder / "list.csv").write_text(csv_text(rows))
    told = check(*WHOLE, "-o", "out.csv")
    assert told.code == 1
    assert [reason for _, reason, _ in verdicts(folder / "out.csv")] == [
        "live-call-register",
        "unreadable",
    ]


def test_a_list_without_the_column_needed_is_told_its_headings(folder: Path) -> None:
    (folder / "list.csv").write_text("Name,Ref 020 7946\nAda,1\n")
    assert refuse(*WHOLE) == (
        "sayso: No column for live_call was found in the list; its columns are Name: name one, "
        "as in --column phone=HEADING.\n"
    )


def test_columns_that_are_not_used_are_shown_and_searched_for_stops(folder: Path) -> None:
    write_column(folder, "Notes", "else gil@example.org", "ask her")
    (folder / "suppress.csv").write_text("contact\ngil@example.org\nnobody@example.net\n")
    told = check(*WHOLE, "-o", "out.csv")
    assert "  not used, but searched for stops: Name, Notes\n" in told.out
    assert verdicts(folder / "out.csv")[0] == ("deny", "suppressed", "")
    assert told.err == (
        "Of 3 lines that say no, 1 was for nobody in the list: suppress.csv, line 3\n"
    )
    data = json.loads(check(*WHOLE, "--json").out)
    assert data["stops"] == {"lines": 3, "for_nobody": ["suppress.csv, line 3"]}
    assert data["not_used"] == ["Name", "Notes"]


def test_a_day_with_a_time_is_a_day(folder: Path) -> None:
    write_column(folder, "message.solicited_on", "2026-11-02T09:30:00", "2026-11-02 00:00")
    assert check(*WHOLE, "-o", "out.csv").code == 0
