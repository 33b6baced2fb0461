import json
from datetime import date
from pathlib import Path

import pytest

from sayso.cli import policy
from sayso.cli.tests.terminal import Told, assert_one_sentence, run
from sayso.policy import actions, queries
from sayso.policy.reading import shipped
from sayso.policy.schema import json_schema

TODAY = date(2026, 11, 22)
ADA, BERT = "Ada Ashby", "Bert Brook"

RECORD = pytest.mark.django_db(databases="__all__")


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (policy, actions, queries):
        monkeypatch.setattr(module, "today_in_london", lambda: TODAY)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "policy.yaml"
    path.write_bytes(shipped())
    return path


def edit(file: Path, *changes: tuple[str, str], name: str = "next.yaml") -> Path:
    text = file.read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    (file.parent / name).write_text(text, "utf-8")
    return file.parent / name


SPRING = (("id: 2026-11", "id: 2027-03"), ("effective_on: 2026-11-01", "effective_on: 2027-03-01"))


def apply(file: Path, by: str = ADA, approved_by: str = BERT) -> Told:
    return run("policy", "apply", file, "--by", by, "--approved-by", approved_by)


def test_a_good_file_is_told_to_be_good(file: Path) -> None:
    told = run("policy", "check", file)
    assert (told.code, told.err) == (0, "")
    assert told.out == (
        f"{file} can be applied: version 2026-11, to hold from 1 November 2026, "
        "with 64 promises and 15 purposes.\n"
    )


def test_a_file_is_read_from_standard_input_too() -> None:
    assert run("policy", "check", "-", stdin=shipped()).code == 0


def test_everything_wrong_is_told_line_by_line(file: Path) -> None:
    wrong = edit(
        file, ("basis: consent", "basis: legit interest"), ("minimum_cell: 5", "minimum: 5")
    )
    told = run("policy", "check", wrong)
    assert (told.code, told.out) == (2, "")
    lines = told.err.splitlines()
    assert lines[0].startswith("next.yaml line ")
    assert "purposes.news.basis: write one of consent" in lines[0]
    assert [line.split(": ")[0].split(", ")[1] for line in lines[:-1]] == [
        "purposes.news.basis",
        "statistics.minimum_cell",
        "statistics.minimum",
    ]
    assert lines[-1] == f"sayso: {wrong} cannot be applied as it is; mend the 3 things named above."


def test_the_day_of_a_review_depends_on_the_day_asked_about(file: Path) -> None:
    told = run("policy", "check", file, "--on", "2028-11-01")
    assert told.code == 2
    assert told.err.count("this day has come") == 4


def test_another_meaning_is_told_against_an_earlier_file(file: Path) -> None:
    other = edit(file, ("name: News", "name: Newsletter"))
    assert run("policy", "check", other).code == 0
    told = run("policy", "check", other, "--after", file)
    assert told.code == 2
    assert "give the purpose a new id: it starts with no consents" in told.err


@pytest.mark.parametrize("name", ["gone.yaml", "."])
def test_a_file_that_cannot_be_read_is_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    told = run("policy", "check", name)
    assert told.code == 2
    assert_one_sentence(told)


def test_two_files_are_compared(file: Path) -> None:
    other = edit(file, ("closed_channels: [sms, fax]", "closed_channels: [fax]"))
    told = run("policy", "diff", file, other)
    assert told.out == (
        "House rules: closed channel sms removed.\n  A purpose may name it from that day.\n"
    )
    assert run("policy", "diff", file, file).out == "Nothing is different.\n"


def test_the_shipped_policy_is_shown_byte_for_byte_and_in_words(file: Path) -> None:
    assert run("policy", "show", "--shipped", "--text").out.encode() == shipped()
    shown = run("policy", "show", "--shipped").out
    assert shown.startswith(
        "How we look after your details\nExemplar Institute of Service, version"
    )
    assert "  P1  We send you marketing only if" in shown
    assert "  news (marketing, on consent, by email or post)\n      What is new" in shown
    assert max(map(len, shown.splitlines())) <= 96


def test_the_schema_is_written() -> None:
    assert json.loads(run("policy", "schema").out) == json_schema()


@RECORD
def test_a_policy_is_applied_listed_and_shown(file: Path) -> None:
    told = apply(file)
    assert told.code == 0, told.err
    assert told.out.startswith("Applied as version 1 (2026-11); it holds from 1 November 2026.\n")
    assert apply(edit(file, *SPRING)).out.startswith(
        "Applied as version 2 (2027-03); it holds from"
    )
    assert run("policy", "list").out.splitlines() == [
        "  1  2026-11               holds from 2026-11-01",
        "  2  2027-03               holds from 2027-03-01",
    ]
    for arguments in ((), ("1",), ("--on", "2027-02-28")):
        assert run("policy", "show", *arguments, "--text").out.encode() == shipped()
    shown = run("policy", "show", "--on", "2027-03-01").out
    assert "Applied as version 2 on " in shown
    assert f"by {ADA}, approved by {BERT}" in shown


@RECORD
def test_versions_and_files_are_compared_with_each_other(file: Path) -> None:
    apply(file)
    later = edit(file, *SPRING)
    apply(later)
    said = run("policy", "diff", "1", "2").out
    assert "Version: effective on was 2026-11-01, is now 2027-03-01." in said
    assert run("policy", "diff", "1", later).out == said
    assert run("policy", "diff", file, "2").out == said


@RECORD
def test_nobody_approves_alone(file: Path) -> None:
    told = apply(file, by=ADA, approved_by=f" {ADA.upper()}")
    assert told.code == 2
    assert "give two different names" in told.err
    assert run("policy", "list").out.startswith("No policy is applied yet.")


@RECORD
def test_what_is_wrong_is_told_under_the_name_of_the_file(file: Path) -> None:
    apply(file)
    told = apply(edit(file, *SPRING, ("name: News", "name: Newsletter")))
    assert told.code == 2
    assert told.err.startswith("next.yaml line ")
    assert "give the purpose a new id" in told.err


@RECORD
@pytest.mark.parametrize(
    "arguments", [("show",), ("show", "3"), ("show", "--on", "2020-01-01"), ("diff", "1", "2")]
)
def test_a_version_that_is_not_there_is_one_sentence(arguments: tuple[str, ...]) -> None:
    told = run("policy", *arguments)
    assert told.code == 2
    assert_one_sentence(told)


@RECORD
def test_a_plan_says_what_is_different_and_whom_it_affects(file: Path) -> None:
    assert apply(file).code == 0
    stricter = edit(file, *SPRING, ("consent_months: 36", "consent_months: 12"))
    told = run("policy", "plan", stricter)
    assert (told.code, told.err) == (0, "")
    assert "consent_months" in told.out or "12" in told.out
    assert told.out.endswith("Nobody on record is affected.\n")
