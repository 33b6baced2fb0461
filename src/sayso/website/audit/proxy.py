"""The only way out for the browser of an audit: every connection is made here, as the guard says.

A browser follows redirects, opens sockets and starts workers without asking whoever steers it. It
cannot go round its proxy: so nothing is missed here.
"""

import selectors
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Thread
from typing import NamedTuple, cast
from urllib.parse import urlsplit

from sayso.website.audit.guard import Guard, RefusedError

LONGEST_HEAD = 65_536
"""Bytes of a request before its body."""

MOST = 200_000_000
"""Bytes that one connection may bring."""

SECONDS = 30.0
"""For how long a connection may be silent."""

REFUSED = b"HTTP/1.1 403 Refused\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
OPEN = b"HTTP/1.1 200 Open\r\n\r\n"


class Request(NamedTuple):
    """What the browser asks of its proxy: to whom it wants to speak, and what it says first."""

    host: str
    port: int
    says: bytes
    is_tunnel: bool


def read_request(head: bytes, rest: bytes) -> Request:
    """A request to a proxy (RFC 9112 section 3.2), or ValueError."""
    first, *headers = head.decode("latin-1").split("\r\n")
    method, target, version = first.split(" ")
    if method == "CONNECT":
        where = urlsplit(f"//{target}")
        return Request(where.hostname or "", where.port or 443, rest, is_tunnel=True)
    where = urlsplit(target)
    if where.scheme != "http":
        raise ValueError("neither http nor https")
    path = (where.path or "/") + (f"?{where.query}" if where.query else "")
    kept = [line for line in headers if not line.lower().startswith(("proxy-", "connection:"))]
    lines = [f"{method} {path} {version}", *kept, "Connection: close", "", ""]
    says = "\r\n".join(lines).encode("latin-1") + rest
    return Request(where.hostname or "", where.port or 80, says, is_tunnel=False)


class _Server(ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, guard: Guard) -> None:
        super().__init__(("127.0.0.1", 0), _Connection)
        self.guard = guard

    def handle_error(self, request: object, client_address: object) -> None:
        """A connection that breaks is for the browser to notice."""


class _Connection(BaseRequestHandler):
    request: socket.socket

    def handle(self) -> None:
        """One request to begin with, and then whatever flows."""
        self.request.settimeout(SECONDS)
        said = b""
        while b"\r\n\r\n" not in said:
            more = self.request.recv(LONGEST_HEAD)
            if not more or len(said) > LONGEST_HEAD:
                return
            said += more
        head, _, rest = said.partition(b"\r\n\r\n")
        try:
            asked = read_request(head, rest)
            address = cast("_Server", self.server).guard.address(asked.host, asked.port)
            there = socket.create_connection((address, asked.port), timeout=SECONDS)
        except (RefusedError, OSError, ValueError):
            self.request.sendall(REFUSED)
            return
        with there:
            if asked.is_tunnel:
                self.request.sendall(OPEN)
            there.sendall(asked.says)
            _flow(self.request, there)


def _flow(here: socket.socket, there: socket.socket) -> None:
    """Carry bytes both ways until either side has done, is silent, or says too much."""
    left = MOST
    with selectors.DefaultSelector() as ready:
        ready.register(here, selectors.EVENT_READ, there)
        ready.register(there, selectors.EVENT_READ, here)
        while left > 0:
            for key, _ in ready.select(SECONDS) or ((None, 0),):
                if key is None:
                    return
                said = cast("socket.socket", key.fileobj).recv(65_536)
                if not said:
                    return
                key.data.sendall(said)
                left -= len(said)


@contextmanager
def proxy(guard: Guard) -> Iterator[str]:
    """A proxy for one browser; its address."""
    with _Server(guard) as server:
        thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            with suppress(OSError):
                server.shutdown()
