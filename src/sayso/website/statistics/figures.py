"""What the page of statistics tells: of whole weeks that are over, so no two of them overlap."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from django.core.cache import cache
from django.db.models import Min

from sayso.days import date_in_london, today_in_london
from sayso.policy.queries import NoPolicyError, current
from sayso.website.statistics.keeping import midnight, of_days
from sayso.website.statistics.shown import LEAST, Shown, shown, shown_one
from sayso.website.tally_models import Of, Span, Tally

MINUTES = 5

WEEKS = 26
"""How many weeks stand side by side."""

DEPTHS = ("One page", "Two pages", "Three pages", "Four or more")
WIDTHS = {"narrow": "A telephone", "middle": "A tablet", "wide": "A computer"}


@dataclass(frozen=True)
class Week:
    """A week in London, from its Monday."""

    monday: date

    @property
    def days(self) -> list[date]:
        return [self.monday + timedelta(days=number) for number in range(7)]

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @property
    def name(self) -> str:
        """Its number as in ISO 8601, such as 2026-W47."""
        year, number, _ = self.monday.isocalendar()
        return f"{year}-W{number:02}"

    def before(self, weeks: int = 1) -> "Week":
        return Week(self.monday - timedelta(weeks=weeks))

    @property
    def after(self) -> "Week":
        return Week(self.monday + timedelta(weeks=1))


def last_week(today: date | None = None) -> Week:
    """The newest that is over."""
    day = today or today_in_london()
    return Week(day - timedelta(days=day.weekday() + 7))


def week_named(name: str) -> Week | None:
    """A week by its name, if it is over and kept day by day."""
    try:
        week = Week(date.fromisoformat(f"{name}-1"))
    except ValueError:
        return None
    return week if week.name == name and week.monday <= last_week().monday else None


def least() -> int:
    """The smallest number that is told: ours, or the policy's if that is stricter."""
    try:
        return max(LEAST, current().policy.statistics.minimum_cell)
    except NoPolicyError:
        return LEAST


class Figures:
    """The numbers of one week; each is read only if it is told."""

    def __init__(self, week: Week) -> None:
        self.week = week
        self.least = least()

    def table(self, of: Of) -> Shown:
        return shown(self._sums(of, self.week), self.least)

    def _sums(self, of: Of, week: Week) -> Counter[str]:
        sums = Counter[str]()
        for value, count in of_days(of, week.days).values_list("value", "count"):
            sums[value] += count
        return sums

    @cached_property
    def pages(self) -> Shown:
        """How often each page was read."""
        return self.table(Of.PAGE)

    @cached_property
    def weeks(self) -> list[tuple[Week, int]]:
        """This week and those before it, the oldest first: of each the total that it tells."""
        kept = first_day()
        weeks = [self.week.before(back) for back in reversed(range(WEEKS))]
        return [(week, self._total(week)) for week in weeks if kept and week.sunday >= kept]

    def _total(self, week: Week) -> int:
        """What a week tells that is over hardly changes: it is not worked out for each reader."""
        if week == self.week:
            return self.pages.total
        key = f"statistics {week.name} {self.least}"
        total = cache.get_or_set(key, lambda: Figures(week).pages.total, MINUTES * 60)
        return total or 0

    @cached_property
    def depths(self) -> Shown:
        """How many browsers read how many pages in a day: each once a day, in one line only."""
        first, least = self._sums(Of.VISITOR, self.week)[""], self._sums(Of.DEPTH, self.week)
        reached = [first, least["2"], least["3"], least["4"], 0]
        counts = {
            words: max(0, some - more)  # whoever sends what no browser sends, takes nothing away
            for words, some, more in zip(DEPTHS, reached[:-1], reached[1:], strict=True)
        }
        table = shown(counts, self.least)
        order = [row for words in DEPTHS for row in table.rows if row[0] == words]
        return Shown(tuple(order), table.other, table.hidden)

    @cached_property
    def referrers(self) -> Shown:
        return self.table(Of.REFERRER)

    @cached_property
    def widths(self) -> Shown:
        return _in_words(self.table(Of.WIDTH), WIDTHS)

    @cached_property
    def votes(self) -> list[tuple[str, int | None, int | None]]:
        """The pages of which enough said whether they helped: how many yes, how many no."""
        yes, no = self._sums(Of.USEFUL, self.week), self._sums(Of.NOT_USEFUL, self.week)
        told = [
            (page, shown_one(yes[page], self.least), shown_one(no[page], self.least))
            for page in sorted(yes.keys() | no.keys())
        ]
        return [row for row in told if row[1] or row[2]]

    @cached_property
    def hours(self) -> list[int | None]:
        """How much was read in each hour of the day, in London; empty once that is let go of."""
        sums = Counter[int]()
        for since, count in self._hourly():
            sums[(since + _ahead(since)).hour] += count
        return [shown_one(sums[hour], self.least) for hour in range(24)] if sums else []

    def _hourly(self) -> Iterable[tuple[datetime, int]]:
        from_on = midnight(self.week.monday) - timedelta(hours=1)
        until = midnight(self.week.after.monday)
        rows = Tally.objects.filter(
            of=Of.SERVED, span=Span.HOUR, since__gte=from_on, since__lt=until
        ).values_list("since", "count")
        days = set(self.week.days)
        return [(since, count) for since, count in rows if date_in_london(since) in days]


def _ahead(moment: datetime) -> timedelta:
    """How far London is ahead: an hour in summer. On the two days of the change it may be off."""
    evening = moment.replace(hour=23)
    return timedelta(hours=int(date_in_london(evening) != evening.date()))


def _in_words(table: Shown, words: dict[str, str]) -> Shown:
    rows = tuple((words.get(value, value), count) for value, count in table.rows)
    return Shown(rows, table.other, table.hidden)


def first_day() -> date | None:
    """The first day of which a page is counted by itself."""
    rows = Tally.objects.filter(of=Of.PAGE, span=Span.DAY)
    first = rows.aggregate(first=Min("since"))["first"]
    return first.date() if first else None
