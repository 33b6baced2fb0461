from base64 import b64encode
from dataclasses import replace
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import dkim  # type: ignore[import-untyped]
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from hypothesis import given
from hypothesis import strategies as st

from sayso.delivery.composing import Envelope, Letterhead, compose
from sayso.delivery.errors import DeliveryError
from sayso.delivery.message import Attachment, Message, as_bytes, checked, from_bytes
from sayso.delivery.models import Intent, Kind
from sayso.delivery.signature import NAME, Signer, signer
from sayso.delivery.tests.outbox import STOP_PAGE, message
from sayso.law.codes import SenderKind
from sayso.policy.organisation import Contact, Organisation, Sender

TOKEN = "70ce" * 8
HEAD = Letterhead(
    Organisation.model_construct(
        kind=SenderKind.NON_PROFIT,
        name="Exemplar Institute of Service",
        contact=Contact.model_construct(
            address="1 Sample Street, Exampleton, ZZ1 1AA",
            phone="020 7946 0100",
            email="hello@exemplar.example",
            page="https://exemplar.example/contact",
        ),
        senders={
            "academy": Sender.model_construct(
                name="Exemplar **Academy**", address="1 Sample Street", phone="0808 157 0101"
            )
        },
    ),
    "sayso.example.org",
)
ALWAYS = [
    *("Date", "From", "Reply-To", "To", "Subject", "Message-ID", "Auto-Submitted"),
    *("MIME-Version", "Content-Type"),
]
OF_MARKETING = ["List-Id", "List-Unsubscribe", "List-Unsubscribe-Post"]


def composed(words: Message, kind: Kind = Kind.SERVICE, head: Letterhead = HEAD) -> Envelope:
    return compose(Intent(kind=kind, token=TOKEN, topic="news"), words, head)


def read(envelope: Envelope) -> EmailMessage:
    found = message_from_bytes(envelope.content, policy=default)
    assert isinstance(found, EmailMessage)
    assert not [defect for part in found.walk() for defect in part.defects]
    return found


def text_of(email: EmailMessage, kind: str) -> str:
    part = email.get_body((kind,))
    assert part
    text = part.get_content()
    assert isinstance(text, str)
    return text.replace("\r\n", "\n")


def test_a_message_says_the_same_in_text_and_in_html_and_who_sends_it() -> None:
    email = read(composed(message(sender="academy", words="Dear **Ada**,\n\nthank you.")))
    assert email["From"] == "Exemplar **Academy** <hello@exemplar.example>"
    assert email["Reply-To"] == "hello@exemplar.example"
    foot = "Exemplar **Academy**\n1 Sample Street\n0808 157 0101"
    assert text_of(email, "plain") == f"Dear Ada,\n\nthank you.\n\n{foot}\n"
    assert "<p>Dear <strong>Ada</strong>,</p>" in text_of(email, "html")
    assert "<p>Exemplar **Academy**<br>1 Sample Street<br>" in text_of(email, "html")


def test_what_is_sent_again_is_the_same_to_the_byte() -> None:
    file = Attachment("receipt.json", "application/json", b'{"a": 1}')
    words = replace(message(), attached=(file,))
    assert composed(words) == composed(words)
    (attached,) = read(composed(words)).iter_attachments()
    assert attached.get_filename() == "receipt.json"
    assert attached.get_payload(decode=True) == file.content


def test_a_message_fetches_nothing_and_every_line_is_short_and_plain() -> None:
    envelope = composed(message(words="Übergröße 🎉 " * 400 + "\n\n" + "x" * 5000))
    assert b"src=" not in envelope.content
    assert envelope.content.isascii()
    assert max(map(len, envelope.content.split(b"\r\n"))) <= 998
    assert b"\n" not in envelope.content.replace(b"\r\n", b"")


@pytest.mark.parametrize(
    ("page", "headers"),
    [
        ("https://sayso.example.org/u/1", OF_MARKETING),
        ("http://localhost:8000/u/1", OF_MARKETING),
        ("http://sayso.example.org/u/1", ["List-Id"]),
        ("http://localhost.example.org/u/1", ["List-Id"]),
        (f"https://sayso.example.org/{'u' * 800}", OF_MARKETING),
    ],
)
def test_one_click_is_offered_where_it_is_safe_and_the_link_always(
    page: str, headers: list[str]
) -> None:
    email = read(composed(message(unsubscribe=page), Kind.MARKETING))
    assert [name for name in email.keys() if name.startswith("List")] == headers  # noqa: SIM118 - a header may occur twice
    if "List-Unsubscribe" in headers:
        assert email["List-Unsubscribe"] == f"<{page}>"
        assert email["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"Stop these messages: {page}" in text_of(email, "plain")
    assert f'<a href="{page}">Stop these messages</a>' in text_of(email, "html")


def test_each_message_has_a_return_path_of_its_own_if_there_is_a_box_for_it() -> None:
    assert composed(message()).return_path == "hello@exemplar.example"
    head = HEAD._replace(bounces="bounces@exemplar.example")
    assert composed(message(), head=head).return_path == f"bounces+{TOKEN}@exemplar.example"


def test_a_sender_that_the_policy_does_not_know_sends_nothing() -> None:
    with pytest.raises(DeliveryError, match="no sender of this name"):
        composed(message(sender="gone"))


@given(st.text(max_size=300), st.text(max_size=300), st.text(max_size=99), st.text(max_size=99))
def test_nobody_writes_a_header_of_ours(subject: str, words: str, to: str, page: str) -> None:
    for one in (
        Message(to="ada@example.org", subject=subject, words=words, unsubscribe=STOP_PAGE),
        Message(to=f"{to}@example.org", subject="A", words="B", unsubscribe=STOP_PAGE),
        Message(to="ada@example.org", subject="A", words="B", unsubscribe=f"https://a.org/{page}"),
    ):
        try:
            ready = checked(one)
        except DeliveryError:
            continue
        assert from_bytes(as_bytes(ready)) == ready
        email = read(composed(ready, Kind.MARKETING))
        assert sorted(email.keys()) == sorted(ALWAYS + OF_MARKETING)
        (address,) = email["To"].addresses
        assert address.addr_spec.encode("utf-8", "surrogateescape").decode() == ready.to
        assert " ".join(email["Subject"].split()) == " ".join(ready.subject.split())
        assert email["List-Unsubscribe"] == f"<{ready.unsubscribe}>"


# --- signed ------------------------------------------------------------------------------

KEY = generate_private_key(65537, 2048)


def dns_record() -> bytes:
    """The public half, as it stands in the DNS."""
    der = KEY.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return b"v=DKIM1; k=rsa; p=" + b64encode(der)


def is_signed(content: bytes) -> bool:
    """What another implementation says of it."""
    looked_up = []

    def dns(name: bytes, timeout: int = 5) -> bytes:
        looked_up.append(name)
        return dns_record()

    valid: bool = dkim.verify(content, dnsfunc=dns)
    assert set(looked_up) <= {b"mail._domainkey.exemplar.example."}
    return valid


def test_a_signature_covers_both_headers_of_the_one_click_and_nothing_can_be_added() -> None:
    head = HEAD._replace(signer=Signer(KEY, "mail"))
    words = message(unsubscribe=STOP_PAGE, subject="Grüße  aus   Exampleton")
    content = composed(words, Kind.MARKETING, head).content
    assert is_signed(content)
    signed = read(Envelope("", "", content))["DKIM-Signature"]
    for name in ("from", "list-unsubscribe", "list-unsubscribe-post"):
        assert signed.partition("h=")[2].partition(";")[0].split(":").count(name) == 2
    assert not is_signed(content.replace(b"One-Click", b"Two-Click"))
    assert not is_signed(content.replace(b"thank you", b"thank me"))
    assert not is_signed(content.replace(b"\r\nTo:", b"\r\nFrom: eve@example.net\r\nTo:"))
    added = content.replace(b"\r\nTo:", b"\r\nList-Unsubscribe: <https://example.net>\r\nTo:")
    assert not is_signed(added)


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1))
def test_whatever_is_said_the_signature_holds(text: str) -> None:
    head = HEAD._replace(signer=Signer(KEY, "mail"))
    words = message(subject=text[:100], words=f"{text} \t x\n\n {text}")
    assert is_signed(composed(words, head=head).content)


def test_a_key_is_read_if_it_is_there_good_and_ours_alone(tmp_path: Path) -> None:
    path = tmp_path / NAME
    with pytest.raises(DeliveryError, match="cannot be read"):
        signer(tmp_path, "mail")
    path.write_bytes(b"no key")
    path.chmod(0o600)
    with pytest.raises(DeliveryError, match="cannot be read"):
        signer(tmp_path, "mail")
    pem = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path.write_bytes(pem)
    assert signer(tmp_path, "mail").selector == "mail"
    path.chmod(0o644)
    with pytest.raises(DeliveryError, match="chmod"):
        signer(tmp_path, "mail")
