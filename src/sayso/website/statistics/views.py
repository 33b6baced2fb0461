"""The page of statistics, its figures to take away, and what pages send to be counted."""

import csv
from collections.abc import Iterable
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import Resolver404, resolve, reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from sayso.days import today_in_london
from sayso.people.limits import Bucket, network_of
from sayso.website.problems import Words, problem_page
from sayso.website.statistics import visits
from sayso.website.statistics.counting import COUNTS, page_of, this_hour
from sayso.website.statistics.figures import Figures, Week, first_day, last_week, week_named
from sayso.website.statistics.origin import is_from_us
from sayso.website.statistics.plots import bars, columns
from sayso.website.tally_models import Of

NO_SUCH_WEEK = Words(
    "There are no figures of that week.",
    "They are of weeks that are over, by their number, such as 2026-W47. See the newest first.",
)
NOT_FROM_US = Words(
    "We could not tell that this was sent from a page of ours.",
    "Nothing was counted. Go back to the page before, load it again and try once more.",
)
TOO_OFTEN = Words(
    "So many answers came from where you are that we do not count any more just now.",
    "Nothing was counted. Try again in a few minutes.",
)

VOTES = Bucket(10, 30.0)
PAGES = Bucket(60, 1.0)
"""How many answers, and pages, one network may have counted at once; then one each so often."""

MOST_BARS = 25


@require_safe
def statistics(request: HttpRequest) -> HttpResponse:
    """Which pages are read, in one week."""
    week = _asked(request)
    if week is None:
        return problem_page(request, 404, NO_SUCH_WEEK)
    figures, first, last = Figures(week), first_day(), last_week()
    context = {
        "figures": figures,
        "total": f"{figures.pages.total:,}" if figures.pages.total else "",
        "week": week,
        "earlier": week.before() if first and week.monday > first else None,
        "later": week.after if week != last else None,
        "next_on": last.after.after.monday,
        "pages": bars(figures.pages.rows[:MOST_BARS]),
        "weeks": columns(_weeks(figures), named_every=5),
        "hours": columns(_hours(figures), named_every=6),
        "referrers": bars(figures.referrers.rows[:MOST_BARS]),
        "widths": bars(figures.widths.rows),
        "depths": bars(figures.depths.rows),
    }
    return render(request, "website/statistics.html", context)


def _weeks(figures: Figures) -> list[tuple[str, int | None]]:
    return [(f"{week.monday.day} {week.monday:%b}", total) for week, total in figures.weeks]


def _hours(figures: Figures) -> list[tuple[str, int | None]]:
    return [(f"{hour:02}:00", told) for hour, told in enumerate(figures.hours)]


def _asked(request: HttpRequest) -> Week | None:
    name = request.GET.get("week")
    return last_week() if name is None else week_named(name)


@require_safe
def pages_csv(request: HttpRequest) -> HttpResponse:
    """The pages of one week."""
    week = _asked(request)
    if week is None:
        return problem_page(request, 404, NO_SUCH_WEEK)
    table = Figures(week).pages
    other = [("other", table.other)] if table.other else []
    rows = [(week.name, *row) for row in (*table.rows, *other)]
    return _csv(f"pages-{week.name}", ("week", "page", "times"), rows)


@require_safe
def weeks_csv(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - so called
    """The newest weeks, one a line."""
    weeks = Figures(last_week()).weeks
    rows = [(week.name, week.monday.isoformat(), total) for week, total in weeks]
    return _csv("weeks", ("week", "from", "times"), rows)


def _csv(name: str, head: tuple[str, ...], rows: Iterable[tuple[object, ...]]) -> HttpResponse:
    disposition = {"Content-Disposition": f'attachment; filename="{name}.csv"'}
    answer = HttpResponse(content_type="text/csv; charset=utf-8", headers=disposition)
    csv.writer(answer).writerows((head, *rows))
    return answer


# --- what pages send -----------------------------------------------------------------------


@csrf_exempt
@require_POST
def seen(request: HttpRequest) -> HttpResponse:
    """A page was read; counted if the visitor's browser may keep the cookie, and else forgotten."""
    answer = HttpResponse(status=204)
    value = request.COOKIES.get(visits.COOKIE)
    if not is_from_us(request) or not PAGES.take(network_of(request)):
        return answer
    if not visits.may_count(request):
        if value is not None:
            answer.delete_cookie(visits.COOKIE, samesite="Lax")
        return answer
    ours = request.get_host().partition(":")[0]
    counted = visits.count(value, today_in_london(), request.POST.dict(), ours)
    answer.set_cookie(
        visits.COOKIE,
        counted.value,
        max_age=visits.SECONDS,
        secure=settings.CSRF_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return answer


@csrf_exempt
def useful(request: HttpRequest) -> HttpResponse:
    """Whether a page helped: an answer, and the thanks for it."""
    return _voted(request) if request.method == "POST" else _thanked(request)


@require_POST
def _voted(request: HttpRequest) -> HttpResponse:
    if not is_from_us(request):
        return problem_page(request, 403, NOT_FROM_US)
    if not VOTES.take(network_of(request)):
        return problem_page(request, 429, TOO_OFTEN)
    of = {"yes": Of.USEFUL, "no": Of.NOT_USEFUL}.get(request.POST.get("answer", ""))
    path = request.POST.get("page", "")
    page = _page_at(path)
    if of is None or page is None:
        return problem_page(request, 400)
    COUNTS.add((of, page, this_hour()))
    back = "" if "…" in page else f"?{urlencode({'page': page})}"
    return HttpResponseRedirect(reverse("useful") + back, status=303)


@require_safe
def _thanked(request: HttpRequest) -> HttpResponse:
    page = _page_at(request.GET.get("page", ""))
    context = {"page": "" if page and "…" in page else page}
    return render(request, "website/useful_thanks.html", context)


def _page_at(path: str) -> str | None:
    """The page that is at an address of ours, by the form of it."""
    try:
        return page_of(resolve(urlsplit(path).path).route)
    except (Resolver404, ValueError):
        return None
