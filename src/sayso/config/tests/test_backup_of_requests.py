import json
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from sayso.config.backup import back_up, restore
from sayso.config.export import export
from sayso.config.key_backup import back_up_keys, restore_key_files, restore_keys_of_people
from sayso.config.tests.test_backup import digests, kept, lose_the_database, lose_the_keys
from sayso.people.tests.cast import CLERK, person
from sayso.people.tests.conftest import installation, policy
from sayso.rights.actions import wait_for
from sayso.rights.models import Request, RequestKey, Wait
from sayso.rights.sealing import opened
from sayso.rights.tests.asked import asks

__all__ = ["installation", "kept", "policy"]

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"], transaction=True),
    pytest.mark.usefixtures("policy"),
]


def test_requests_are_restored_with_their_words_and_their_pages(kept: Path) -> None:
    person("ada")
    asked = asks(about="everything")
    wait_for(ref=asked.ref, what=Wait.CLARIFICATION, actor=CLERK)
    before, path = digests(), back_up(kept)
    keys = back_up_keys(kept.with_name("elsewhere")).path
    lose_the_database()
    lose_the_keys()
    RequestKey.objects.all().delete()

    restore_key_files(keys, settings.ENVIRONMENT.keys)
    restore_keys_of_people(keys)
    restore(path)

    told = {name: digest for name, digest in digests().items() if name.startswith("rights_")}
    assert len(told) == 2
    assert told.items() <= before.items()
    assert opened(Request.objects.get()).about == "everything"
    assert Client().get(f"/your-rights/requests/{asked.token}").status_code == 200


def test_requests_are_exported_with_their_words(tmp_path: Path) -> None:
    asks(about="everything")
    export(tmp_path / "out", actor=CLERK)
    (line,) = (tmp_path / "out" / "rights_request.jsonl").read_text().splitlines()
    told = json.loads(line)
    assert told["words"]["about"] == "everything"
    assert "sealed" not in told
