"""The browser that an audit visits with: this computer's own Chromium, led through our proxy."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, BrowserContext, Error, sync_playwright

from sayso.website.audit.guard import Guard
from sayso.website.audit.proxy import proxy
from sayso.website.audit.seen import State

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
SECONDS = 30.0
"""How long a page may take."""

ARGUMENTS = (
    "--disable-background-networking",
    "--disable-blink-features=AutomationControlled",  # from which some banners and trackers hide
    "--disable-component-update",
    "--disable-features=IsolateOrigins,site-per-process",  # one process hears all frames
    "--disable-gpu",
    "--disable-quic",  # which no proxy could carry
    "--disable-site-isolation-trials",
    "--disable-sync",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",  # nor this
    "--no-first-run",
)


class AuditError(Exception):
    """The audit cannot be made: one sentence, with what to do."""


def find_browser(named: str | None) -> str:
    """The program of a browser."""
    found = named or next(filter(None, map(shutil.which, NAMES)), None)
    if not found or not shutil.which(found):
        raise AuditError(
            "No browser was found to visit the site with; install Chromium (Debian, Ubuntu: sudo "
            "apt-get install chromium), or name one with --browser"
        )
    return found


@contextmanager
def browser(guard: Guard, *, program: str) -> Iterator[Browser]:
    """A browser that reaches nothing but by way of the guard."""
    arguments = list(ARGUMENTS)
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        arguments.append("--no-sandbox")  # Chromium's own does not work for root
    with proxy(guard) as address, sync_playwright() as playwright:
        try:
            started = playwright.chromium.launch(
                executable_path=program,
                args=arguments,
                proxy={"server": address, "bypass": "<-loopback>"},
            )
        except Error:
            raise AuditError(
                "The browser cannot be started; try it by itself, or name another with --browser"
            ) from None
        try:
            yield started
        finally:
            started.close()


def profile(browser: Browser, state: State, *, signed_in: str | None = None) -> BrowserContext:
    """A visitor who was never here before, from this country."""
    version = browser.version.split(".")[0]
    context = browser.new_context(
        locale="en-GB",
        timezone_id="Europe/London",
        viewport={"width": 1280, "height": 800},
        user_agent=(
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
            f"Chrome/{version}.0.0.0 Safari/537.36"
        ),
        java_script_enabled=state is not State.NO_SCRIPT,
        extra_http_headers={"Sec-GPC": "1"} if state is State.SIGNAL else {},
        storage_state=signed_in if state is State.SIGNED_IN else None,
        accept_downloads=False,
    )
    context.set_default_timeout(SECONDS * 1_000)
    if state is State.SIGNAL:
        context.add_init_script(
            "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', {get: () => true})"
        )
    return context
