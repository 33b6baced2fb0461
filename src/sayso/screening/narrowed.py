"""The rows behind one number of a check: the answered list, narrowed to those it counts."""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from sayso.law.codes import Channel
from sayso.lists.output import open_output
from sayso.lists.table import open_table


def narrowed(answers: Path, *, channel: Channel, reason: str) -> BinaryIO:
    """The rows refused for a reason by a channel, or allowed if none is given, in the same form.

    They are written beside the answers and unlinked at once: they go when they have been read.
    """
    table = open_table(answers)
    verdict = table.headers.index(f"{channel}_verdict")
    because = table.headers.index(f"{channel}_reason")
    with TemporaryDirectory(dir=answers.parent) as folder:
        part = Path(folder) / f"rows{answers.suffix}"
        with open_output(part, table.headers, like=table) as writer:
            for row in table.rows():
                refused = row.cells[because] if row.cells[verdict] == "deny" else ""
                if refused == reason:
                    writer.write(row.cells)
        return part.open("rb")
