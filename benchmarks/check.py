"""How fast a large messy list is checked, beside a script such as people write for it.

    .venv/bin/python -m benchmarks.check

The list has two telephone columns and an email column, each register a million numbers. Both
programs get the same files, and each is run several times.
"""

import argparse
import csv
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks.messy import CHANNELS, EDITION, TODAY, Inputs, write_inputs
from benchmarks.process import SAYSO, Run, run
from benchmarks.timing import print_table, tell

ROUNDS = 5
BY_HAND = Path(__file__).with_name("by_hand.py")
HEADINGS = ("What", "Median", "Best", "Processor", "Peak", "Rows a second", "Goal")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=100_000)
    options.add_argument("--register", type=int, default=1_000_000)
    options.add_argument("--said", type=int, default=20_000)
    size = options.parse_args()
    with TemporaryDirectory() as folder:
        tell("writing the list and the registers")
        inputs = write_inputs(Path(folder), rows=size.rows, register=size.register, said=size.said)
        rows = list(measured(inputs, Path(folder), size.rows))
    print_table(HEADINGS, rows)


def measured(inputs: Inputs, folder: Path, count: int) -> Iterator[tuple[str, ...]]:
    """The two programs in turn, so that both meet the same weather."""
    checked, by_hand = folder / "checked.csv", folder / "by-hand.csv"
    ours: list[Run] = []
    theirs: list[Run] = []
    for number in range(ROUNDS):
        tell(f"round {number + 1} of {ROUNDS}")
        ours.append(run(check_command(inputs, checked)))
        theirs.append(run([sys.executable, BY_HAND, *inputs[:4], by_hand]))
    assert not any(each.status for each in ours + theirs)
    tell_verdicts(checked, count)
    three = f"{count:,} rows, three channels"
    yield line(f"sayso check, {three}, with reasons", ours, count, "10 s")
    yield line("a script by hand, yes or no only", theirs, count, "")


def check_command(inputs: Inputs, out: Path) -> list[str | Path]:
    return [
        SAYSO,
        "check",
        inputs.contacts,
        f"--register=tps={inputs.tps}@{EDITION}",
        f"--register=ctps={inputs.ctps}@{EDITION}",
        f"--said={inputs.said}",
        f"--facts={inputs.facts}",
        "--purpose=marketing",
        f"--on={TODAY}",
        *(f"--channel={channel}" for channel in CHANNELS),
        f"--out={out}",
    ]


def line(what: str, runs: list[Run], count: int, goal: str) -> tuple[str, ...]:
    wall = median(each.wall for each in runs)
    best = min(each.wall for each in runs)
    cpu = median(each.cpu for each in runs)
    peak = max(each.peak_mb for each in runs)
    speed = f"{count / wall:,.0f}"
    return what, f"{wall:.1f} s", f"{best:.1f} s", f"{cpu:.1f} s", f"{peak:.0f} MB", speed, goal


def tell_verdicts(checked: Path, count: int) -> None:
    """Stop if a row is missing, or a channel gives everybody the same answer."""
    with checked.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == count
    for channel in CHANNELS:
        verdicts = Counter(row[f"{channel}_verdict"] for row in rows)
        assert min(verdicts["allow"], verdicts["deny"]) > count * 0.05, verdicts
        reasons = Counter(row[f"{channel}_reason"] for row in rows)
        tell(f"{channel}: {dict(verdicts)}, {dict(reasons.most_common())}")


if __name__ == "__main__":
    main()
