import json
from datetime import date
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from sayso.law.codes import Channel
from sayso.lists.outcome import Outcome
from sayso.lists.summary import Waterfall, as_dict
from sayso.lists.tests.campaign import campaign

ALLOWED = Outcome(allowed=True, reason="post", use=("a", "b"))
BEFORE = Outcome(allowed=False, reason="before", because="B.", remedy="b.", rank=1)
AFTER = Outcome(allowed=False, reason="after", because="A.", remedy="a.", rank=2)
AGAIN = AFTER._replace(because="C.", remedy="c.")
LATER = AFTER._replace(reason="later")


def waterfall_of(*outcomes: Outcome) -> Waterfall:
    waterfall = Waterfall()
    for outcome in outcomes:
        waterfall.count(outcome)
    return waterfall


@given(st.lists(st.sampled_from([ALLOWED, BEFORE, AFTER, AGAIN, LATER])))
def test_every_row_is_counted_once(outcomes: list[Outcome]) -> None:
    waterfall = waterfall_of(*outcomes)
    assert waterfall.rows == len(outcomes)
    assert waterfall.allowed == outcomes.count(ALLOWED)
    assert waterfall.contact_points == 2 * waterfall.allowed
    assert waterfall.rows - sum(drop.rows for drop in waterfall.drops) == waterfall.allowed
    reasons = [drop.reason for drop in waterfall.drops]
    assert len(set(reasons)) == len(reasons)


def test_reasons_come_in_the_order_of_refusals_the_larger_first() -> None:
    waterfall = waterfall_of(AFTER, LATER, LATER, BEFORE)
    assert [drop.reason for drop in waterfall.drops] == ["before", "later", "after"]


def test_a_reason_given_in_several_ways_is_told_by_the_commonest() -> None:
    (drop,) = waterfall_of(AFTER, AGAIN, AGAIN).drops
    assert (drop.because, drop.remedy) == ("Mostly: C.", "c.")
    (drop,) = waterfall_of(AGAIN, AGAIN).drops
    assert drop.because == "C."


def test_all_that_is_allowed_holds_until_the_first_of_it_ends() -> None:
    first, later = (ALLOWED._replace(until=date(2026, 12, day)) for day in (14, 17))
    assert waterfall_of(later, first, ALLOWED, BEFORE).holds_until == date(2026, 12, 14)


def test_what_no_day_ends_has_no_end() -> None:
    assert waterfall_of(ALLOWED, BEFORE).holds_until is None


def test_the_summary_is_plain_data() -> None:
    both = campaign("live_call", "email")
    call = waterfall_of(ALLOWED._replace(until=date(2026, 12, 17)), AFTER)
    email = waterfall_of(ALLOWED)
    told = as_dict(both, {Channel.LIVE_CALL: call, Channel.EMAIL: email})
    assert json.loads(json.dumps(told)) == told
    assert told["on"] == "2026-11-22"
    assert told["registers"]["tps"] == {"edition": "2026-11-20", "count": 2, "sha256": "0" * 64}
    assert told["channels"]["live_call"] == {
        "rows": 2,
        "allowed": 1,
        "contact_points": 2,
        "holds_until": "2026-12-17",
        "dropped": [{"reason": "after", "rows": 1, "because": "A.", "remedy": "a."}],
    }
    assert told["channels"]["email"]["holds_until"] is None


def test_every_register_that_was_searched_is_in_the_summary(tmp_path: Path) -> None:
    assert as_dict(campaign(), {})["registers"].keys() == {"tps", "ctps"}
