"""The audit visits small websites: one honest, each other with one thing wrong (check 39)."""

import json
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from click.testing import CliRunner
from playwright.sync_api import Browser, Request

from sayso.cli.website import command
from sayso.policy.reading import shipped
from sayso.website.audit import report
from sayso.website.audit.audit import Audited, audit
from sayso.website.audit.browser import browser as started
from sayso.website.audit.browser import find_browser
from sayso.website.audit.finding import Finding, Kind
from sayso.website.audit.guard import Guard
from sayso.website.audit.seen import State
from sayso.website.audit.states import Plan
from tests.journeys.browsing import PICTURES
from tests.journeys.sites import FAULTS, MORE, Site, declared, site

Audit = Callable[..., Audited]

POLICY = shipped().decode()
EXAMPLES = [
    Finding(
        Kind.UNASKED,
        "a",
        "ads.example is asked for something before anybody said yes",
        "/a-page-with-a-long-name/that-does-not-end/soon",
        ("untouched", "scrolled and left open"),
        "https://www.example.org/a-script-of-somebody-else.js:1203",
    ),
    Finding(Kind.NEVER_SEEN, "basket", "`basket` was not met", "", ()),
]

FIRST_LOOK = frozenset[State]()
"""No state but the untouched one, which is always visited."""

STATES = {
    "3-year cookie": frozenset({State.REJECTED}),
    "left after the no": frozenset({State.WITHDRAWN}),
    "deaf to the signal": frozenset({State.SIGNAL}),
}
"""Where a fault shows, if the first look does not show it."""


@pytest.fixture(scope="module")
def visit() -> Iterator[Audit]:
    """Audits, in a thread of their own: the journeys steer another browser from this one."""
    with ThreadPoolExecutor(1) as thread:
        guard = Guard(allow_private=True)
        browser = started(guard, program=find_browser(os.environ.get("CHROMIUM")))
        one = thread.submit(browser.__enter__).result()

        def made(served: Site, **given: Any) -> Audited:
            patience = {"settle": 0.05, "idle": 0.1}
            plan = Plan(served.url, declared(), **(patience | given))
            return thread.submit(audit, one, plan).result()

        yield made
        thread.submit(partial(browser.__exit__, None, None, None)).result()


@pytest.fixture(scope="module")
def honest(visit: Audit) -> Audited:
    with site() as served:
        return visit(served)


def test_nothing_is_said_against_an_honest_website(honest: Audited) -> None:
    assert honest.findings == []
    assert honest.exit_code == 0
    assert honest.pages == ["/", "/cookies", "/about", "/there-is-no-such-page-here"]
    assert honest.left_out == [State.SIGNED_IN]
    assert list(honest.troubles()) == []
    assert honest.links_to == ["other.example"]


def test_each_way_of_visiting_saw_what_it_should(honest: Audited) -> None:
    names = {visit.state: {one.name for one in visit.stored} for visit in honest.visits}

    assert names == {
        State.UNTOUCHED: set(),
        State.SCROLLED: set(),
        State.REJECTED: {"cc"},
        State.ACCEPTED: {"cc", "tl"},
        State.WITHDRAWN: {"cc", "tl"},
        State.SIGNAL: set(),
        State.NO_SCRIPT: {"cc"},
    }


@pytest.mark.parametrize("fault", [*FAULTS, *MORE])
def test_check_39_the_audit_fails_each_mutant(visit: Audit, fault: str) -> None:
    with site(fault) as served:
        found = visit(served, states=STATES.get(fault, FIRST_LOOK))

    assert [one.kind for one in found.findings if one.kind == (FAULTS | MORE)[fault]]
    assert found.exit_code in {1, 2, 4, 5}


def test_whoever_is_to_blame_is_named(visit: Audit) -> None:
    with site("undeclared storage") as served:
        found = visit(served, pages=1, states=FIRST_LOOK)

    (storage,) = (one for one in found.findings if one.subject == "who")
    assert storage.script.startswith(f"{served.url}:")
    assert "not name it" in storage.sentence


def test_the_raw_life_counts_and_not_what_the_browser_makes_of_it(visit: Audit) -> None:
    with site("3-year cookie") as served:
        found = visit(served, pages=1, states=frozenset({State.ACCEPTED}))

    assert found.exit_code == 4
    assert "1,095 days" in str(found.findings[0])


def test_what_is_declared_and_never_met_is_a_warning(visit: Audit) -> None:
    with site() as served:
        found = visit(served, pages=1, states=FIRST_LOOK)

    assert [one.subject for one in found.findings] == ["cc", "tl"]
    assert found.exit_code == 3


class OneSiteIsPublic(Guard):
    """As if a site of this computer were out in the world; everything else is as it is."""

    def address(self, host: str, port: int) -> str:
        return "127.0.0.1" if host == "site.example" else super().address(host, port)


def test_a_website_cannot_make_the_audit_ask_the_inner_network() -> None:
    """Neither by a picture, nor by a name, nor by a redirect of its own."""
    with site("leads inwards") as served, ThreadPoolExecutor(1) as thread:
        plan = Plan(f"http://site.example:{served.server_port}/", declared(), states=FIRST_LOOK)

        def made() -> Audited:
            with started(
                OneSiteIsPublic(), program=find_browser(os.environ.get("CHROMIUM"))
            ) as one:
                return audit(one, plan)

        found = thread.submit(made).result()

    assert "/redirected.gif" in served.asked
    assert not [path for path in served.asked if path.startswith("/inner")]
    assert {one.subject for one in found.findings} >= {"127.0.0.1", "localhost"}


def test_the_command_tells_and_writes_a_page(tmp_path: Path) -> None:
    with site("grey Reject") as served, ThreadPoolExecutor(1) as thread:
        (tmp_path / "policy.yaml").write_text(POLICY, "utf-8")
        files = ["--policy", str(tmp_path / "policy.yaml"), "--report", str(tmp_path / "a.html")]
        quick = ["--allow-private", "--rest", "0.05", "--idle", "0", "--pages", "1"]
        arguments = ["audit", served.url, *files, *quick]
        run = thread.submit(CliRunner().invoke, command, arguments).result()

    assert run.exit_code == 2, run.output  # Reject leaves what the shipped policy declares
    assert "no free choice: Reject does not look like Accept" in run.output
    assert "not tried: signed in" in run.output
    assert "Reject does not look like Accept" in (tmp_path / "a.html").read_text("utf-8")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_the_report_reads_well_and_fetches_nothing(
    browser: Browser, honest: Audited, tmp_path: Path, width: int, scheme: Any
) -> None:
    wrong = replace(honest, findings=EXAMPLES)
    for name, found in {"wrong": wrong, "honest": honest}.items():
        file = tmp_path / f"{name}.html"
        file.write_text(report.page(found, day=date(2026, 11, 22)), "utf-8")
        context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme)
        page = context.new_page()
        asked: list[str] = []
        page.on("request", partial(_note, asked))
        page.goto(file.as_uri())
        PICTURES.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=PICTURES / f"audit-{name}-{width}-{scheme}.png", full_page=True)
        assert len(asked) == 1
        assert page.evaluate("document.scrollingElement.scrollWidth <= innerWidth")
        assert not Axe().run(page).response["violations"]
        context.close()


def _note(asked: list[str], request: Request) -> None:
    asked.append(request.url)


def test_the_same_is_told_as_data(honest: Audited) -> None:
    told = json.loads(json.dumps(report.data(honest)))

    assert told["exit_code"] == 0
    assert told["findings"] == []
    assert {row["name"] for row in told["stored"]} == {"cc", "tl"}
    assert "planted" not in json.dumps(told)
