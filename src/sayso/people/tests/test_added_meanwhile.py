"""Whoever is typed in while a file is brought in is added by one of the two."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event as Signal

import pytest
from django.db import connection, transaction

from sayso.people.actions import NewPoint
from sayso.people.already import must_be_new
from sayso.people.errors import RecordError
from sayso.people.locks import wait_for_imports
from sayso.people.points import read_point
from sayso.people.tests.cast import EMAILS, person

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "keys"]),
    pytest.mark.usefixtures("policy"),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="on SQLite every writer is alone already"
    ),
]


def test_whoever_is_typed_in_waits_for_the_chunk_of_a_file_and_is_found_in_it() -> None:
    looked, may_write = Signal(), Signal()

    def bring_in_slowly() -> None:
        with transaction.atomic():
            wait_for_imports(alone=True)
            looked.set()
            assert may_write.wait(30)
            person("ada")
        connection.close()

    def type_in() -> None:
        try:
            with transaction.atomic():
                must_be_new([NewPoint(read_point("email", EMAILS["ada"]))], "Ada")
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        bringing = pool.submit(bring_in_slowly)
        assert looked.wait(30)
        typing = pool.submit(type_in)
        with pytest.raises(TimeoutError):
            typing.result(timeout=1)
        may_write.set()
        bringing.result(30)
        with pytest.raises(RecordError, match="already"):
            typing.result(30)


def test_two_who_type_in_do_not_wait_for_each_other() -> None:
    with transaction.atomic():
        must_be_new([NewPoint(read_point("email", EMAILS["ada"]))], "Ada")

        def type_in() -> None:
            with transaction.atomic():
                must_be_new([NewPoint(read_point("email", EMAILS["bert"]))], "Bert")
            connection.close()

        with ThreadPoolExecutor(1) as pool:
            pool.submit(type_in).result(30)
