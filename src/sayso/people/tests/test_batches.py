import gc
from collections.abc import Iterator
from threading import current_thread, main_thread

import pytest

from sayso.people.batches import ahead, among, no_cycles_sought
from sayso.people.models import Facts


def test_what_is_made_ahead_is_the_same_in_the_same_order() -> None:
    made = (str(number) for number in range(100))
    assert list(ahead(made)) == [str(number) for number in range(100)]


def test_what_is_made_ahead_is_made_in_another_thread() -> None:
    (thread,) = ahead(current_thread() for _ in range(1))
    assert thread is not main_thread()


def test_what_cannot_be_made_fails_where_it_is_wanted() -> None:
    def made() -> Iterator[str]:
        yield "first"
        raise ValueError("no more")

    coming = ahead(made())
    assert next(coming) == "first"
    with pytest.raises(ValueError, match="no more"):
        next(coming)


@pytest.mark.django_db
def test_many_names_or_numbers_are_one_parameter_and_none_find_nothing() -> None:
    rows = [Facts.objects.create(sha256=f"{n:064}", facts="{}", shape="a") for n in range(3)]
    ids, names = {rows[0].id, rows[2].id}, [rows[1].sha256, "nobody's"]
    assert {row.id for row in Facts.objects.filter(id__in=among(ids))} == ids
    assert list(Facts.objects.filter(sha256__in=among(names))) == [rows[1]]
    many = range(rows[0].id, rows[0].id + 100_000)
    assert Facts.objects.filter(id__in=among(many)).count() == 3
    for nothing in (among([]), among(set())):
        assert not Facts.objects.filter(sha256__in=nothing).exists()


def test_the_search_for_cycles_goes_on_as_it_was() -> None:
    with no_cycles_sought():
        assert not gc.isenabled()
        with no_cycles_sought():
            pass
        assert not gc.isenabled()
    assert gc.isenabled()
