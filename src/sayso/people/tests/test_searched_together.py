from concurrent.futures import ThreadPoolExecutor
from threading import Event as Signal

import pytest
from django.db import connection, transaction

from sayso.people import jobs, registers
from sayso.people.facts import UNKNOWN_SINCE
from sayso.people.jobs import screen_registers
from sayso.people.models import ContactPoint, Screening
from sayso.people.tests.cast import PHONES, person
from sayso.people.tests.test_jobs import SECOND, add_edition

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
    pytest.mark.usefixtures("policy"),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="on SQLite every writer is alone already"
    ),
]


def test_whoever_looked_before_the_search_ended_is_searched_by_it() -> None:
    person("ada")
    add_edition("tps", SECOND, PHONES["dev"], "020 7946 0999")
    looked, may_write = Signal(), Signal()

    def come_slowly() -> None:
        with transaction.atomic():
            registers.wait_for_searches(alone=False)
            looked.set()
            assert may_write.wait(30)
            person("dev")
        connection.close()

    def search() -> None:
        screen_registers()
        connection.close()

    with ThreadPoolExecutor(2) as pool:
        coming = pool.submit(come_slowly)
        assert looked.wait(30)
        searching = pool.submit(search)
        with pytest.raises(TimeoutError):
            searching.result(timeout=1)
        assert not Screening.objects.exists()
        may_write.set()
        coming.result(30)
        searching.result(30)
    assert Screening.objects.get().numbers == 2
    assert ContactPoint.objects.get(tps=UNKNOWN_SINCE).kind == "phone"
    assert jobs.screen_registers() == []
