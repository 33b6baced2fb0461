"""The question about cookies, found by what its buttons say, and answered as a visitor would."""

import re
from typing import Any

from playwright.sync_api import Error, Locator, Page

from sayso.website.audit.watching import Watch, script

WHAT = r"( to)?( (all|optional|additional|cookies|statistics|everything))*[.!]?$"
ACCEPT = rf"^(i )?(accept|allow|agree|yes|ok|okay){WHAT}"
REJECT = (
    rf"^(i )?(reject|refuse|decline|deny|disallow|withdraw|no)( thanks)?{WHAT}"
    r"|^(use )?(only necessary|necessary only|essential only|only essential)"
    r"|^continue without accepting"
)
SETTINGS = r"settings|preferences|options|manage|choose|customi[sz]e"
BACK = r"cookie.*(settings|choices?|preferences)|(settings|choices?|preferences).*cookie|^cookies$"
SAVE = r"^(save|confirm|keep)"
"""What buttons say: whole words, for a link such as “Accept the terms” is none of them."""


def measured(watch: Watch) -> dict[str, Any] | None:
    """How the question is put on this page; None if it is not."""
    try:
        found: dict[str, Any] | None = watch.page.evaluate(
            script("banner.js"), [ACCEPT, REJECT, SETTINGS]
        )
    except Error:
        return None
    return found


def opened_boxes(watch: Watch) -> list[dict[str, str]]:
    """The boxes that somebody else ticked, where Settings beside Accept leads."""
    if control(watch.page, ACCEPT) is None:
        return []
    button = control(watch.page, SETTINGS)
    if button is None or not press(watch, button, 0.3):
        return []
    return list(watch.run("ticked.js") or [])


def control(page: Page, pattern: str) -> Locator | None:
    """The first button or link that can be seen and says so."""
    words = re.compile(pattern, re.IGNORECASE)
    for role in ("button", "link"):
        found = page.get_by_role(role, name=words)
        for number in range(min(found.count(), 10)):
            if found.nth(number).is_visible():
                return found.nth(number)
    return None


def press(watch: Watch, button: Locator, settle: float) -> bool:
    """Press it, and wait for what comes of it."""
    try:
        button.click(timeout=3_000)
        watch.page.wait_for_load_state("load")
    except Error:
        return False
    watch.page.wait_for_timeout(settle * 1_000)
    return True


def answer(watch: Watch, pattern: str, settle: float) -> bool:
    """Give an answer to the question on this page; whether that could be done."""
    button = control(watch.page, pattern)
    return button is not None and press(watch, button, settle)


def withdraw(watch: Watch, settle: float) -> bool:
    """Take a yes back, by whatever way the page offers; whether there is one."""
    if answer(watch, REJECT, settle):
        return True
    back = control(watch.page, BACK)
    if back is None or not press(watch, back, settle):
        return False
    if answer(watch, REJECT, settle):
        return True
    _choose_no(watch.page)
    return answer(watch, SAVE, settle)


def _choose_no(page: Page) -> None:
    """Every kind by itself, where there is no button for all."""
    for box in page.get_by_role("checkbox", checked=True, disabled=False).all():
        box.uncheck()
    words = re.compile(REJECT, re.IGNORECASE)
    for choice in page.get_by_role("radio", name=words, disabled=False).all():
        choice.check()


def reached(watch: Watch) -> dict[str, bool]:
    """Which buttons of the question somebody without a mouse comes to, and sees that they did."""
    found: dict[str, bool] = {}
    look = """() => { const one = document.activeElement; const look = getComputedStyle(one)
      return [(one.getAttribute('aria-label') || one.innerText || one.value || '').trim(),
        look.outlineStyle !== 'none' || look.boxShadow !== 'none'] }"""
    try:
        watch.page.evaluate("document.activeElement?.blur()")
        for _ in range(25):
            watch.page.keyboard.press("Tab")
            words, is_seen = watch.page.evaluate(look)
            for answer, pattern in (("accept", ACCEPT), ("reject", REJECT)):
                if re.search(pattern, words, re.IGNORECASE):
                    found[answer] = bool(is_seen)
            if len(found) == 2:
                break
    except Error:
        return found
    return found
