"""Members of staff: how they come in, what opens to them, and what they do there."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, expect

from sayso.config.tests.service import Service
from sayso.staff.training.bank import bank
from tests.journeys.browsing import Visit, heading, visiting

COOKIES = frozenset({"csrf", "session"})
PASSWORD = "a long sentence of my own"  # noqa: S105 - a test's


def links(told: str) -> str:
    found = re.search(r"http\S+", told)
    assert found, told
    return found[0]


@pytest.fixture(scope="session")
def brought_in(serving: Service) -> None:
    """Ada, who said yes to news by email, and Bert, who said nothing."""
    for name in ("ada", "bert"):
        body = {
            "source": "website-enquiry",
            "fields": {"name": f"{name.title()} Ashby"},
            "points": [{"kind": "email", "value": f"{name}.works@example.org"}],
        }
        serving.ask("POST", "/api/v1/people", body)


@contextmanager
def working(
    browser: Browser,
    serving: Service,
    role: str,
    name: str,
    *,
    width: int = 1280,
    scheme: Literal["light", "dark"] = "light",
) -> Iterator[Visit]:
    """Somebody new, who took up an invitation and has a passkey."""
    email = f"{name.lower()}.{width}.{scheme}@exemplar.example"
    told = serving.sayso("staff", "invite", email, "--name", name, "--role", role)
    with visiting(browser, serving, width=width, scheme=scheme) as visit:
        visit.may_keep = COOKIES
        devtools = visit.page.context.new_cdp_session(visit.page)
        devtools.send("WebAuthn.enable")
        key = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        devtools.send("WebAuthn.addVirtualAuthenticator", {"options": key})
        page = visit.page
        page.goto(links(told))
        visit.must_be_sound()
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Come in").click()
        visit.must_be_sound()
        page.get_by_role("link", name="Add a passkey").click()
        page.get_by_label("Passwordless").check()
        page.get_by_role("button", name="Add").click()
        expect(heading(page)).not_to_contain_text("Add")
        yield visit


def take_test(visit: Visit, module: str, *, rightly: bool) -> None:
    """Sit a test, and answer every question rightly or wrongly."""
    page, questions = visit.page, {one.asks: one for one in bank(module).values()}
    visit.open(f"/staff/training/{module}")
    page.get_by_role("button", name=re.compile("test")).click()
    expect(page.get_by_role("button", name="Hand it in")).to_be_visible()  # the last of the page
    for box in page.locator("fieldset").all():
        asks = re.sub(r"^\d+\.\s*", "", box.locator("legend").inner_text())
        one = questions[asks]
        wanted = one.answer if rightly else one.others[0]
        box.get_by_label(wanted, exact=True).check()
    page.get_by_role("button", name="Hand it in").click()
    expect(heading(page)).to_contain_text(re.compile("passed", re.IGNORECASE))


@pytest.mark.usefixtures("brought_in")
def test_a_passkey_lets_in_and_a_training_opens_what_was_shut(
    browser: Browser, serving: Service
) -> None:
    with working(browser, serving, "clerk", "Ellen") as visit:
        page = visit.page
        visit.open("/staff/account")
        page.get_by_role("button", name="Sign out").click()
        visit.open("/staff/people")
        assert "/staff/sign-in" in page.url
        visit.look("staff-sign-in")
        page.get_by_role("button", name="Sign in with a passkey").click()
        expect(heading(page)).to_contain_text("first, then this page opens")
        visit.look("staff-shut")

        take_test(visit, "basics", rightly=False)
        expect(heading(page)).to_contain_text("Not passed: 0 of 20")
        visit.look("staff-training-failed")
        take_test(visit, "basics", rightly=True)
        expect(heading(page)).to_contain_text("Passed: 20 of 20")
        visit.open("/staff/people")
        expect(heading(page), "another training opens it as well").to_contain_text(
            "Security at work"
        )
        take_test(visit, "security", rightly=True)
        visit.open("/staff/people")
        expect(heading(page)).to_have_text("Who is it?")

        page.get_by_label("Telephone number").fill("ada.works@example.org")
        page.get_by_role("button", name="Find").click()
        expect(heading(page)).to_contain_text("Ada Ashby")
        visit.look("staff-person")
        page.get_by_label("The words that they were read").select_option("news-email")
        page.get_by_label("Yes").check()
        page.get_by_label("How they told us").select_option("recorded-call")
        page.get_by_role("button", name="Record it").click()
        expect(heading(page)).to_contain_text("Yes, we may email Ada Ashby about news")

        page.get_by_role("button", name="Stop everything").click()
        expect(heading(page)).to_have_text("No, we may not market to Ada Ashby in any way.")
        visit.look("staff-person-stopped")
        ref = page.url.partition("?")[0].rpartition("/")[2]
        query = "purpose=news&channel=email"
        status, told = serving.ask("GET", f"/api/v1/people/{ref}/permission?{query}")
        assert (status, told["verdict"]) == (200, "deny")


def test_a_list_is_checked_and_downloaded(
    browser: Browser, serving: Service, tmp_path: Path
) -> None:
    with working(browser, serving, "marketer", "Priya") as visit:
        page = visit.page
        for module in ("basics", "security"):
            take_test(visit, module, rightly=True)
        visit.open("/staff/checks")
        visit.look("staff-checks")
        path = tmp_path / "spring.csv"
        path.write_text("name,email\nAda,ada@example.org\nBert,bert@example.org\n", "utf-8")
        page.get_by_label("The list").set_input_files(path)
        page.get_by_label("What the message is for").select_option("news")
        page.get_by_label("Email").check()
        page.get_by_role("button", name="Check it").click()
        download = page.get_by_role("link", name="Download all rows")
        expect(download).to_be_visible(timeout=20_000)
        visit.look("staff-check")
        with page.expect_download() as found:
            download.click()
        text = Path(found.value.path()).read_text("utf-8-sig")
        assert text.startswith("name,email,email_verdict")
        assert text.count("deny") == 2
        with page.expect_download() as found:
            page.get_by_role("table").get_by_role("link", name="2", exact=True).click()
        assert Path(found.value.path()).read_text("utf-8-sig").count("deny") == 2


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (320, "dark")])
def test_people_are_brought_in_from_a_list(
    browser: Browser,
    serving: Service,
    tmp_path: Path,
    width: int,
    scheme: Literal["light", "dark"],
) -> None:
    with working(browser, serving, "clerk", "Aisha", width=width, scheme=scheme) as visit:
        page = visit.page
        for module in ("basics", "security"):
            take_test(visit, module, rightly=True)
        visit.open("/staff/imports")
        path = tmp_path / "stand.csv"
        path.write_text(
            f"Name,Email,Shoe size\nEve Ellis,eve.{width}@example.org,5\nNobody,not an address,6\n",
            "utf-8",
        )
        page.get_by_label("The list").set_input_files(path)
        page.get_by_role("button", name="Send it").click()
        visit.look("staff-import-read")
        page.get_by_label("Shoe size").select_option("unused")
        page.get_by_label("Where the details came from").select_option("website-event")
        page.get_by_label("The day on which they were given").fill("2026-11-02")
        page.get_by_role("button", name="Try it").click()
        expect(page.get_by_role("button", name="Bring them in")).to_be_visible(timeout=20_000)
        expect(heading(page)).to_have_text("1 of 2 rows would come in.")
        visit.look("staff-import-tried")
        page.get_by_role("button", name="Bring them in").click()
        expect(page.get_by_role("link", name="Find one of them")).to_be_visible(timeout=20_000)
        expect(heading(page)).to_have_text("1 of 2 rows are in.")
        visit.look("staff-import-done")
        page.get_by_role("row", name="Refused").get_by_role("link").click()
        expect(heading(page)).to_have_text("Refused: 1 row.")
        visit.look("staff-import-rows")
        page.go_back()
        page.get_by_role("link", name="Find one of them").click()
        page.get_by_label("Telephone number").fill(f"eve.{width}@example.org")
        page.get_by_role("button", name="Find").click()
        expect(heading(page)).to_contain_text("Eve Ellis")


def test_details_are_taken_out_once(browser: Browser, serving: Service) -> None:
    with working(browser, serving, "privacy-officer", "Olive") as visit:
        page = visit.page
        for module in ("basics", "security"):
            take_test(visit, module, rightly=True)
        body = {
            "source": "website-enquiry",
            "fields": {"name": "Gus Grey"},
            "points": [{"kind": "email", "value": "gus.works@example.org"}],
        }
        status, told = serving.ask("POST", "/api/v1/people", body)
        assert status == 201, told
        visit.open(f"/staff/people/{told['ref']}")
        page.get_by_label("The words that they were read").select_option("news-email")
        page.get_by_label("Yes").check()
        page.get_by_label("How they told us").select_option("recorded-call")
        page.get_by_role("button", name="Record it").click()

        visit.open("/staff/exports")
        page.get_by_label("What the details are for").select_option("news")
        page.get_by_label("How the message goes").select_option("email")
        page.get_by_label("Why, in a line").fill("The letter of December")
        page.get_by_role("button", name="Ask for it").click()
        out = page.get_by_role("button", name="Take them out")
        expect(out).to_be_visible(timeout=20_000)
        visit.look("staff-export")
        with page.expect_download() as found:
            out.click()
        text = Path(found.value.path()).read_text("utf-8")
        assert "Gus Grey,gus.works@example.org,email,news" in text
        visit.open(page.url.removeprefix(visit.home))
        expect(heading(page)).to_contain_text("taken out")


def test_a_request_is_taken_in_by_telephone_and_answered(
    browser: Browser, serving: Service
) -> None:
    with working(browser, serving, "privacy-officer", "Noor", width=320) as visit:
        page = visit.page
        for module in ("requests", "security"):
            take_test(visit, module, rightly=True)
        visit.open("/staff/requests")
        page.get_by_role("link", name="Take one in").click()
        visit.look("staff-request-new")
        page.get_by_label("What they want").select_option("access")
        page.get_by_label("By which way it came").select_option("phone")
        page.get_by_label("Who asks").fill("Ivy Innes")
        page.get_by_label("Telephone number").fill("020 7946 0001")
        page.get_by_label("What about, in their words").fill("All that you hold about me.")
        page.get_by_role("button", name="Take it in").click()
        expect(page.get_by_text("Taken in.")).to_be_visible()
        expect(heading(page)).to_contain_text("left")
        visit.look("staff-request")
        page.get_by_label("How it ended").select_option("nothing-held")
        page.get_by_role("button", name="Close it and tell them").click()
        expect(heading(page)).to_contain_text("closed")


PAGES = {
    "imports": "/staff/imports",
    "exports": "/staff/exports",
    "today": "/staff",
    "requests": "/staff/requests",
    "evidence": "/staff/evidence",
    "policy-versions": "/staff/policy",
    "members": "/staff/members",
    "training": "/staff/training",
    "module": "/staff/training/basics",
    "account": "/staff/account",
    "people": "/staff/people",
    "stopped": "/staff/stopped",
    "factors": "/staff/factors/",
    "sessions": "/staff/sessions",
    "again": "/staff/again",
}


def test_every_page_of_the_staff_is_sound(browser: Browser, serving: Service) -> None:
    with working(browser, serving, "privacy-officer", "Daniel") as visit:
        for module in ("basics", "security", "requests"):
            take_test(visit, module, rightly=True)
        for name, address in PAGES.items():
            visit.open(address)
            assert visit.page.url.endswith(address)
            if name == "factors":
                expect(visit.page.get_by_text("10 of them are left")).to_be_visible()
            visit.look_everywhere(f"staff-{name}")
