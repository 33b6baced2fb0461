"""Our own pages, as the auditor of websites finds them, by its own ways of visiting."""

import json
import os
import subprocess

from playwright.sync_api import Browser

from sayso.config.tests.service import PROGRAM, Service
from tests.journeys.browsing import visiting

NOT_MET = {"basket", "session", "view", "interests", "csrf"}
"""What the institute's own website stores, and what only pages do that were not visited."""


def test_23_what_is_found_is_what_the_table_says(serving: Service) -> None:
    """Checks 1 to 8, 19, 21, 23, 36, 37 and 40 in one: nothing undeclared, early, or too long."""
    page = f"http://localhost:{serving.port}"
    quick = ("--idle", "1", "--rest", "0.2", "--pages", "6", "--json", "--allow-private")
    audit = [str(PROGRAM), "website", "audit", page, *quick]
    environment = {**serving.environment, **os.environ, "SAYSO_HOME": str(serving.folder / "home")}
    environment |= {"SAYSO_KEYS": str(serving.folder / "keys"), "DATABASE_URL": serving.url}
    done = subprocess.run(audit, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 3, done.stdout + done.stderr
    told = json.loads(done.stdout)
    assert {one["subject"] for one in told["findings"]} <= NOT_MET


def test_32_a_visit_is_counted_after_a_yes_and_never_after_a_no(
    browser: Browser, serving: Service
) -> None:
    with visiting(browser, serving) as visit:
        page = visit.open("/")
        with page.expect_response("**/s/"):
            page.get_by_role("button", name="Accept", exact=True).click()
        names = {one["name"] for one in page.context.cookies()}
        assert names == {"choice", "visit"}
        visit.open("/cookies")
        page.get_by_role("button", name="Reject all").click()
        page.wait_for_url("**/cookies#choice-noted")
        assert {one["name"] for one in page.context.cookies()} == {"choice"}
        asked = []
        page.on("request", lambda request: asked.append(request.url))
        visit.open("/policy")
        page.wait_for_load_state("networkidle")
        assert not any(url.endswith("/s/") for url in asked)
