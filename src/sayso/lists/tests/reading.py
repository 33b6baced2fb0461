"""Rows read back from a file, for the tests of reading."""

from sayso.lists.table import Table


def rows(table: Table) -> list[tuple[str, ...]]:
    """The cells of every row; each row can be relied on, and they come in the order of the file."""
    found = list(table.rows())
    assert [row.problem for row in found] == [""] * len(found)
    numbers = [row.number for row in found]
    assert numbers == sorted(set(numbers))
    assert not numbers or numbers[0] > 1, "the headings stand above"
    return [row.cells for row in found]
