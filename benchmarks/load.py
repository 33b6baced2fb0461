"""Requests sent again and again over connections that stay open, and how long each took."""

import multiprocessing
import socket
import threading
import time
from collections.abc import Sequence
from typing import NamedTuple

END_OF_HEAD = b"\r\n\r\n"


class Load(NamedTuple):
    """What came of it: answers a second, and milliseconds within which half and 99 % came."""

    rate: float
    p50: float
    p99: float


def request(port: int, path: str, key: str, body: bytes) -> bytes:
    head = (
        f"POST {path} HTTP/1.1\r\nHost: localhost:{port}\r\nAuthorization: Bearer {key}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def measure(
    port: int, messages: Sequence[bytes], *, connections: int, seconds: float, status: int = 200
) -> Load:
    """Ask over so many connections for so long; anything but the expected status stops it."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(1) as pool:
        took, lasted = pool.apply(_ask, (port, messages, connections, seconds, status))
    took.sort()
    at = [1_000 * took[int(len(took) * share)] for share in (0.5, 0.99)]
    return Load(len(took) / lasted, *at)


def _ask(
    port: int, messages: Sequence[bytes], connections: int, seconds: float, status: int
) -> tuple[list[float], float]:
    """How long each request took, and all of them: the last may come after their time."""
    took: list[list[float]] = [[] for _ in range(connections)]
    began = time.perf_counter()
    until = began + seconds
    threads = [
        threading.Thread(target=_one, args=(port, messages, until, status, into)) for into in took
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert all(took), "a connection got no answer"
    return [each for some in took for each in some], time.perf_counter() - began


def _one(
    port: int, messages: Sequence[bytes], until: float, status: int, took: list[float]
) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=30) as line:
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        expected = f"HTTP/1.1 {status}".encode()
        number = 0
        while (began := time.perf_counter()) < until:
            line.sendall(messages[number % len(messages)])
            answer = _read(line)
            if not answer.startswith(expected):
                took.clear()
                return
            took.append(time.perf_counter() - began)
            number += 1


def _read(line: socket.socket) -> bytes:
    answer = b""
    while END_OF_HEAD not in answer:
        answer += line.recv(65_536)
    head, _, body = answer.partition(END_OF_HEAD)
    length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
    parts, have = [head, END_OF_HEAD, body], len(body)
    while have < length:
        parts.append(line.recv(1 << 20))
        have += len(parts[-1])
    return b"".join(parts)
