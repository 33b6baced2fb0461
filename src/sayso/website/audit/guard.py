"""Which addresses an audit may reach: none of our own network's, unless that is asked for.

Whoever names a site could else have it, or anything that it links to, fetch what stands behind our
wall. So each name is looked up once, every address that it has must be public, and from then on
the name means that address: it cannot mean another when it counts.
"""

import ipaddress
import socket
from collections.abc import Callable, Iterator
from threading import Lock

PORTS = frozenset({80, 443})

Lookup = Callable[[str], list[str]]
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
"""NAT64 (RFC 6052): the last 32 bits are an IPv4 address."""


class RefusedError(Exception):
    """An address that is not to be reached; one sentence."""


def lookup(host: str) -> list[str]:
    """Every address of a name, as this computer finds them."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return list(dict.fromkeys(str(one[4][0]).partition("%")[0] for one in found))


def is_public(text: str) -> bool:
    """Whether an address, and any other that is written inside it, belongs to everybody's net."""
    return all(one.is_global and not one.is_multicast for one in _meant(ipaddress.ip_address(text)))


def _meant(address: Address) -> Iterator[Address]:
    if isinstance(address, ipaddress.IPv4Address):
        yield address
        return
    inside = address.ipv4_mapped or address.sixtofour
    if address in _TRANSLATED:
        inside = ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    if address.teredo:
        inside = address.teredo[1]
    yield inside or address


class Guard:
    """Says where a name leads, and remembers it."""

    def __init__(self, *, allow_private: bool = False, lookup: Lookup = lookup) -> None:
        self.allow_private = allow_private
        self._lookup = lookup
        self._known: dict[str, str] = {}
        self._lock = Lock()

    def address(self, host: str, port: int) -> str:
        """The one address to connect to, or RefusedError."""
        if not self.allow_private and port not in PORTS:
            raise RefusedError(
                f"{host} is to be asked on port {port}, which is not one of a public website; to "
                "audit a site of your own network, add --allow-private"
            )
        with self._lock:
            if host not in self._known:
                self._known[host] = self._first(host)
            return self._known[host]

    def _first(self, host: str) -> str:
        found = self._lookup(host)
        if not found:
            raise RefusedError(f"{host} has no address; see whether it is spelt right")
        if not self.allow_private and not all(map(is_public, found)):
            raise RefusedError(
                f"{host} leads into a private network; to audit a site there, add --allow-private"
            )
        return found[0]
