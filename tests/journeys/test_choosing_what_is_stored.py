"""A visitor is asked what may be stored, answers, and is held to nothing else.

The numbers in the names are those of the checks that an auditor would make.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, expect

from sayso.config.tests.service import Service
from tests.journeys.browsing import ELSEWHERE, PICTURES, Visit, visiting

CHOICE = frozenset({"choice"})
SIGNAL = "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', { get: () => true })"


def kept(visit: Visit) -> str:
    """The answers in the visitor's browser; empty if there is none."""
    cookies = {one["name"]: one["value"] for one in visit.page.context.cookies()}
    return cookies.get("choice", "").rpartition(".")[2]


def banner(page: Page) -> Locator:
    return page.get_by_role("region", name="May we store things on your device?")


def press(visit: Visit, words: str) -> None:
    banner(visit.page).get_by_role("button", name=words, exact=True).click()


# --- every screen ------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_15_the_question_is_sound_on_every_screen_by_day_and_by_night(
    browser: Browser, serving: Service, width: int, scheme: Literal["light", "dark"]
) -> None:
    with visiting(browser, serving, width=width, scheme=scheme) as visit:
        visit.may_keep = CHOICE
        visit.open("/")
        expect(banner(visit.page)).to_be_visible()
        visit.look("cookies-asked")
        press(visit, "Settings")
        visit.page.wait_for_url("**/cookies#settings")
        visit.look("cookies-settings")
        visit.may_keep = CHOICE | {"visit"}
        press(visit, "Accept")
        expect(visit.page.get_by_role("status").first).to_be_focused()
        visit.look("cookies-accepted")


# --- the question ------------------------------------------------------------------------


def test_9_reject_is_as_easy_as_accept(browser: Browser, serving: Service) -> None:
    with visiting(browser, serving) as visit:
        visit.open("/")
        look = """one => { const look = getComputedStyle(one), box = one.getBoundingClientRect()
            return [one.tagName, box.width, box.height, look.color, look.backgroundColor,
              look.fontSize, look.fontWeight, look.borderColor, look.textDecorationLine] }"""
        buttons = banner(visit.page).get_by_role("button")
        looks = [one.evaluate(look) for one in buttons.all()]
        assert [one.inner_text() for one in buttons.all()] == ["Accept", "Reject", "Settings"]
        assert looks[0] == looks[1] == looks[2]
        position = banner(visit.page).evaluate("one => getComputedStyle(one).position")
        assert position == "static"
        assert not visit.page.context.cookies()


def test_14_a_keyboard_is_enough_and_escape_says_nothing(
    browser: Browser, serving: Service
) -> None:
    with visiting(browser, serving) as visit:
        visit.may_keep = CHOICE
        page = visit.open("/")
        reached = []
        for _ in range(5):
            page.keyboard.press("Tab")
            reached.append(page.evaluate("document.activeElement.innerText"))
        assert reached == ["Cookies", "Accept", "Reject", "Settings", "Skip to the page"]
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Escape")
        expect(banner(page)).to_be_hidden()
        assert not page.context.cookies()
        page.reload()
        expect(banner(page)).to_be_visible()
        banner(page).get_by_role("button", name="Reject").press("Enter")
        expect(page.get_by_text("Your choice is noted")).to_be_focused()
        assert kept(visit) == "statistics:0-preferences:0-interests:0"


@pytest.mark.parametrize("scripts", [True, False])
def test_17_accept_reject_and_withdraw_with_scripts_and_without(
    browser: Browser, serving: Service, scripts: bool
) -> None:
    with visiting(browser, serving, scripts=scripts) as visit:
        visit.may_keep = CHOICE
        page = visit.open("/policy")
        press(visit, "Accept")
        expect(page.get_by_text("Your choice is noted")).to_be_visible()
        assert page.url.startswith(f"{visit.home}/policy")
        assert kept(visit) == "statistics:1-preferences:1-interests:1"
        for address in ("/", "/nowhere", "/your-rights"):
            visit.open(address)
            expect(banner(page)).to_be_hidden()
        page.get_by_role("link", name="Cookie settings").click()
        expect(page.get_by_text("you said yes to Statistics")).to_be_visible()
        page.get_by_role("button", name="Reject all").click()
        expect(page.get_by_text("Your choice is noted")).to_be_visible()
        assert kept(visit) == "statistics:0-preferences:0-interests:0"
        page.get_by_role("group", name="Statistics").get_by_label("Accept").check()
        page.get_by_role("button", name="Save my settings").click()
        expect(page.get_by_text("you said yes to Statistics.")).to_be_visible()
        assert kept(visit) == "statistics:1-preferences:0-interests:0"
        assert visit.complaints == []


def test_19_after_a_no_nothing_but_the_no_is_stored(browser: Browser, serving: Service) -> None:
    with visiting(browser, serving) as visit:
        visit.may_keep = CHOICE | {"csrf"}
        page = visit.open("/")
        press(visit, "Reject")
        expect(banner(page)).to_be_hidden()
        for address in ("/policy", "/forms/newsletter", "/cookies", "/nowhere", "/choices"):
            visit.open(address)
            expect(banner(page)).to_be_hidden()
        state = page.context.storage_state(indexed_db=True)
        assert {one["name"] for one in state["cookies"]} <= CHOICE | {"csrf"}
        assert not state["origins"]
        assert visit.complaints == []


def test_22_what_was_there_before_is_removed(browser: Browser, serving: Service) -> None:
    with visiting(browser, serving) as visit:
        page = visit.open("/")
        planted = [
            {"name": "visit", "value": "1", "url": visit.home, "httpOnly": True},
            {"name": "interests", "value": "1", "url": f"{visit.home}/policy"},
        ]
        page.context.add_cookies(planted)  # type: ignore[arg-type]
        page.evaluate("localStorage.visit = sessionStorage.interests = '1'")
        visit.open("/policy/cookies")
        press(visit, "Reject")
        expect(banner(page)).to_be_hidden()
        visit.open("/policy")
        assert {one["name"] for one in page.context.cookies()} == CHOICE
        assert page.evaluate("localStorage.length + sessionStorage.length") == 0


def test_28_a_signal_is_not_asked_and_may_still_say_yes(browser: Browser, serving: Service) -> None:
    with visiting(browser, serving) as visit:
        visit.may_keep = CHOICE
        visit.page.context.set_extra_http_headers({"Sec-GPC": "1"})
        visit.page.add_init_script(SIGNAL)
        page = visit.open("/")
        expect(banner(page)).to_be_hidden()
        assert not page.context.cookies()
        visit.open("/cookies")
        expect(page.get_by_text("We take it as a no")).to_be_visible()
        visit.look("cookies-signal")
        page.get_by_role("button", name="Accept all").click()
        expect(page.get_by_text("you said yes to")).to_be_visible()
        assert "0" not in kept(visit)


def test_30_a_choice_that_cannot_be_sent_holds_and_is_sent_again(
    browser: Browser, serving: Service
) -> None:
    with visiting(browser, serving) as visit:
        page = visit.open("/")
        page.context.route("**/consent/", lambda route: route.abort())
        press(visit, "Reject")
        expect(page.get_by_text("Your choice is noted")).to_be_focused()
        assert kept(visit) == "statistics:0-preferences:0-interests:0"
        page.context.unroute("**/consent/")
        with page.expect_request("**/consent/") as sent:
            page.evaluate("dispatchEvent(new Event('pagehide'))")
        assert sent.value.resource_type == "ping"
        assert "answer=reject" in (sent.value.post_data or "")
        visit.open("/policy")
        expect(banner(page)).to_be_hidden()


def test_27_a_second_tab_learns_of_the_answer(browser: Browser, serving: Service) -> None:
    with visiting(browser, serving) as visit:
        visit.open("/")
        second = visit.page.context.new_page()
        second.goto(visit.home)
        expect(banner(second)).to_be_visible()
        press(visit, "Reject")
        expect(banner(visit.page)).to_be_hidden()
        second.evaluate("document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))")
        expect(banner(second)).to_be_hidden()


# --- on another site ---------------------------------------------------------------------

POLICY = (
    "default-src 'none'; script-src 'self' {home}; style-src {home}; connect-src {home}; "
    "frame-src 'self'; require-trusted-types-for 'script'; trusted-types consent-gate"
)
PAGE = """<!doctype html><html lang="en-GB"><meta charset="utf-8"><title>Elsewhere</title>
<link rel="stylesheet" href="{home}/embed/consent.css">
<script src="{home}/embed/consent.js" defer></script>
<main><h1>Another site of ours</h1>
<script type="text/plain" data-consent="statistics" data-src="/counts.js"></script>
<script type="text/plain" data-consent="statistics" data-src="https://else.example/x.js"></script>
<iframe data-consent="interests" data-src="/film" title="A film"></iframe></main></html>"""
FILES = {
    "/counts.js": (
        "text/javascript",
        "document.cookie = 'visit=1'; document.body.dataset.counted = '1'",
    ),
    "/film": ("text/html", "<!doctype html><html lang=en><title>Film</title><p>A film</p>"),
}


@contextmanager
def another_site(home: str) -> Iterator[str]:
    """A site that shows the question by two lines, and says which scripts it lets run."""

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kind, text = FILES.get(self.path, ("text/html", PAGE.replace("{home}", home)))
            self.send_response(200)
            self.send_header("Content-Type", f"{kind}; charset=utf-8")
            if self.path == "/":
                self.send_header("Content-Security-Policy", POLICY.replace("{home}", home))
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("localhost", ELSEWHERE), Site) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://localhost:{ELSEWHERE}"
        finally:
            server.shutdown()


def look(visit: Visit, shown: str) -> None:
    """As `Visit.look`; what axe itself would read of a stylesheet from elsewhere is no fault."""
    assert visit.complaints == []
    visit.page.screenshot(path=PICTURES / f"{shown}-{visit.name}.png", full_page=True)
    assert visit.overflowing() == []
    found = Axe().run(visit.page)
    assert not found.response["violations"], found.generate_report()
    visit.complaints.clear()


def named(page: Page) -> list[str]:
    return sorted(one["name"] for one in page.context.cookies())


@pytest.mark.parametrize("width", [320, 1280])
def test_7_and_24_another_site_holds_back_what_was_not_allowed(
    browser: Browser, serving: Service, width: int
) -> None:
    with visiting(browser, serving, width=width) as visit, another_site(visit.home) as site:
        visit.others = (site,)
        visit.may_keep = CHOICE | {"visit"}
        page = visit.page
        page.goto(site)
        expect(banner(page)).to_be_visible()
        expect(page.locator("body[data-counted]")).to_have_count(0)
        expect(page.get_by_text("would show something")).to_be_visible()
        (warned,) = visit.complaints
        assert "does not declare https://else.example" in warned
        visit.complaints.clear()
        look(visit, "cookies-elsewhere")
        press(visit, "Settings")
        look(visit, "cookies-elsewhere-settings")
        page.get_by_role("group", name="Statistics").get_by_label("Accept").check()
        with page.expect_response("**/consent/") as sent:
            press(visit, "Save my settings")
        assert sent.value.ok
        expect(page.locator("body[data-counted]")).to_have_count(1)
        assert named(page) == ["choice", "visit"]
        assert kept(visit) == "statistics:1-preferences:0-interests:0"
        expect(page.frame_locator("iframe").get_by_text("A film")).to_have_count(0)

        page.get_by_role("button", name="Accept Interests").click()
        expect(page.frame_locator("iframe").get_by_text("A film")).to_be_visible()
        assert kept(visit) == "statistics:1-preferences:0-interests:1"

        page.get_by_role("button", name="Cookie settings").click()
        press(visit, "Reject")
        expect(page.locator("body[data-counted]")).to_have_count(0)
        assert named(page) == ["choice"]
        assert not [one for one in visit.complaints if "does not declare" not in one]


def test_7_what_comes_late_is_held_back_too(browser: Browser, serving: Service) -> None:
    with visiting(browser, serving) as visit, another_site(visit.home) as site:
        page = visit.page
        page.goto(site)
        expect(banner(page)).to_be_visible()
        page.evaluate("""() => {
            const late = document.createElement('iframe')
            late.title = 'Late'
            late.dataset.consent = 'interests'
            late.dataset.src = '/film'
            document.querySelector('main').append(late)
        }""")
        expect(page.get_by_text("would show something")).to_have_count(2)
        press(visit, "Accept")
        expect(page.frame_locator("iframe[title=Late]").get_by_text("A film")).to_be_visible()


def test_26_a_tampered_choice_is_asked_anew(browser: Browser, serving: Service) -> None:
    with visiting(browser, serving) as visit:
        page = visit.open("/")
        press(visit, "Accept")
        expect(banner(page)).to_be_hidden()
        whole = page.evaluate("document.cookie.split('choice=')[1]")
        for part in (whole[:-1], whole.replace("statistics", "marketing"), "f" + whole[1:] + "x"):
            page.evaluate("text => { document.cookie = 'choice=' + text + '; Path=/' }", part)
            page.reload()
            expect(banner(page)).to_be_visible()


def test_13_the_question_says_what_for_who_and_how_long(browser: Browser, serving: Service) -> None:
    with visiting(browser, serving) as visit:
        visit.open("/")
        told = banner(visit.page).inner_text()
        for words in ("count which pages are read", "Exemplar Institute", "six months"):
            assert words in told
        assert not re.search("continu", told)
        page = banner(visit.page).get_by_role("link").get_attribute("href")
        assert page == "/cookies"
