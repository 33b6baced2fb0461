"""Members of staff come back with what they sign in with, and leave without it."""

from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator

from sayso.config.backup import back_up, restore
from sayso.config.export import export
from sayso.config.tests.test_backup import a_record, kept, lose_the_database
from sayso.people.tests.conftest import installation, policy
from sayso.staff.models import Member
from sayso.staff.tests.staffed import member, signed_in

__all__ = ["installation", "kept", "policy"]

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"], transaction=True),
    pytest.mark.usefixtures("policy"),
]


def test_a_second_factor_is_asked_for_after_a_restore_as_before(kept: Path) -> None:
    """Else a password alone would open whatever was restored."""
    a_record()
    grace = member("privacy-officer", name="Grace")
    kept_before = list(Authenticator.objects.values())
    assert kept_before
    path = back_up(kept)
    lose_the_database()
    restore(path)
    assert list(Authenticator.objects.values()) == kept_before
    assert signed_in(Member.objects.get(pk=grace.pk)).get("/staff").status_code == 200


def test_what_opens_an_account_is_no_part_of_an_export(tmp_path: Path) -> None:
    grace = member("privacy-officer", name="Grace")
    grace.set_password("a long sentence of hers")
    grace.save()
    folder = tmp_path / "everything"
    export(folder, actor="ada")
    text = "".join(path.read_text("utf-8") for path in folder.glob("*.jsonl"))
    assert "grace@exemplar.example" in text
    assert grace.password not in text
    assert not list(folder.glob("mfa_*"))
