"""The eight ways in which the site is visited, each with a browser profile of its own."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import Browser, Error

from sayso.policy.details import CookieBasis
from sayso.website.audit import asking
from sayso.website.audit.asking import ACCEPT, REJECT
from sayso.website.audit.browser import AuditError, profile
from sayso.website.audit.declared import ALL, NEEDED, UNASKED, Declared
from sayso.website.audit.seen import State, Visit, first_party
from sayso.website.audit.watching import Watch, without_query

NO_SUCH_PAGE = "/there-is-no-such-page-here"
NOT_PAGES = re.compile(
    r"\.(pdf|zip|gz|csv|xlsx?|docx?|odt|ics|xml|json|txt|jpe?g|png|gif|svg|webp|mp[34]|exe|dmg)$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Plan:
    """What is to be visited, and how patiently: seconds that a page rests, and is left open."""

    url: str
    declared: Declared
    pages: int = 20
    settle: float = 0.5
    idle: float = 10.0
    signed_in: str | None = None
    states: frozenset[State] = frozenset(State)

    @property
    def host(self) -> str:
        return urlsplit(self.url).hostname or ""


def visits(browser: Browser, plan: Plan) -> Iterator[Visit]:
    """Every state in turn; the first finds the pages that the others see, too."""
    first, home = _untouched(browser, plan)
    plan = replace(plan, url=home)  # where the address led, with www or without
    yield first
    pages = [urljoin(home, page) for page in first.pages if page != NO_SUCH_PAGE]
    for state, visit in VISITS.items():
        if state in plan.states and (state is not State.SIGNED_IN or plan.signed_in):
            watch = _watch(browser, plan, state)
            visit(watch, plan, pages)
            yield watch.close()


def _watch(browser: Browser, plan: Plan, state: State) -> Watch:
    allowed = NEEDED if state is State.SIGNAL else UNASKED
    context = profile(browser, state, signed_in=plan.signed_in)
    return Watch(context, state, plan.host, allowed)


# --- nothing is done but look --------------------------------------------------------------


def _untouched(browser: Browser, plan: Plan) -> tuple[Visit, str]:
    watch = _watch(browser, plan, State.UNTOUCHED)
    waiting, known = [plan.url], {without_query(plan.url)}
    while waiting and len(watch.visit.pages) < plan.pages:
        status = watch.open(waiting.pop(0), settle=plan.settle)
        if not watch.visit.pages:
            trouble = (watch.visit.troubles or ["it does not answer"])[0]
            watch.close()
            raise AuditError(
                f"The site cannot be visited: {trouble}; see whether it can be reached"
            )
        if not status:
            continue
        if len(watch.visit.pages) == 1:
            plan = _arrived(watch, plan)
        _examine(watch)
        for url in _further(watch, plan):
            if url not in known:
                known.add(url)
                waiting.append(url)
    watch.open(urljoin(plan.url, NO_SUCH_PAGE), settle=plan.settle)
    return watch.close(), plan.url


def _arrived(watch: Watch, plan: Plan) -> Plan:
    """The plan for where the first page really is, which must be the same site."""
    home = without_query(watch.page.url)
    if not first_party(urlsplit(home).hostname or "", plan.host):
        watch.close()
        raise AuditError("The address leads to another website; audit that one by its own address")
    return replace(plan, url=home)


def _examine(watch: Watch) -> None:
    """How the question is put on this page, and where its links lead."""
    found = asking.measured(watch)
    if found is not None and not watch.visit.banners:
        found["reached"] = asking.reached(watch)
    watch.visit.banners[watch.at] = found
    _see_ticked(watch, watch.run("ticked.js") or [])
    links = watch.links()
    ours = [one for one in links if urlsplit(one.url).scheme in {"http", "https"}]
    watch.visit.links += [
        one for one in ours if not first_party(urlsplit(one.url).hostname or "", watch.host)
    ]


def _see_ticked(watch: Watch, boxes: list[dict[str, str]]) -> None:
    for box in boxes:
        watch.visit.ticked.setdefault(box["name"] or box["value"], watch.at)


def _further(watch: Watch, plan: Plan) -> Iterator[str]:
    """The pages of the same site to which this one leads."""
    here = urlsplit(plan.url)
    for link in watch.links():
        there = urlsplit(link.url)
        is_page = not NOT_PAGES.search(there.path) and link.rel != "download"
        if (there.scheme, there.netloc) == (here.scheme, here.netloc) and is_page:
            yield without_query(link.url)


# --- a visitor does something --------------------------------------------------------------


def _scrolled(watch: Watch, plan: Plan, pages: list[str]) -> None:
    """Reads to the end, presses on words, waits, goes to a second page and back."""
    watch.open(pages[0], settle=plan.settle)
    try:
        for _ in range(5):
            watch.page.mouse.wheel(0, 2_000)
            watch.page.wait_for_timeout(50)
        watch.page.locator("h1, p").first.click(timeout=2_000)
    except Error:
        watch.visit.troubles.append(f"{watch.at}: there are no words to press on")
    watch.rest(plan.idle)
    if len(pages) > 1:
        watch.open(pages[1], settle=plan.settle)
        watch.page.go_back()
        watch.rest(plan.settle)
    watch.open(pages[0], settle=plan.settle)
    _see_ticked(watch, asking.opened_boxes(watch))


def _rejected(watch: Watch, plan: Plan, pages: list[str]) -> None:
    watch.open(pages[0], settle=plan.settle)
    _plant(watch, plan)
    if not asking.answer(watch, REJECT, plan.settle):
        watch.visit.troubles.append("there was no Reject to press")
        return
    _read_all(watch, plan, pages, NEEDED)


def _plant(watch: Watch, plan: Plan) -> None:
    """What an earlier yes may have left, unreadable for scripts: Reject has to remove it, too."""
    domains = {plan.host, plan.host.removeprefix("www.")}
    is_name = "." in plan.host and not re.fullmatch(r"[\d.]+", plan.host)
    for name in plan.declared.optional():
        cookie = {"name": name, "value": "planted", "path": "/"}
        places = [{"domain": f".{one}"} for one in domains] if is_name else []
        for where in [{"domain": plan.host}, *places]:
            try:
                watch.context.add_cookies([cookie | where | {"httpOnly": True}])  # type: ignore[list-item]
            except Error:
                continue


def _accepted(watch: Watch, plan: Plan, pages: list[str]) -> None:
    watch.open(pages[0], settle=plan.settle)
    watch.allowed = ALL
    if not asking.answer(watch, ACCEPT, plan.settle):
        watch.visit.troubles.append("there was no Accept to press")
        watch.allowed = UNASKED
        return
    _read_all(watch, plan, pages, ALL)


def _withdrawn(watch: Watch, plan: Plan, pages: list[str]) -> None:
    watch.open(pages[0], settle=plan.settle)
    watch.allowed = ALL
    if not asking.answer(watch, ACCEPT, plan.settle):
        return
    watch.open(pages[0], settle=plan.settle)
    if not asking.withdraw(watch, plan.settle):
        watch.visit.troubles.append("there was no way to take the yes back")
        return
    _read_all(watch, plan, pages, NEEDED)


def _read_all(watch: Watch, plan: Plan, pages: list[str], allowed: frozenset[CookieBasis]) -> None:
    """Every page once more; from here on this much is allowed."""
    watch.allowed = allowed
    for url in pages:
        watch.open(url, settle=plan.settle)
        watch.visit.banners[watch.at] = asking.measured(watch)


def _only_read(watch: Watch, plan: Plan, pages: list[str]) -> None:
    _read_all(watch, plan, pages, watch.allowed)


def _without_scripts(watch: Watch, plan: Plan, pages: list[str]) -> None:
    _only_read(watch, plan, pages)
    if not plan.declared.asks:
        return
    watch.open(pages[0], settle=plan.settle)
    if not asking.answer(watch, REJECT, plan.settle):
        watch.visit.troubles.append("there was no Reject to press")
        return
    _read_all(watch, plan, pages[:1], NEEDED)


VISITS = {
    State.SCROLLED: _scrolled,
    State.REJECTED: _rejected,
    State.ACCEPTED: _accepted,
    State.WITHDRAWN: _withdrawn,
    State.SIGNAL: _only_read,
    State.NO_SCRIPT: _without_scripts,
    State.SIGNED_IN: _only_read,
}
