"""The question about cookies, for those who see, read and move in other ways than most.

The numbers in the names are those of the checks that an auditor would make.
"""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from sayso.config.tests.service import Service
from tests.journeys.browsing import AS_ROOT, chromium, visiting
from tests.journeys.test_choosing_what_is_stored import CHOICE, banner, press

ZOOMED = {"width": 320, "height": 256}
"""A window of 1,280 by 1,024 pixels at 400 %, in pixels of the page."""

SMALLEST = 24
"""Pixels each way of whatever is pressed (WCAG 2.2, success criterion 2.5.8)."""

TWELVE = 7.0
"""The grade of a school (Flesch and Kincaid) in which one is twelve years old."""


def test_15_at_four_hundred_per_cent_the_question_is_read_and_answered(
    browser: Browser, serving: Service
) -> None:
    with visiting(browser, serving, width=320) as visit:
        visit.may_keep = CHOICE
        visit.page.set_viewport_size(ZOOMED)  # type: ignore[arg-type] # as it is asked for
        visit.open("/")
        visit.look("cookies-zoomed")
        press(visit, "Reject")
        expect(banner(visit.page)).to_be_hidden()
        visit.must_be_sound()


def test_15_in_forced_colours_each_answer_has_an_edge_and_shows_when_it_is_reached(
    browser: Browser, serving: Service
) -> None:
    with visiting(browser, serving) as visit:
        visit.page.emulate_media(forced_colors="active")
        visit.open("/")
        visit.look("cookies-forced-colours")
        for one in banner(visit.page).get_by_role("button").all():
            edge = "one => [getComputedStyle(one).borderStyle, getComputedStyle(one).borderWidth]"
            assert one.evaluate(edge) == ["solid", "1px"]
            one.focus()
            visit.page.keyboard.press("Shift")  # from here on it is a keyboard that moves
            assert one.evaluate("one => getComputedStyle(one).outlineStyle") == "solid"


def test_15_nothing_moves_for_whoever_asked_for_less_motion(
    browser: Browser, serving: Service
) -> None:
    with visiting(browser, serving) as visit:
        visit.page.emulate_media(reduced_motion="reduce")
        visit.open("/")
        press(visit, "Settings")
        visit.page.wait_for_url("**/cookies#settings")
        assert visit.page.evaluate("document.getAnimations().length") == 0
        scrolls = "getComputedStyle(document.documentElement).scrollBehavior"
        assert visit.page.evaluate(scrolls) == "auto"


@pytest.mark.parametrize("width", [320, 1280])
def test_15_whatever_is_pressed_is_large_enough(
    browser: Browser, serving: Service, width: int
) -> None:
    with visiting(browser, serving, width=width) as visit:
        visit.open("/")
        for one in banner(visit.page).get_by_role("button").all():
            box = one.bounding_box()
            assert box
            assert min(box["width"], box["height"]) >= SMALLEST


def test_13_a_child_of_twelve_can_read_the_question(browser: Browser, serving: Service) -> None:
    with visiting(browser, serving) as visit:
        page = visit.open("/")
        assert grade(banner(page).locator("p").inner_text()) <= TWELVE
        page = visit.open("/cookies")
        words = " ".join(page.locator("main :is(p, li)").all_inner_texts())
        assert len(words.split()) > 50
        assert grade(words) <= TWELVE


def test_the_grade_of_a_text_is_that_of_the_formula() -> None:
    """Two sentences of which the syllables were counted by hand."""
    assert grade("The cat sat on the mat. It was fat.") == pytest.approx(
        0.39 * 9 / 2 + 11.8 * 9 / 9 - 15.59
    )
    assert grade("Organisations communicate responsibilities.") > TWELVE


def grade(text: str) -> float:
    """The grade in which a text is read: Kincaid, Fishburne, Rogers and Chissom, 1975."""
    sentences = [one for one in re.split(r"[.!?:](?:\s|$)", text) if one.strip()]
    words = re.findall(r"[a-z']+", text.lower())
    syllables = sum(max(1, _syllables(word)) for word in words)
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59


def _syllables(word: str) -> int:
    """Groups of vowels, without a last `e` that nobody says."""
    return len(re.findall(r"[aeiouy]+", re.sub(r"(?<![aeiouyl])e[sd]?$", "", word)))


# --- there and back ----------------------------------------------------------------------


@pytest.fixture
def keeping(browser: Browser) -> Iterator[Browser]:
    """A browser that shows a page again as it was left, as people's own do."""
    started = browser.browser_type.launch(
        executable_path=chromium(),
        args=AS_ROOT,
        ignore_default_args=["--disable-back-forward-cache"],
    )
    yield started
    started.close()


def test_27_whoever_goes_back_after_the_answer_is_not_asked_again(
    keeping: Browser, serving: Service
) -> None:
    with visiting(keeping, serving) as visit:
        page = visit.open("/")
        expect(banner(page)).to_be_visible()
        visit.open("/policy")
        press(visit, "Reject")
        expect(banner(page)).to_be_hidden()
        page.go_back()
        expect(page).to_have_url(f"{visit.home}/")
        expect(banner(page)).to_be_hidden()


def test_27_a_page_that_a_browser_kept_learns_of_the_answer(
    browser: Browser, serving: Service
) -> None:
    with visiting(browser, serving) as visit:
        visit.open("/")
        second = visit.page.context.new_page()
        second.goto(visit.home)
        press(visit, "Reject")
        expect(banner(visit.page)).to_be_hidden()
        expect(banner(second)).to_be_visible()
        second.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
        expect(banner(second)).to_be_hidden()
