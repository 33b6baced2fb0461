from typing import Literal

import pytest
from playwright.sync_api import Browser, expect

from sayso.config.tests.service import Service
from tests.journeys.browsing import heading, visiting

PAGES = {
    "front": "/",
    "policy": "/policy",
    "policy-over": "/policy/versions/2026-11",
    "changes": "/policy/versions/2026-11b/since/2026-11",
    "your-data": "/policy/your-data",
    "cookies": "/policy/cookies",
    "nothing-there": "/nowhere",
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_every_page_is_sound_on_every_screen_by_day_and_by_night(
    browser: Browser, serving: Service, width: int, scheme: Literal["light", "dark"]
) -> None:
    with visiting(browser, serving, width=width, scheme=scheme) as visit:
        for shown, address in PAGES.items():
            visit.open(address)
            visit.look(shown)


@pytest.mark.parametrize(
    "spoil",
    [
        "document.querySelector('main').append(document.createElement('input'))",
        "document.querySelector('h1').style.minWidth = '200vw'",
        "document.querySelector('h1').style.color = '#eee'",
        "document.body.append(Object.assign(new Image(), {alt: '', src: 'https://example.org/'}))",
        "document.body.innerHTML += ''",
        "document.cookie = 'visit=1'",
    ],
)
def test_a_page_that_is_not_sound_is_seen(browser: Browser, serving: Service, spoil: str) -> None:
    with visiting(browser, serving) as visit:
        page = visit.open("/policy/cookies")
        visit.must_be_sound()
        page.evaluate(f"setTimeout(() => {{ {spoil} }})")
        page.wait_for_timeout(200)
        with pytest.raises(AssertionError):
            visit.must_be_sound()


def test_from_the_first_page_to_what_changed_without_scripts(
    browser: Browser, serving: Service
) -> None:
    with visiting(browser, serving, scripts=False) as visit:
        page = visit.open("/")
        page.get_by_role("link", name="Our policy").click()
        expect(heading(page)).to_have_text("How we look after your details")

        promise = page.locator("#P1")
        expect(promise.get_by_text("Every question is answered no")).to_be_hidden()
        promise.get_by_text("How we keep this promise").click()
        expect(promise.get_by_text("Every question is answered no")).to_be_visible()

        page.get_by_role("link", name="See all that changed").click()
        expect(page.locator("ins")).to_have_text(["contact", "for"])
        expect(page.locator("del")).to_have_text(["send", "yourself"])


def test_everything_can_be_reached_and_done_by_keyboard(browser: Browser, serving: Service) -> None:
    with visiting(browser, serving) as visit:
        page = visit.open("/policy")
        for _ in range(5):  # past the question about cookies
            page.keyboard.press("Tab")
        expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()

        page.evaluate(
            "window.reached = new Set(); document.addEventListener('focusin', event => {"
            " reached.add(event.target);"
            " if (getComputedStyle(event.target).outlineStyle === 'none') throw 'unseen focus'; })"
        )
        stops = page.locator("main :is(a, summary), header a:not(.skip), footer a").count()
        assert stops > 100
        for _ in range(stops):
            page.keyboard.press("Tab")
        assert page.evaluate("reached.size") == stops
        assert visit.complaints == []

        page.locator("#P2 summary").focus()
        page.keyboard.press("Enter")
        expect(page.locator("#P2 dl")).to_be_visible()


def test_the_policy_can_be_taken_away(browser: Browser, serving: Service) -> None:
    with visiting(browser, serving) as visit:
        page = visit.open("/policy")
        with page.expect_download() as taken:
            page.get_by_role("link", name="This version as a PDF").click()
        assert taken.value.suggested_filename == "policy-2026-11b.pdf"
        assert taken.value.path().read_bytes().startswith(b"%PDF")


def test_a_form_is_handed_in_from_where_it_was_shown(browser: Browser, serving: Service) -> None:
    """A browser that would not say so could not be told from one that was led here by others."""
    with visiting(browser, serving) as visit:
        page = visit.open("/policy/your-data")
        with page.expect_request(lambda request: request.method == "POST") as sent:
            page.evaluate(
                "document.body.append(Object.assign(document.createElement('form'),"
                " {method: 'post', action: '/'})); [...document.forms].at(-1).submit()"
            )
        assert sent.value.all_headers()["origin"] == visit.home
        expect(heading(page)).to_contain_text("could not tell that it was")
