from datetime import date

from sayso.law.codes import Channel
from sayso.people.models import Event
from sayso.people.ribbon import Spell, Status, ribbon, spells

TODAY = date(2026, 11, 22)
MONTHS = 36


def yes(on: date, *channels: str) -> Event:
    return Event(sid="a", kind="consent", happened_on=on, details={"channels": list(channels)})


def no(on: date, *channels: str) -> Event:
    return Event(sid="a", kind="objection", happened_on=on, details={"channels": list(channels)})


def told(*events: Event, channel: Channel = Channel.EMAIL) -> list[Spell]:
    return spells(events, channel, TODAY, MONTHS)


def test_a_yes_is_ink_until_today_and_pencil_until_it_runs_out() -> None:
    given = date(2026, 2, 6)
    assert told(yes(given, "email")) == [
        Spell(Status.YES, given, TODAY),
        Spell(Status.AHEAD, TODAY, date(2029, 2, 6)),
    ]


def test_a_yes_that_ran_out_is_lapsed_from_that_day() -> None:
    assert told(yes(date(2020, 3, 3), "email")) == [
        Spell(Status.YES, date(2020, 3, 3), date(2023, 3, 3)),
        Spell(Status.RAN_OUT, date(2023, 3, 3), TODAY),
    ]


def test_a_yes_that_ends_within_a_month_is_said_to() -> None:
    first = told(yes(date(2023, 12, 2), "email"))[0]
    assert first.status is Status.SOON


def test_a_no_ends_a_yes_and_a_later_yes_ends_the_no() -> None:
    found = told(
        yes(date(2025, 1, 1), "email"), no(date(2025, 6, 1), "all"), yes(date(2026, 1, 1), "email")
    )
    assert [one.status for one in found] == [Status.YES, Status.NO, Status.YES, Status.AHEAD]
    assert found[0].ends == found[1].begins == date(2025, 6, 1)
    assert found[1].ends == date(2026, 1, 1)


def test_what_was_said_of_one_channel_is_not_drawn_on_another() -> None:
    assert told(yes(date(2025, 1, 1), "post")) == []
    assert told(no(date(2025, 1, 1), "all"), channel=Channel.LIVE_CALL)[0].status is Status.NO


def test_the_drawing_has_a_lane_a_channel_and_a_pin_an_event() -> None:
    events = [yes(date(2024, 5, 1), "email", "post"), no(date(2025, 5, 1), "email")]
    drawn = ribbon(events, [Channel.EMAIL, Channel.POST, Channel.SMS], TODAY, MONTHS)
    assert drawn is not None
    assert [lane.words for lane in drawn.lanes] == ["Email", "Post"]
    assert [[pin.number for pin in lane.pins] for lane in drawn.lanes] == [[1, 2], [1]]
    assert all(
        0 <= bar.x <= bar.x + bar.width <= 100.001 for lane in drawn.lanes for bar in lane.bars
    )
    assert drawn.lanes[0].told == "Said no"
    assert 80 < drawn.today < 100


def test_of_somebody_who_said_nothing_there_is_none() -> None:
    assert ribbon([], list(Channel), TODAY, MONTHS) is None
