import json

import pytest

from sayso.cli.tests.terminal import assert_one_sentence, run

VECTORS = [
    ("access", "--received 2026-10-31", "2026-11-30"),
    ("access", "--received 2026-01-31 --on 2026-03-31", "2026-03-02"),
    ("access", "--received 2026-11-25", "2026-12-29"),
    ("access", "--received 2026-11-25 --nation scotland", "2026-12-29"),
    ("access", "--received 2026-02-17 --nation northern_ireland", "2026-03-18"),
    ("access", "--received 2026-02-17", "2026-03-17"),
    ("access", "--received 2026-11-02 --clarification 2026-11-05:2026-11-12", "2026-12-10"),
    ("access", "--received 2026-11-02 --clarification 2026-11-05", None),
    ("erasure", "--received 2026-11-02 --clarification 2026-11-05:2026-11-12", "2026-12-02"),
    ("access", "--received 2026-11-02 --extended-on 2026-11-30", "2027-02-02"),
    ("access", "--received 2026-11-02 --extended-on 2026-12-03", "2026-12-02"),
    ("access", "--received 2026-11-02 --id-requested-on 2026-11-03", None),
    (
        "access",
        "--received 2026-11-02 --id-requested-on 2026-11-03 --id-received-on 2026-11-10",
        "2026-12-10",
    ),
    (
        "access",
        "--received 2026-11-02 --fee-requested-on 2026-11-03 --fee-paid-on 2026-11-11",
        "2026-12-11",
    ),
    ("objection", "--received 2026-11-02", "2026-11-02"),
    ("complaint", "--received 2026-11-02", "2026-12-01"),
    ("breach", "--aware-at 2026-11-20T16:00:00+00:00", "2026-11-23T16:00:00+00:00"),
    ("breach", "--aware-at 2036-11-20T16:00:00+01:00", "2036-11-23T16:00:00+01:00"),
]


@pytest.mark.parametrize(("right", "options", "due"), VECTORS)
def test_the_day_is_the_one_counted_by_hand(right: str, options: str, due: str | None) -> None:
    told = run("due", right, *options.split(), "--json")
    assert (told.code, told.err) == (0, "")
    answer = json.loads(told.out)
    assert answer["due"] == due
    assert bool(answer["waiting_for"]) == (due is None)
    assert answer["steps"]
    assert answer["citations"]


def test_the_regulators_own_count_is_told_beside_ours() -> None:
    told = run("due", "complaint", "--received", "2026-11-05").out
    assert told.startswith(
        "Due: Friday 4 December 2026. The regulator's own count ends on Monday 7"
    )


def test_what_is_waited_for_is_named() -> None:
    told = run("due", "access", "--received", "2026-11-02", "--clarification", "2026-11-05").out
    assert told.startswith("No day is set yet: the clock waits for ")


def test_a_request_still_to_come_may_be_asked_about() -> None:
    for options in (
        ("access", "--received", "2090-11-02", "--clarification", "2090-11-05:2090-11-12"),
        ("breach", "--aware-at", "2090-11-20T16:00:00+00:00"),
    ):
        assert run("due", *options).code == 0


@pytest.mark.parametrize(
    "options",
    [
        "access",
        "access --received 2026-11-02 --on 2026-11-01",
        "access --received 2003-01-02 --on 2003-01-02",
        "access --received 2026-11-02 --clarification :2026-11-03",
        "access --received 2026-11-02 --clarification soon",
        "access --received 2026-11-02 --clarification 2026-11-05:2026-11-04",
        "access --received 2026-11-02 --clarification 2026-11-05:2026-11-06:2026-11-07",
        "breach --received 2026-11-02",
        "breach --aware-at 2026-11-02",
        "breach --aware-at 2026-11-20T16:00:00",
        "breach --aware-at soon",
        "access --received 2026-11-02 --nation cornwall",
        "forgetting --received 2026-11-02",
    ],
)
def test_what_cannot_be_counted_is_one_sentence(options: str) -> None:
    told = run("due", *options.split())
    assert told.code == 2
    assert_one_sentence(told)
