"""A member of the public fills in a form, and confirms in the mailbox what they ticked."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from sayso.config.tests.service import Service, free_port
from tests.journeys.browsing import ELSEWHERE, Visit, heading, visiting

CSRF = frozenset({"csrf"})
FORMS = ("newsletter", "membership", "event", "contact")
NEWS = "may email me its news"
NO = "I want no direct marketing"


def message_to(serving: Service, address: str, subject: str) -> str:
    """The text of a message, which leaves within seconds."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        for path in (serving.folder / "home" / "mail" / "new").glob("*"):
            found = message_from_bytes(path.read_bytes(), policy=default)
            assert isinstance(found, EmailMessage)
            if found["To"] == address and subject in found["Subject"]:
                body = found.get_body(("plain",))
                assert body
                return str(body.get_content())
        time.sleep(0.2)
    raise AssertionError("no message came")


def link_in(text: str) -> str:
    found = re.search(r"http://localhost:\d+(/confirm/[\w-]+)(?!\S)", text)
    assert found, text
    return found[1]


def filled_in(visit: Visit, address: str) -> Page:
    """The newsletter, asked for and not sent yet."""
    page = visit.open("/forms/newsletter")
    page.get_by_label("Your email address").fill(address)
    page.get_by_label(NEWS).check()
    return page


# --- every page on every screen ----------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_every_form_is_sound_on_every_screen_by_day_and_by_night(
    browser: Browser, serving: Service, width: int, scheme: Literal["light", "dark"]
) -> None:
    with visiting(browser, serving, width=width, scheme=scheme) as visit:
        visit.may_keep = CSRF
        for slug in FORMS:
            visit.open(f"/forms/{slug}")
            visit.look(f"form-{slug}")
        page = visit.page
        page.get_by_label("Your email address").fill("eve@")
        page.get_by_role("button", name="Send").click()
        expect(page.get_by_role("alert")).to_contain_text("What you wrote is still here")
        visit.look("form-wrong")
        visit.open("/forms/contact/thanks")
        visit.look("form-thanks")


# --- form, thanks, mailbox, confirmed ----------------------------------------------------


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
@pytest.mark.parametrize("width", [320, 1280])
def test_a_yes_counts_when_it_was_confirmed_and_not_before(
    browser: Browser, serving: Service, width: int, scripts: bool
) -> None:
    address = f"ada{width}{int(scripts)}@example.org"
    with visiting(browser, serving, width=width, scripts=scripts) as visit:
        visit.may_keep = CSRF
        page = visit.open("/")
        page.get_by_role("link", name="Have our news sent to you").click()
        expect(page.locator("input:checked")).to_have_count(0)
        page.get_by_role("button", name="Send").click()
        expect(page.get_by_text("Fill this in; we need it for this form.")).to_have_count(2)
        filled_in(visit, address).get_by_role("button", name="Send").click()
        expect(heading(page)).to_have_text("We have what you sent.")

        link = link_in(message_to(serving, address, "confirm"))
        assert serving.ask("POST", "/api/v1/people/find", {"email": address})[1]["refs"] == []
        visit.open(link)
        expect(heading(page)).to_have_text("Was it you who ticked this?")
        if scripts:
            visit.look("form-confirm")
        assert serving.ask("POST", "/api/v1/people/find", {"email": address})[1]["refs"] == []
        page.get_by_role("button", name="Yes, that was me").click()
        expect(heading(page)).to_have_text("Your yes counts from now on.")
        if scripts:
            visit.look("form-confirmed")
        assert may_be_emailed(serving, address)
        if not scripts:
            return
        receipt = message_to(serving, address, "What you told us")
        assert NEWS in " ".join(receipt.split())


def may_be_emailed(serving: Service, address: str) -> bool:
    (ref,) = serving.ask("POST", "/api/v1/people/find", {"email": address})[1]["refs"]
    asked = f"/api/v1/people/{ref}/permission?purpose=news&channel=email"
    return bool(serving.ask("GET", asked)[1]["verdict"] == "allow")


def test_the_no_outranks_the_yes_beside_it(browser: Browser, serving: Service) -> None:
    with visiting(browser, serving) as visit:
        visit.may_keep = CSRF
        page = filled_in(visit, "bert@example.org")
        page.get_by_label(NO).check()
        page.get_by_role("button", name="Send").click()
        receipt = message_to(serving, "bert@example.org", "What you told us")
        assert NO in " ".join(receipt.split())
        assert NEWS not in " ".join(receipt.split())
        assert not may_be_emailed(serving, "bert@example.org")


def test_it_was_not_me(browser: Browser, serving: Service) -> None:
    with visiting(browser, serving, width=320, scheme="dark") as visit:
        visit.may_keep = CSRF
        filled_in(visit, "eve@example.org").get_by_role("button", name="Send").click()
        page = visit.open(link_in(message_to(serving, "eve@example.org", "confirm")))
        page.get_by_role("button", name="No, it was not me").click()
        expect(heading(page)).to_have_text("Nothing of it counts.")
        visit.look("form-refused")


def test_a_form_is_filled_in_by_keyboard_alone(browser: Browser, serving: Service) -> None:
    with visiting(browser, serving) as visit:
        visit.may_keep = CSRF
        page = visit.open("/forms/contact")
        typed = {"name": "Dev", "email": "dev@example.org", "question": "When do you open?"}
        for _ in range(40):
            page.keyboard.press("Tab")
            name = page.evaluate("document.activeElement.name")
            if name in typed:
                page.keyboard.type(typed[name])
            elif name == "_no_marketing":
                page.keyboard.press("Space")
            elif page.evaluate("document.activeElement.textContent") == "Send":
                break
        assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
        page.keyboard.press("Enter")
        page.wait_for_url("**/thanks")
        assert visit.complaints == []


# --- on another site ---------------------------------------------------------------------

PAGE = """<!doctype html><html lang="en-GB"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Another site</title>
</head><body><main><h1>The Institute</h1>
<a data-sayso-form href="{home}/forms/newsletter">Have our news sent to you</a>
<script async src="{home}/embed/form.js"></script></main></body></html>"""


@contextmanager
def another_site(home: str, port: int) -> Iterator[str]:
    """A site of somebody else, with the two lines in its page and a strict policy of its own."""

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            policy = f"default-src 'none'; script-src {home}; connect-src {home}"
            trusted = "require-trusted-types-for 'script'; trusted-types 'none'"
            self.send_header("Content-Security-Policy", f"{policy}; {trusted}")
            self.end_headers()
            self.wfile.write(PAGE.format(home=home).encode())

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("localhost", port), Site)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://localhost:{port}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("width", [320, 1280])
def test_a_form_is_filled_in_on_another_site(
    browser: Browser, serving: Service, width: int
) -> None:
    """Under a strict policy of that site, which takes no HTML from scripts."""
    address = f"cleo{width}@example.org"
    with (
        visiting(browser, serving, width=width) as visit,
        another_site(visit.home, ELSEWHERE) as site,
    ):
        visit.others = (site,)
        page = visit.page
        page.goto(site)
        expect(page.get_by_role("form", name="Have our news sent to you")).to_be_visible()
        page.get_by_role("button", name="Send").click()
        expect(page.get_by_role("alert")).to_be_focused()
        expect(page.locator("[aria-invalid]")).to_have_count(2)
        page.get_by_label("Your email address").fill(address)
        page.get_by_label(NEWS).check()
        visit.look("form-elsewhere")
        page.get_by_role("button", name="Send").click()
        expect(page.get_by_role("status")).to_contain_text("We have what you sent us")
        assert link_in(message_to(serving, address, "confirm"))


@pytest.mark.parametrize("port", [ELSEWHERE, free_port()], ids=["without scripts", "unknown"])
def test_where_a_form_cannot_be_shown_the_link_stays(
    browser: Browser, serving: Service, port: int
) -> None:
    scripts = port != ELSEWHERE
    with (
        visiting(browser, serving, scripts=scripts) as visit,
        another_site(visit.home, port) as site,
    ):
        page = visit.page
        page.goto(site)
        page.wait_for_timeout(300)
        expect(page.locator("form")).to_have_count(0)
        page.get_by_role("link", name="Have our news sent to you").click()
        expect(heading(page)).to_have_text("Have our news sent to you")
