"""A list with its answers: the columns that are new, and every row as it is written."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sayso.law.codes import Channel
from sayso.lists.errors import ListError
from sayso.lists.outcome import Outcome
from sayso.lists.output import defuse
from sayso.lists.table import Row, Table


@dataclass(frozen=True)
class Answered:
    """How the answers for some channels are written beside the rows of a list.

    `defused` puts a sign before cells that a spreadsheet would run.
    """

    table: Table
    channels: Sequence[Channel]
    defused: bool

    def headers(self) -> list[str]:
        """The headings as they were, and those of the answers; raises ListError if two are one."""
        parts = ("verdict", "reason", "remedy", "use")
        new = [f"{channel}_{part}" for channel in self.channels for part in parts]
        for heading in new:
            if heading in self.table.headers:
                raise ListError(
                    f'The list has a column "{heading}" already, which the answer would double; '
                    "rename it, or check the list it was made from."
                )
        return [*map(self._shown, self.table.headers), *new]

    def cells(self, row: Row, outcomes: Mapping[Channel, Outcome]) -> list[str]:
        """One row; one that could not be divided has as many cells as can be shown."""
        width = len(self.table.headers)
        cells = [*row.cells[:width], *[""] * (width - len(row.cells))]
        return [*map(self._shown, cells), *self._answers(outcomes)]

    def _answers(self, outcomes: Mapping[Channel, Outcome]) -> Iterator[str]:
        """The answers; only what may be used repeats what the list holds, and may run."""
        for outcome in outcomes.values():
            yield "allow" if outcome.allowed else "deny"
            yield outcome.reason
            yield outcome.remedy
            yield self._shown("; ".join(outcome.use))

    def _shown(self, cell: str) -> str:
        return defuse(cell) if self.defused else cell
