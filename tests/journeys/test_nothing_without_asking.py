"""What is stored and asked for before a visitor has answered, and after a no: next to nothing.

The numbers in the names are those of the checks that an auditor would make.
"""

import math
from collections import Counter

from playwright.sync_api import Browser, Page, expect

from sayso.config.tests.service import Service
from tests.journeys.browsing import heading, visiting
from tests.journeys.test_choosing_what_is_stored import CHOICE, banner, press

PAGES = ("/", "/policy", "/policy/cookies", "/cookies", "/choices", "/statistics", "/nowhere")
NEEDED = {"csrf"}
"""Stored by pages with a form, and by no others."""

STORED = """async () => ({
  cookies: document.cookie, local: Object.keys(localStorage), session: Object.keys(sessionStorage),
  databases: (await indexedDB.databases()).map(one => one.name), caches: await caches.keys(),
  workers: (await navigator.serviceWorker.getRegistrations()).length })"""
NOTHING = {
    "cookies": "",
    "local": [],
    "session": [],
    "databases": [],
    "caches": [],
    "workers": 0,
}


def names(page: Page) -> set[str]:
    return {one["name"] for one in page.context.cookies()}


def bits(value: str) -> float:
    """How much a value could tell, by its signs (Shannon's entropy times its length)."""
    counts = Counter(value)
    return -sum(n * math.log2(n / len(value)) for n in counts.values()) if value else 0


def test_1_to_5_and_8_before_an_answer_nothing_is_stored_whatever_one_does(
    browser: Browser, serving: Service
) -> None:
    with visiting(browser, serving) as visit:
        asked = list[str]()
        visit.page.on("request", lambda request: asked.append(request.url))
        for address in PAGES:
            page = visit.open(address)
            page.mouse.wheel(0, 5_000)
            page.locator("main").click(position={"x": 5, "y": 5})
            page.wait_for_timeout(300)
            assert page.evaluate(STORED) == NOTHING, address
            assert names(page) == set(), address
        visit.page.go_back()
        assert names(visit.page) == set()
        visit.open("/forms/newsletter")
        assert names(visit.page) == NEEDED
        assert all(url.startswith((visit.home, "data:")) for url in asked)
        assert not any("gcs=" in url or "gcd=" in url for url in asked)  # check 6
        assert visit.complaints == []


def test_4_no_value_could_tell_one_visitor_from_another(browser: Browser, serving: Service) -> None:
    """But for those that are needed: against forged forms, and to find the note of a choice."""
    with visiting(browser, serving) as visit:
        page = visit.open("/")
        with page.expect_response("**/s/"):
            press(visit, "Accept")
        values = {one["name"]: one["value"] for one in page.context.cookies()}
        assert set(values) == {"choice", "visit"}
        assert bits(values["visit"]) < 64
        assert bits(values["choice"]) > 64, "the measure would find one"


def test_10_a_no_is_as_few_presses_as_a_yes(browser: Browser, serving: Service) -> None:
    for words in ("Accept", "Reject"):
        with visiting(browser, serving) as visit:
            visit.open("/")
            press(visit, words)
            expect(banner(visit.page)).to_be_hidden()
            assert "choice" in names(visit.page)


def test_12_the_page_can_be_read_and_used_while_the_question_stands(
    browser: Browser, serving: Service
) -> None:
    with visiting(browser, serving, width=320) as visit:
        page = visit.open("/")
        page.get_by_role("link", name="My choices").first.click()
        expect(heading(page)).to_contain_text("Stop us")
        page.get_by_label("Your email address").fill("eve.reading@example.org")
        page.get_by_role("button", name="Stop everything").click()
        expect(heading(page)).to_have_text("Stopped.")
        expect(banner(page)).to_be_visible()
        assert names(page) == set(), "to go on is no answer"


def test_16_the_question_is_told_to_whoever_cannot_see(browser: Browser, serving: Service) -> None:
    with visiting(browser, serving) as visit:
        page = visit.open("/")
        told = banner(page).aria_snapshot()
        for line in ("heading", 'button "Accept"', 'button "Reject"', 'button "Settings"'):
            assert line in told
        press(visit, "Reject")
        status = page.get_by_role("status").first
        expect(status).to_be_focused()
        expect(status).to_contain_text("Your choice is noted")


def test_21_after_a_no_the_pages_are_what_they_were(browser: Browser, serving: Service) -> None:
    with visiting(browser, serving) as visit:
        visit.may_keep = CHOICE
        before = [visit.open(address).locator("main").inner_html() for address in PAGES[:5]]
        press(visit, "Reject")
        expect(banner(visit.page)).to_be_hidden()
        after = [visit.open(address).locator("main").inner_html() for address in PAGES[:5]]
        assert [one for n, one in enumerate(after) if n != 3] == [
            one for n, one in enumerate(before) if n != 3
        ]  # but for /cookies, which tells the visitor's own choice
        assert visit.complaints == []


def test_40_it_is_so_for_a_british_telephone_as_well(browser: Browser, serving: Service) -> None:
    phone = browser.new_context(
        viewport={"width": 390, "height": 844},
        is_mobile=True,
        has_touch=True,
        locale="en-GB",
        timezone_id="Europe/London",
    )
    try:
        page = phone.new_page()
        page.goto(f"http://localhost:{serving.port}/")
        assert phone.cookies() == []
        page.get_by_role("button", name="Reject", exact=True).tap()
        expect(banner(page)).to_be_hidden()
        assert {one["name"] for one in phone.cookies()} == CHOICE
    finally:
        phone.close()
