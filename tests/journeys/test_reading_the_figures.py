"""A member of the public sees which pages are read, and what is not counted."""

from typing import Literal

import pytest
from playwright.sync_api import Browser, expect

from sayso.config.tests.service import Service
from tests.journeys.browsing import heading, visiting

FIGURES = """
from random import Random
from sayso.cli.opened import the_record
with the_record():
    from sayso.website.statistics.figures import last_week
    from sayso.website.statistics.keeping import at_hour, keep, midnight, on_day
    from sayso.website.tally_models import Of
    from datetime import timedelta
    dice, counts = Random(33), {}
    for back in range(9):
        for day in last_week().before(back).days:
            for page, most in (("/", 90), ("/policy", 60), ("/forms/…", 25), ("/choices", 14)):
                counts[on_day(Of.PAGE, day, page)] = dice.randrange(1, most)
            for hour in range(6, 22) if not back else ():
                counts[at_hour(Of.SERVED, midnight(day) + timedelta(hours=hour))] = 9
            for pages, count in (("2", 60), ("3", 30), ("4", 12)):
                counts[on_day(Of.DEPTH, day, pages)] = count
            counts[on_day(Of.VISITOR, day)] = 120
            counts[on_day(Of.REFERRER, day, "news.example")] = dice.randrange(20)
            counts[on_day(Of.WIDTH, day, "narrow")] = dice.randrange(40)
            counts[on_day(Of.USEFUL, day, "/policy")] = 3
    keep(counts)
"""


@pytest.fixture(scope="session")
def figures(serving: Service) -> None:
    """Nine weeks of them."""
    serving.run(FIGURES)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_figures_are_sound_on_every_screen(
    browser: Browser,
    serving: Service,
    figures: None,
    width: int,
    scheme: Literal["light", "dark"],
) -> None:
    with visiting(browser, serving, width=width, scheme=scheme) as visit:
        page = visit.open("/statistics")
        visit.look("statistics")
        for table in page.get_by_text("Show as a table").all():
            table.click()
        visit.must_be_sound()


def test_an_answer_is_thanked_for_without_a_script(browser: Browser, serving: Service) -> None:
    with visiting(browser, serving, width=320, scripts=False) as visit:
        page = visit.open("/policy")
        page.get_by_role("button", name="Yes, it was").click()
        expect(heading(page)).to_contain_text("Thank you.")
