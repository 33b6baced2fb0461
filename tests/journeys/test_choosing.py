"""A member of the public: from a form to the mailbox, to their choices, to a stop that counts."""

import re
from typing import Literal

import pytest
from playwright.sync_api import Browser, expect

from sayso.config.tests.service import Service
from tests.journeys.browsing import Visit, heading, visiting
from tests.journeys.test_filling_in_a_form import (
    CSRF,
    filled_in,
    link_in,
    may_be_emailed,
    message_to,
)

EVE = "eve.choosing@example.org"


def choices_in(text: str) -> str:
    found = re.search(r"http://localhost:\d+(/choices/[\w-]+)(?!\S)", text)
    assert found, text
    return found[1]


def confirmed(visit: Visit, serving: Service, address: str) -> str:
    """The page of choices of somebody who filled in a form and confirmed it."""
    visit.may_keep = CSRF
    page = filled_in(visit, address)
    page.get_by_role("button", name="Send").click()
    visit.open(link_in(message_to(serving, address, "confirm")))
    page.get_by_role("button", name="Yes, that was me").click()
    return choices_in(message_to(serving, address, "What you told us"))


@pytest.fixture(scope="session")
def eve(browser: Browser, serving: Service) -> str:
    """The page of choices of somebody who asked for the newsletter."""
    with visiting(browser, serving) as visit:
        return confirmed(visit, serving, EVE)


@pytest.mark.parametrize("scripts", [True, False])
def test_from_a_form_to_a_stop_that_the_api_heeds(
    browser: Browser, serving: Service, scripts: bool
) -> None:
    address = f"ada.{'with' if scripts else 'without'}@example.org"
    with visiting(browser, serving, width=320, scripts=scripts) as visit:
        url = confirmed(visit, serving, address)
        assert may_be_emailed(serving, address)
        page = visit.open(url)
        expect(page.get_by_label("News: email")).to_be_checked()
        page.get_by_role("button", name="Stop everything").press("Enter")
        expect(page.get_by_role("status")).to_contain_text("Stopped.")
        assert not may_be_emailed(serving, address), "before the page was there"
        expect(page.get_by_label("News: email")).not_to_be_checked()
    (ref,) = serving.ask("POST", "/api/v1/people/find", {"email": address})[1]["refs"]
    assert "page:choices" in serving.sayso("person", "show", ref)


def test_what_somebody_types_is_stopped_and_they_are_told(
    browser: Browser, serving: Service
) -> None:
    address = "bert.typing@example.org"
    with visiting(browser, serving) as visit:
        page = visit.open("/choices")
        page.get_by_label("Your email address").fill(address)
        page.get_by_label("Your email address").press("Enter")
        expect(heading(page)).to_have_text("Stopped.")
        visit.look("choices-typed")
        notice = message_to(serving, address, "stopped writing")
        undo = re.search(r"http://localhost:\d+(/choices/undo/[\w-]+)", notice)
        assert undo
        page = visit.open(undo[1])
        visit.look("choices-undo")
        page.get_by_role("button", name="Take it back").click()
        expect(heading(page)).to_have_text("Taken back.")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_every_page_of_choices_is_sound_on_every_screen(
    browser: Browser, serving: Service, eve: str, width: int, scheme: Literal["light", "dark"]
) -> None:
    with visiting(browser, serving, width=width, scheme=scheme) as visit:
        visit.open("/choices")
        visit.look("choices-type")
        visit.open(eve)
        visit.look("choices")


def test_a_yes_takes_the_code_from_the_mailbox(
    browser: Browser, serving: Service, eve: str
) -> None:
    with visiting(browser, serving, width=320) as visit:
        page = visit.open(eve)
        page.get_by_label("Training: email").check()
        page.get_by_role("button", name="Save my choices").click()
        visit.look("choices-code")
        digits = message_to(serving, EVE, "Your code").split()[0]
        page.get_by_label("six digits").fill(digits)
        page.get_by_role("button", name="Enter the code and save").click()
        expect(page.get_by_role("status")).to_contain_text("Saved.")
        expect(page.get_by_label("Training: email")).to_be_checked()
        visit.look("choices-saved")


@pytest.mark.parametrize("width", [320, 1280])
def test_the_mailbox_of_the_demo_can_be_read(
    browser: Browser, serving: Service, eve: str, width: int
) -> None:
    with visiting(browser, serving, width=width) as visit:
        page = visit.open("/demo/mail")
        visit.look("demo-mailbox")
        page.get_by_role("link", name="What you told us").first.click()
        visit.look("demo-message")
        page.locator("a[href*='/choices/']").first.click()
        expect(heading(page)).to_contain_text("Your say-so")
