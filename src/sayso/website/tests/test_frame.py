import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from types import ModuleType

import pytest
from django.conf import settings
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.test import Client, override_settings
from django.urls import path

from sayso.website.assets import assets
from sayso.website.problems import PROBLEMS

ROOMS = Path(__file__).parents[2]


def page(client: Client, address: str, **headers: str) -> str:
    return client.get(address, headers=headers).content.decode()


@pytest.fixture
def reader() -> Client:
    return Client(raise_request_exception=False)


# --- every page --------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_page_says_whose_it_is_and_whom_to_write_to(policy: None, client: Client) -> None:
    told = page(client, "/")
    assert "Exemplar Institute of Service</a>" in told
    assert 'href="mailto:privacy@exemplar.example"' in told


@pytest.mark.django_db
def test_there_is_a_page_before_there_is_a_policy(client: Client) -> None:
    assert "What becomes of your details is for you to say." in page(client, "/")


@pytest.mark.django_db
def test_a_page_is_kept_from_whatever_is_not_ours(client: Client) -> None:
    answer = client.get("/")
    assert set(answer["Content-Security-Policy"].split("; ")) == {
        "default-src 'none'",
        *(
            "style-src 'self'",
            "img-src 'self'",
            "connect-src 'self'",
            "script-src 'self'",
            "form-action 'self'",
        ),
        *("frame-ancestors 'none'", "base-uri 'none'", "require-trusted-types-for 'script'"),
        "trusted-types consent-gate",
    }
    assert answer["Referrer-Policy"] == "same-origin"
    assert not answer.cookies
    asked = client.get("/api/v1/openapi.json")
    assert "style-src" not in asked["Content-Security-Policy"]


@pytest.mark.parametrize("template", sorted(ROOMS.glob("*/templates/**/*.html")), ids=str)
def test_no_template_needs_more_than_the_frame_allows(template: Path) -> None:
    text = template.read_text("utf-8")
    waiting = r"<script(?! src| type=\"text/plain\" data-consent)"
    assert not re.search(rf"<style|{waiting}|<base|\sstyle=|\son[a-z]+=|javascript:", text)
    assert not re.search(r"(?:src|href|action)=[\"']?(?:https?:)?//", text)
    assert "|safe" not in text
    assert "autoescape" not in text


# --- files -------------------------------------------------------------------------------


@pytest.mark.django_db
def test_each_file_is_served_under_a_name_of_its_own_for_ever(client: Client) -> None:
    assert set(assets()) >= {"website/sayso.css", "website/mark.svg"}
    for asset in assets().values():
        answer = client.get(asset.url)
        assert b"".join(answer.streaming_content) == asset.path.read_bytes()  # type: ignore[attr-defined]
        assert "immutable" in answer["Cache-Control"]
        assert "Access-Control-Allow-Origin" not in answer
    assert assets()["website/sayso.css"].url in page(client, "/")


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address", ["/static/website/sayso.css", "/static/../settings.py", "/static/website/tests"]
)
def test_nothing_else_is_served(address: str, client: Client) -> None:
    assert client.get(address).status_code == 404


def test_the_stylesheet_asks_nobody_else_for_anything() -> None:
    text = assets()["website/sayso.css"].path.read_text("utf-8")
    assert "@media" in text
    assert not re.search(r"@import|url\(|https?:", text)


# --- what goes wrong ---------------------------------------------------------------------


@pytest.mark.django_db
def test_what_is_not_there_is_said_in_a_page(policy: None, client: Client) -> None:
    answer = client.get("/ada@example.org")
    assert answer.status_code == 404
    told = answer.content.decode()
    assert PROBLEMS[404].happened in told
    assert "ada@example.org" not in told
    assert "Exemplar Institute of Service</a>" in told


@pytest.mark.django_db
def test_a_page_is_for_reading(client: Client) -> None:
    answer = client.post("/")
    assert answer.status_code == 405
    assert answer["Allow"] == "GET, HEAD"
    assert PROBLEMS[405].happened in answer.content.decode()


@pytest.mark.django_db
def test_a_form_from_elsewhere_is_refused_in_a_page() -> None:
    answer = Client(enforce_csrf_checks=True).post("/", {"stop": "everything"})
    assert answer.status_code == 403
    assert "We could not tell that it was you" in answer.content.decode()


@pytest.mark.django_db
def test_a_strange_name_and_a_large_body_are_refused_in_a_page(client: Client) -> None:
    strange = client.get("/", headers={"host": "elsewhere.example"})
    assert strange.status_code == 400
    assert PROBLEMS[400].happened in strange.content.decode()
    large = client.post("/", b"x" * 1_000_001, content_type="text/plain")
    assert large.status_code == 413
    assert PROBLEMS[413].happened in large.content.decode()


def broken(request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError("ada@example.org")


def away(request: HttpRequest) -> HttpResponse:
    raise OperationalError("ada@example.org")


@pytest.fixture
def addresses() -> Iterator[None]:
    """Our addresses, and two at which something goes wrong."""
    ours = ModuleType("ours")
    added = [path("broken", broken), path("away", away)]
    theirs = import_module(settings.ROOT_URLCONF)
    vars(ours).update(urlpatterns=[*theirs.urlpatterns, *added], handler500=theirs.handler500)
    with override_settings(ROOT_URLCONF=ours):
        yield


def test_a_fault_is_ours_and_has_a_number_to_tell(addresses: None, reader: Client) -> None:
    answer = reader.get("/broken")
    told = answer.content.decode()
    assert answer.status_code == 500
    assert PROBLEMS[500].happened in told
    assert answer["X-Request-Id"] in told
    assert "ada@example.org" not in told


def test_without_its_database_it_still_says_so_in_a_page(addresses: None, reader: Client) -> None:
    answer = reader.get("/away")
    assert answer.status_code == 503
    assert answer["Retry-After"] == "60"
    assert PROBLEMS[503].happened in answer.content.decode()
