"""A browser for journeys, and what is asked of every page that it meets on the way.

The service is a process of its own, on a database of the kind that the tests run on.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Locator,
    Page,
    Request,
    expect,
    sync_playwright,
)

from sayso.config.tests.service import Service, free_port, service
from sayso.policy.tests.policies import changed

PICTURES = Path(__file__).parents[2] / "build" / "pictures"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
ELSEWHERE = free_port()
THERE = f"http://localhost:{ELSEWHERE}"
"""Where a site is that the policy lets show a form, and the question about cookies."""
SCHEMES: tuple[Literal["light"], Literal["dark"]] = ("light", "dark")
expect.set_options(timeout=20_000)  # a machine that tests is busy; what is there is seen at once
AS_ROOT = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


# --- the service -------------------------------------------------------------------------


@pytest.fixture(scope="session")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """An installation whose policy has changed once and will change again, being served.

    Its messages are kept in a mailbox of its own. Whatever is told to it lasts as long as it does:
    a fixture that tells it something is of the session too, since the tests of one module may come
    with those of another between them.
    """
    folder = tmp_path_factory.mktemp("journeys")
    two = ("--by", "Ada Ashby", "--approved-by", "Bert Brook")
    with service(folder) as one, pytest.MonkeyPatch.context() as environment:
        environment.setenv("SAYSO_EMAIL_URL", "demo:")
        for number, text in enumerate(_later_policies(), 2):
            file = folder / f"{number}.yaml"
            file.write_text(text, encoding="utf-8")
            one.sayso("policy", "apply", str(file), *two)
        assert one.start().startswith("Ready")
        yield one


def _later_policies() -> Iterator[str]:
    """What follows the shipped one: a policy in other words, and one of a far day."""
    second = changed(
        ("id: 2026-11\n", "id: 2026-11b\n"),
        ("We send you marketing only if you yourself", "We contact you for marketing only if you"),
        ("purchase: {keep: 6", "purchase: {keep: 7"),
        ("banner:\n  origins: [https://www.exemplar.example]", f"banner:\n  origins: [{THERE}]"),
        ("    origins: [https://www.exemplar.example]", f"    origins: [{THERE}]"),
    )
    yield second
    day = ("effective_on: 2026-11-01", "effective_on: 2999-01-01")
    yield changed(("id: 2026-11b\n", "id: 2999-01\n"), day, text=second)


# --- the browser -------------------------------------------------------------------------


def chromium() -> str:
    """Where it is: the computer's own; without one a journey fails, and is not left out."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    assert found, "There is no browser; run the tests with script/with-browser."
    return found


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One for all journeys."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium(), args=AS_ROOT)
        yield started
        started.close()


@dataclass
class Visit:
    """One visitor on their way, and whatever their browser complained of.

    `may_keep` names the cookies that the journey is about; no others may be left on the way.
    `others` are the sites that it is about besides our own.
    """

    page: Page
    home: str
    name: str
    may_keep: frozenset[str] = frozenset()
    others: tuple[str, ...] = ()
    complaints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._asked)

    def _heard(self, message: ConsoleMessage) -> None:
        """A status that is no success is told of in the page; all else is a fault of ours."""
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            self.complaints.append(message.text)

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.home, *self.others, "data:", "blob:")):
            self.complaints.append(f"asked somebody else: {request.url}")

    def open(self, address: str) -> Page:
        self.page.goto(self.home + address)
        return self.page

    def look(self, shown: str) -> None:
        """Take a picture of the page, which must be sound."""
        PICTURES.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=PICTURES / f"{shown}-{self.name}.png", full_page=True)
        self.must_be_sound()

    def look_everywhere(self, shown: str) -> None:
        """The same on every screen: narrow and wide, light and dark, without asking for it anew."""
        *_, kind = self.name.split("-")
        for width in (320, 1280):
            self.page.set_viewport_size({"width": width, "height": 800})
            for scheme in SCHEMES:
                self.page.emulate_media(color_scheme=scheme)
                self.name = f"{width}-{scheme}-{kind}"
                self.look(shown)

    def must_be_sound(self) -> None:
        """For everybody, on every screen, and without a word to anybody else."""
        self.page.wait_for_load_state()
        assert self.page.title()
        assert self.overflowing() == []
        found = Axe().run(self.page)
        assert not found.response["violations"], found.generate_report()
        assert self.complaints == []
        assert {cookie["name"] for cookie in self.page.context.cookies()} <= self.may_keep

    def overflowing(self) -> list[str]:
        """Whatever makes the page wider than its window."""
        script = """() => document.scrollingElement.scrollWidth <= innerWidth ? [] :
            [...document.querySelectorAll("main *, header *, footer *")]
            .filter(one => one.getBoundingClientRect().right > innerWidth + 1)
            .map(one => one.outerHTML.slice(0, 80))"""
        found: list[str] = self.page.evaluate(script)
        return found


@contextmanager
def visiting(
    browser: Browser,
    serving: Service,
    *,
    width: int = 1280,
    scheme: Literal["light", "dark"] = "light",
    scripts: bool = True,
) -> Iterator[Visit]:
    """A visitor who was never here before."""
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme=scheme,
        java_script_enabled=scripts,
        locale="en-GB",
    )
    kind = "postgresql" if serving.url.startswith("postgres") else "sqlite"
    home = f"http://localhost:{serving.port}"
    try:
        yield Visit(context.new_page(), home, f"{width}-{scheme}-{kind}")
    finally:
        context.close()


def heading(page: Page) -> Locator:
    """What the page says first: to be waited for, since a page comes after the click that asks."""
    return page.get_by_role("heading", level=1)
