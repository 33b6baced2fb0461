"""An audit reaches the public net alone: whatever a site, or whoever names it, would like."""

import pytest

from sayso.website.audit.audit import must_be_reachable
from sayso.website.audit.browser import AuditError
from sayso.website.audit.guard import Guard, RefusedError, is_public, lookup
from sayso.website.audit.proxy import read_request

PUBLIC = "93.184.215.14"
INNER = [
    "127.0.0.1",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",  # noqa: S104 - an address to be refused
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1",
    "fc00::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "2001:0:4136:e378:8000:63bf:80ff:fffe",
]


@pytest.mark.parametrize("address", INNER)
def test_an_inner_address_is_none_of_the_public_net(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", [PUBLIC, "2606:2800:21f:cb07:6820:80da:af6b:8b2c"])
def test_a_public_one_is(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("inner", INNER)
def test_one_inner_address_among_public_ones_refuses_the_name(inner: str) -> None:
    guard = Guard(lookup=lambda _: [PUBLIC, inner])

    with pytest.raises(RefusedError, match="private network"):
        guard.address("www.example.org", 443)


def test_a_name_keeps_the_address_that_it_had_first() -> None:
    """A name that means something else by the time it counts has been rebound."""
    answers = iter([[PUBLIC], ["127.0.0.1"]])
    guard = Guard(lookup=lambda _: next(answers))

    assert [guard.address("www.example.org", 443) for _ in range(3)] == [PUBLIC] * 3


@pytest.mark.parametrize("written", ["0x7f.1", "2130706433", "0177.0.0.1", "127.1", "localhost"])
def test_an_inner_address_is_refused_however_it_is_written(written: str) -> None:
    with pytest.raises(RefusedError):
        Guard(lookup=lookup).address(written, 80)


def test_other_ports_are_for_private_sites_that_were_allowed() -> None:
    with pytest.raises(RefusedError, match="port 8000"):
        Guard(lookup=lambda _: [PUBLIC]).address("www.example.org", 8000)

    allowed = Guard(allow_private=True, lookup=lambda _: ["127.0.0.1"])
    assert allowed.address("localhost", 8000) == "127.0.0.1"


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://www.example.org",
        "www.example.org",
        "javascript:1",
        "https://",
        "https://www.example.org:99999",
        "https://ada:secret@www.example.org",
        "http://127.0.0.1",
        "http://[::1]/",
        "http://localhost",
    ],
)
def test_what_is_no_public_website_is_not_visited(url: str) -> None:
    with pytest.raises(AuditError) as refused:
        must_be_reachable(url, Guard(lookup=lookup))

    assert "secret" not in str(refused.value)


def test_a_request_to_the_proxy_is_passed_on_as_one_to_the_site() -> None:
    head = b"GET http://www.example.org/a?b=1 HTTP/1.1\r\nHost: www.example.org\r\nProxy-X: 1"
    asked = read_request(head, b"")

    assert (asked.host, asked.port, asked.is_tunnel) == ("www.example.org", 80, False)
    assert asked.says.startswith(
        b"GET /a?b=1 HTTP/1.1\r\nHost: www.example.org\r\nConnection: close"
    )


@pytest.mark.parametrize(
    "head", [b"", b"GET", b"GET ftp://example.org/ HTTP/1.1", b"GET http://[x/ HTTP/1.1"]
)
def test_what_is_no_request_to_a_proxy_is_refused(head: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - which words it has is nobody's business
        read_request(head, b"")
