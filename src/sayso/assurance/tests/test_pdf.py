import io
from typing import Any

import pytest
from django.test import Client
from pypdf import PdfReader

from sayso.assurance import document
from sayso.policy.models import PolicyVersion
from sayso.policy.queries import current
from sayso.policy.tests.kept import applied

pytestmark = pytest.mark.django_db

ADDRESSES = {
    "/policy/policy.pdf": "How we look after your details",
    "/policy/versions/2026-11/policy.pdf": "How we look after your details",
    "/policy/your-data.pdf": "Ask what we hold about you, and we show you.",
    "/policy/cookies.pdf": "What we store on your device, and why.",
    "/your-rights/form.pdf": "Ask us about your details, on paper.",
}


@pytest.fixture
def shipped() -> PolicyVersion:
    applied()
    return current()


def made(client: Client, address: str) -> bytes:
    document._pdf.cache_clear()
    answer = client.get(address)
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith('attachment; filename="')
    return answer.content


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_pdf_is_tagged_and_has_title_language_and_its_fonts(
    shipped: PolicyVersion, client: Client, address: str
) -> None:
    reader = PdfReader(io.BytesIO(made(client, address)))
    root: Any = reader.trailer["/Root"]

    assert root["/Lang"] == "en-GB"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert "/StructTreeRoot" in root
    assert reader.metadata is not None
    assert reader.metadata.title == ADDRESSES[address]
    assert reader.metadata.author == "Exemplar Institute of Service"
    fonts = [font for page in reader.pages for font in fonts_of(page)]
    assert fonts
    assert all("/FontFile3" in font or "/FontFile2" in font for font in fonts)


def fonts_of(page: Any) -> list[Any]:
    named = page["/Resources"]["/Font"].values()
    inner = [font.get_object()["/DescendantFonts"][0].get_object() for font in named]
    return [font["/FontDescriptor"] for font in inner]


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_pdf_is_the_same_whenever_it_is_made(
    shipped: PolicyVersion, client: Client, address: str
) -> None:
    assert made(client, address) == made(client, address)


def test_a_pdf_says_what_the_page_says(shipped: PolicyVersion, client: Client) -> None:
    reader = PdfReader(io.BytesIO(made(client, "/policy/policy.pdf")))
    told = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    for promise in shipped.policy.promises.values():
        assert promise.words[:40] in told
    for purpose in shipped.policy.purposes.values():
        assert purpose.name in told


def test_words_of_the_policy_are_never_carried_out(client: Client) -> None:
    sly = "We #read(sys.inputs.document) *send* $x$ @y <z> only if"
    applied(("We send you marketing only if", sly))
    reader = PdfReader(io.BytesIO(made(client, "/policy/policy.pdf")))
    assert sly in " ".join(" ".join(page.extract_text() for page in reader.pages).split())
