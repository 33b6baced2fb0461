"""A member of the public asks what is held about them, and follows what becomes of it."""

import re
import time
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from sayso.config.tests.service import Service
from sayso.people.tests.cast import EMAILS, PHONES
from sayso.rights.telling import NAMES, OFFERED
from tests.journeys.browsing import Visit, heading, visiting

CLERK = ("--by", "Aisha Clerk")
CSRF = frozenset({"csrf"})


def reference(page: Page) -> str:
    return page.locator("dl strong").first.inner_text()


def asked(visit: Visit, kind: str = "access", **given: str) -> str:
    """The reference of a request that was made on the form."""
    page = visit.open(f"/your-rights/ask?kind={kind}")
    for label, words in ({"Email": EMAILS["ada"], "Who are you?": "Ada"} | given).items():
        page.get_by_label(label).fill(words)
    page.get_by_role("button", name="Send").click()
    return reference(page)


def message_about(serving: Service, ref: str) -> EmailMessage:
    """The message about a request, which leaves within seconds."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        for path in (serving.folder / "home" / "mail" / "new").glob("*"):
            found = message_from_bytes(path.read_bytes(), policy=default)
            assert isinstance(found, EmailMessage)
            if ref in found["Subject"]:
                return found
        time.sleep(0.2)
    raise AssertionError("no message came")


@pytest.fixture(scope="session")
def pages(browser: Browser, serving: Service) -> dict[str, str]:
    """A page of each kind that there is, with requests at three stages."""
    found = {"your-rights": "/your-rights", "ask-on-paper": "/your-rights/form"}
    with visiting(browser, serving) as visit:
        refs = {}
        for shown in ("request-open", "request-waiting", "request-ended"):
            refs[shown] = asked(visit, Email=EMAILS["dev"])
            found[shown] = visit.page.url.removeprefix(visit.home)
    serving.sayso("rights", "wait", refs["request-waiting"], "clarification", *CLERK)
    serving.sayso("rights", "withdraw", refs["request-ended"], *CLERK)
    return found


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_every_page_is_sound_on_every_screen_by_day_and_by_night(
    browser: Browser,
    serving: Service,
    pages: dict[str, str],
    width: int,
    scheme: Literal["light", "dark"],
) -> None:
    with visiting(browser, serving, width=width, scheme=scheme) as visit:
        for shown, address in pages.items():
            visit.open(address)
            visit.look(shown)
        visit.may_keep = CSRF
        page = visit.open("/your-rights/ask")
        visit.look("ask")
        page.get_by_label("Email").fill("ada at home")
        page.get_by_role("button", name="Send").click()
        expect(page.get_by_role("alert")).to_be_visible()
        visit.look("ask-problems")


def test_from_the_first_page_to_the_answer_without_scripts(
    browser: Browser, serving: Service
) -> None:
    with visiting(browser, serving, scripts=False) as visit:
        page = visit.open("/")
        page.locator("main").get_by_role("link", name="Your data").click()
        page.get_by_role("link", name="Correct my details").click()
        expect(page.get_by_label("Correct my details")).to_be_checked()
        page.get_by_label("About what?").fill("My name is Ada, not Ida.")
        page.get_by_role("button", name="Send").click()

        problems = page.get_by_role("alert")
        expect(problems.get_by_role("listitem")).to_have_count(2)
        problems.get_by_role("link", name="Tell us how to reach you").click()
        expect(page.get_by_label("About what?")).to_have_value("My name is Ada, not Ida.")
        page.get_by_label("Email").fill(EMAILS["ada"])
        page.get_by_label("Who are you?").fill("Ada")
        page.get_by_role("button", name="Send").click()
        expect(heading(page)).to_have_text(re.compile(r"You have our answer by \d+ \w+ 20\d\d\."))
        ref = reference(page)

        letter = message_about(serving, ref)
        assert letter["To"] == EMAILS["ada"]
        assert letter["Auto-Submitted"] == "auto-generated"
        body = letter.get_body(("plain",))
        assert body is not None
        (link,) = re.findall(r"http://\S+/your-rights/requests/\S+", body.get_content())
        assert page.url == link

        serving.sayso("rights", "close", ref, "done", *CLERK)
        page.goto(link)
        expect(heading(page)).to_have_text("This request is closed.")
        assert "done what you asked" in page.locator(".lead").inner_text()


def test_everything_can_be_asked(browser: Browser, serving: Service) -> None:
    with visiting(browser, serving) as visit:
        for kind in OFFERED:
            asked(visit, kind, Email="", Telephone=PHONES["bert"])
            expect(visit.page.get_by_text(NAMES[kind])).to_be_visible()


def test_everything_can_be_asked_by_keyboard(browser: Browser, serving: Service) -> None:
    with visiting(browser, serving, width=320) as visit:
        page = visit.open("/your-rights/ask")
        page.get_by_label("See my details").focus()
        for _ in range(6):
            page.keyboard.press("ArrowDown")
        expect(page.get_by_label("Complain", exact=True)).to_be_checked()
        for words in ("Nobody answers.", EMAILS["cleo"], "", "", "Cleo", ""):
            page.keyboard.press("Tab")
            page.keyboard.type(words)
        page.keyboard.press("Tab")
        expect(page.get_by_role("button", name="Send")).to_be_focused()
        page.keyboard.press("Enter")
        page.wait_for_url("**/your-rights/requests/*")
        expect(heading(page)).to_have_text("We have your complaint, and look into it.")
        assert visit.complaints == []


def test_the_form_to_print_can_be_taken_away(browser: Browser, serving: Service) -> None:
    with visiting(browser, serving) as visit:
        page = visit.open("/your-rights")
        page.get_by_role("link", name="On paper").click()
        with page.expect_download() as taken:
            page.get_by_role("link", name="This page as a PDF").click()
        assert taken.value.suggested_filename == "ask-about-your-details.pdf"
        assert taken.value.path().read_bytes().startswith(b"%PDF")
