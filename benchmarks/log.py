"""What `benchmarks.evidence` measures, once Django is set up."""

from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from time import perf_counter

from benchmarks.timing import tell
from django.db import connection, transaction

from sayso.evidence.actions import append_many, seal
from sayso.evidence.event import Event
from sayso.evidence.export import export
from sayso.evidence.keys import signing_key
from sayso.evidence.offline import verify_folder
from sayso.evidence.queries import receipt, verify

ROUNDS = 5
SINGLE = 300


def measured(folder: Path, count: int) -> Iterator[tuple[str, ...]]:
    """From the first event to the proof, on one log."""
    tell("adding")
    yield line(f"append one, {connection.vendor}", 1, [timed(append, 1) for _ in range(SINGLE)])
    for size in (1_000, count // ROUNDS):
        took = [timed(append, size) for _ in range(ROUNDS)]
        yield line("append, in one transaction", size, took, "3,000")
    tell("sealing")
    size, took = counted(seal)
    yield line("seal: tree, leaves, checkpoints", size, took)
    tell("exporting")
    exported, took = counted(lambda: export(folder / "log"))
    assert exported == size
    yield line("export to a folder", size, took)
    tell("verifying")
    yield from verified(folder, size)


def verified(folder: Path, size: int) -> Iterator[tuple[str, ...]]:
    key = signing_key(folder / "keys").verifier
    assert verify_folder(folder / "log", key) == verify(key) == (size, 0, [])
    took = [timed(lambda _: verify_folder(folder / "log", key), 1) for _ in range(ROUNDS)]
    yield line("verify a folder, with the key alone", size, took, "500,000")
    yield line("verify the database", size, [timed(lambda _: verify(key), 1)])
    yield line("write a receipt", 1, [timed(receipt, number) for number in range(1, 101)])


def append(count: int) -> None:
    """Consents, with every field that they have."""
    with transaction.atomic():
        append_many(
            Event(
                kind="consent.given",
                actor="member:7",
                subject=f"{number:032x}",
                purpose="newsletter",
                channel="email",
                policy="2026-11-22",
                wording_hash=f"{number % 7:064x}",
                commitment=f"{number:064x}",
            )
            for number in range(count)
        )


def timed(call: Callable[[int], object], number: int) -> float:
    began = perf_counter()
    call(number)
    return perf_counter() - began


def counted(call: Callable[[], int]) -> tuple[int, list[float]]:
    began = perf_counter()
    count = call()
    return count, [perf_counter() - began]


def line(what: str, rows: int, took: list[float], goal: str = "") -> tuple[str, ...]:
    middle, best = (f"{seconds * 1000:,.1f} ms" for seconds in (median(took), min(took)))
    return what, f"{rows:,}", middle, best, f"{rows / median(took):,.0f}", goal
