"""Two officers change a house rule, and somebody loses a page in the middle of work."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from playwright.sync_api import Browser, expect

from sayso.config.tests.service import Service, service
from sayso.days import today_in_london
from tests.journeys.browsing import heading, visiting
from tests.journeys.test_working_here import take_test, working

AGES_AGO = """
import django; django.setup()
from datetime import date
from sayso.staff.models import Sitting
assert Sitting.objects.filter(module="basics").update(ended_on=date(2020, 1, 1)) >= 1
"""
"""As if the years had gone by: a pass of the training is no longer valid."""


LONG_AGO = timedelta(days=900)
"""Longer than two years, and less than three."""


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """An installation of its own: its policy changes here, and its members lapse."""
    folder = tmp_path_factory.mktemp("officers")
    with service(folder) as one, pytest.MonkeyPatch.context() as environment:
        environment.setenv("SAYSO_EMAIL_URL", "demo:")
        environment.setenv("DJANGO_SETTINGS_MODULE", "sayso.config.settings")
        assert one.start().startswith("Ready")
        says_yes(one, "ada", today_in_london() - LONG_AGO)
        yield one


def says_yes(service: Service, name: str, on: date) -> None:
    """Somebody who said yes to news by email on a day."""
    point = {"kind": "email", "value": f"{name}@example.org"}
    given = {"source": "website-enquiry", "given_on": f"{on}"}
    body = {**given, "fields": {"name": f"{name.title()} Ashby"}, "points": [point]}
    status, told = service.ask("POST", "/api/v1/people", body)
    assert status == 201, told
    consent = {"ref": told["ref"], "wording": "news-email", "method": "web-form"}
    status, told = service.ask("POST", "/api/v1/consents", consent | {"given_on": f"{on}"})
    assert status == 201, told


def test_a_house_rule_is_changed_planned_approved_and_public(
    browser: Browser, own: Service
) -> None:
    with (
        working(browser, own, "privacy-officer", "Daniel") as his,
        working(browser, own, "privacy-officer", "Grace") as hers,
    ):
        page = his.page
        for module in ("basics", "security"):
            take_test(his, module, rightly=True)
        his.open("/staff/policy")
        page.get_by_role("button", name="Write a new version").click()
        his.look("staff-draft")
        page.get_by_role("link", name="house_rules").click()
        box = page.get_by_label("The lines of this part")
        rules = box.input_value()
        assert "consent_months: 36" in rules
        box.fill(rules.replace("consent_months: 36", "consent_months: many", 1))
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_role("heading", name="To mend")).to_be_visible()
        assert "many" in page.get_by_label("The lines of this part").input_value()
        his.look("staff-part")
        page.get_by_label("The lines of this part").fill(
            rules.replace("consent_months: 36", "consent_months: 24", 1)
        )
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_text("consent months was 36, is now 24")).to_be_visible()
        page.get_by_role("link", name="version", exact=True).click()
        lines = page.get_by_label("The lines of this part")
        note = lines.input_value().replace(
            "Written anew", "A yes runs out after two years. Written"
        )
        lines.fill(note)
        page.get_by_role("button", name="Save").click()
        page.get_by_role("button", name="Propose it").click()
        expect(page.get_by_text("Grace has to approve it.")).to_be_visible()
        told = "1 person can no longer be reached by email for News"
        expect(page.get_by_text(told)).to_be_visible(timeout=20_000)
        his.look("staff-draft-proposed")
        page.get_by_role("table").get_by_role("link", name="1", exact=True).first.click()
        expect(heading(page)).to_have_text("1 person can no longer be reached.")
        his.look("staff-affected")
        page.get_by_role("link", name="Ada Ashby").click()
        expect(heading(page)).to_contain_text("Ada Ashby")

        theirs = hers.page
        hers.open("/staff/policy")
        hers.look("staff-policy")
        theirs.get_by_role("link", name="Draft of Daniel").click()
        theirs.get_by_role("button", name="Approve and publish").click()
        expect(heading(theirs)).to_contain_text("became version")
        hers.must_be_sound()
    with visiting(browser, own) as visit:
        page = visit.open("/policy")
        page.get_by_role("link", name="See all that changed").first.click()
        expect(page.get_by_text("consent months was 36, is now 24")).to_be_visible()
        visit.must_be_sound()


def test_a_training_that_lapses_shuts_the_page_in_the_middle_of_work(
    browser: Browser, own: Service
) -> None:
    with working(browser, own, "clerk", "Ellen") as visit:
        page = visit.page
        for module in ("basics", "security"):
            take_test(visit, module, rightly=True)
        visit.open("/staff/people")
        expect(heading(page)).to_have_text("Who is it?")
        page.get_by_label("Telephone number").fill("020 7946 0001")
        own.run(AGES_AGO)
        page.get_by_role("button", name="Find").click()
        expect(heading(page)).to_contain_text("first, then this page opens")
        expect(page.get_by_role("link", name="What we promise").first).to_be_visible()
        visit.look("staff-lapsed")


@pytest.mark.parametrize("width", [320])
def test_the_pages_of_a_draft_are_sound_on_a_telephone(
    browser: Browser, own: Service, width: int
) -> None:
    with working(browser, own, "privacy-officer", "Uma", width=width, scheme="dark") as visit:
        page = visit.page
        visit.open("/staff/policy")
        page.get_by_role("button", name="Write a new version").click()
        page.get_by_role("button", name="Reckon whom it affects").click()
        expect(page.get_by_text("Nobody on record is affected.")).to_be_visible(timeout=20_000)
        visit.look("staff-draft")
        page.get_by_role("link", name="house_rules").click()
        visit.look("staff-part")
        page.get_by_role("link", name="Back without saving").click()
        page.get_by_role("button", name="Withdraw it").click()
        expect(heading(page)).to_have_text("This draft was withdrawn.")
        visit.must_be_sound()
