"""Every address of the staff: which right opens it, asked of every role, trained and not."""

import os
import re
from collections.abc import Iterator
from itertools import cycle
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from sayso.config.tests.asking import installation, policy
from sayso.config.tests.test_reading import NAMED, filled
from sayso.evidence.keys import new_signing_key
from sayso.policy.queries import current
from sayso.staff.models import Member
from sayso.staff.tests.staffed import member, passes, signed_in

__all__ = ["installation", "policy"]

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.usefixtures("policy"),
]

NOBODY_YET = "nobody is asked who they are"
SIGNED_IN = "the library asks for somebody who is signed in"

OWN: tuple[str, ...] = ()
RUN, SECOND = ("run-system",), ("run-system", "change-policy")

MATRIX: dict[str, tuple[str, ...] | str] = {
    "today": OWN,
    "training": OWN,
    "training-module": OWN,
    "training-test": OWN,
    "training-result": OWN,
    "account": OWN,
    "members": SECOND,
    "member": SECOND,
    "member-approve": SECOND,
    "member-coach": SECOND,
    "invite": RUN,
    "member-roles": RUN,
    "member-leave": RUN,
    "member-recover": RUN,
    "people": ("see-people",),
    "stopped": ("see-people",),
    "person": ("see-people",),
    "person-record": ("record-choices",),
    "person-stop": ("record-choices",),
    "exports": ("export",),
    "export": ("export",),
    "export-progress": ("export",),
    "export-approve": ("export",),
    "export-take": ("export",),
    "export-cancel": ("export",),
    "imports": ("edit-people",),
    "import": ("edit-people",),
    "import-try": ("edit-people",),
    "import-bring-in": ("edit-people",),
    "import-progress": ("edit-people",),
    "import-download": ("edit-people",),
    "import-rows": ("edit-people",),
    "import-give-up": ("edit-people",),
    "requests": ("handle-requests",),
    "request": ("handle-requests",),
    "request-new": ("handle-requests",),
    "request-step": ("handle-requests",),
    "checks": ("check-lists",),
    "check": ("check-lists",),
    "check-progress": ("check-lists",),
    "check-answers": ("check-lists",),
    "check-cancel": ("check-lists",),
    "evidence": ("read-evidence",),
    "policy-versions": ("change-policy", "read-evidence"),
    "policy-draft": ("change-policy", "read-evidence"),
    "policy-plan": ("change-policy", "read-evidence"),
    "policy-affected": ("see-people",),
    "policy-part": ("change-policy",),
    "policy-step": ("change-policy",),
    "account_login": NOBODY_YET,
    "account_signup": NOBODY_YET,
    "account_reset_password": NOBODY_YET,
    "account_inactive": NOBODY_YET,
    "account_logout": NOBODY_YET,
    "invitation": NOBODY_YET,
    "demo-sign-in": NOBODY_YET,
    "second-factor": NOBODY_YET,
    "mfa_login_webauthn": NOBODY_YET,
    "mfa_authenticate": NOBODY_YET,
    "account_reauthenticate": SIGNED_IN,
    "account_change_password": SIGNED_IN,
    "usersessions_list": SIGNED_IN,
    "mfa_index": SIGNED_IN,
    "mfa_reauthenticate": SIGNED_IN,
    "mfa_activate_totp": SIGNED_IN,
    "mfa_deactivate_totp": SIGNED_IN,
    "mfa_view_recovery_codes": SIGNED_IN,
    "mfa_generate_recovery_codes": SIGNED_IN,
    "mfa_download_recovery_codes": SIGNED_IN,
    "mfa_list_webauthn": SIGNED_IN,
    "mfa_add_webauthn": SIGNED_IN,
    "mfa_reauthenticate_webauthn": SIGNED_IN,
    "mfa_remove_webauthn": SIGNED_IN,
    "mfa_edit_webauthn": SIGNED_IN,
}
"""By the name of each address: the rights of which one opens it; or why none is asked for."""

ROLES = (
    "clerk",
    "caller",
    "marketer",
    "approver",
    "privacy-officer",
    "supplier-manager",
    "auditor",
    "administrator",
)
NOT_OPEN = {302, 403}

GUESSES = 5_000 if os.environ.get("SAYSO_SOAK") else 300
"""Each asked twice, by GET and by POST."""

GUESS = {
    "slug": lambda number: f"{number * 2654435761 % 2**128:032x}",
    "str": lambda number: f"{number}",
    "int": lambda number: f"{10_000 + number}",
    "uuid": lambda number: str(UUID(int=number * 2654435761)),
}
"""Something of the right form that is not there."""


def staff_forms(part: URLResolver | None = None, before: str = "/") -> Iterator[tuple[Any, str]]:
    for one in (part or get_resolver()).url_patterns:
        form = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from staff_forms(one, form)
        elif form.startswith("/staff"):
            yield one, form


def staff_routes() -> Iterator[tuple[Any, str]]:
    for one, form in staff_forms():
        yield one, filled(form, NAMED | {"ref": "23456789ab", "name": "0" * 32})


def test_every_address_of_the_staff_has_a_row_here() -> None:
    assert {one.name for one, _ in staff_routes()} == set(MATRIX)


def test_every_address_is_opened_by_the_right_that_stands_here() -> None:
    for one, url in staff_routes():
        wanted = MATRIX[str(one.name)]
        rights = _rights_of(one)
        assert rights == (wanted if isinstance(wanted, tuple) else None), url


def _rights_of(one: URLPattern) -> tuple[str, ...] | None:
    view: Any = one.callback
    while view is not None:
        if (rights := getattr(view, "rights", None)) is not None:
            return tuple(rights)
        view = getattr(view, "__wrapped__", None)
    return None


def test_nobody_who_is_not_signed_in_sees_anything(client: Client) -> None:
    for one, url in staff_routes():
        if MATRIX[str(one.name)] == NOBODY_YET:
            continue
        for method in ("get", "post"):
            answer = getattr(client, method)(url)
            assert answer.status_code in {302, 405, 401}, (url, method, answer.status_code)
            if answer.status_code == 302:
                assert answer["Location"].startswith("/staff/sign-in"), url


@pytest.mark.parametrize("trained", [True, False], ids=["trained", "untrained"])
@pytest.mark.parametrize("role", ROLES)
def test_each_role_opens_what_its_rights_open_and_nothing_else(role: str, trained: bool) -> None:
    new_signing_key(settings.ENVIRONMENT.keys)
    somebody = member(role)
    if trained:
        passes(somebody)
    client, opened = signed_in(somebody), 0
    for one, url in staff_routes():
        wanted = MATRIX[str(one.name)]
        if not isinstance(wanted, tuple):
            continue
        may = not wanted or any(_may(role, right, trained=trained) for right in wanted)
        answer = client.get(url)
        if not may:
            assert answer.status_code in {403, 405}, (role, url, answer.status_code)
            assert client.post(url).status_code in {403, 405}, (role, url)
        else:
            opened += 1
            assert answer.status_code in {200, 302, 404, 405}, (role, url, answer.status_code)
    assert opened >= len([one for one in MATRIX.values() if one == OWN])


def _may(role: str, right: str, *, trained: bool) -> bool:
    """By the file alone: the right is of the role, and open without training or with all of it."""
    staff = current().policy.staff
    needs = any(right in module.opens for module in staff.modules.values())
    return right in staff.roles[role].rights and (trained or not needs)


def test_without_a_second_factor_nothing_is_open() -> None:
    somebody = member("privacy-officer", factor=False)
    passes(somebody)
    client = signed_in(somebody)
    for one, url in staff_routes():
        if isinstance(MATRIX[str(one.name)], tuple):
            answer = client.get(url)
            assert answer.status_code in {302, 405}, url
            if answer.status_code == 302:
                assert answer["Location"] == "/staff/second-factor", url


def test_nothing_is_found_by_guessing_what_stands_in_an_address() -> None:
    """Every address that names something, asked for it by guesses: each is the same 404."""
    somebody = member("privacy-officer", "administrator")
    passes(somebody)
    client, bodies = signed_in(somebody), set()
    named = [form for form in forms_of_the_staff() if "<" in form]
    assert len(named) > 20
    for form, number in zip(cycle(named), range(GUESSES), strict=False):
        url = guessed(form, number)
        for answer in (client.get(url), client.post(url)):
            assert answer.status_code in {404, 405}, (url, answer.status_code)
            if answer.status_code == 404:
                bodies.add(re.sub(r"[0-9a-f]{32,}|\d\d:\d\d", "", answer.content.decode()))
    assert len(bodies) == 1, "nothing tells what is not there from what is another's"


def guessed(form: str, number: int) -> str:
    return re.sub(r"<(\w+):\w+>", lambda kind: GUESS[kind[1]](number), form)


def forms_of_the_staff() -> list[str]:
    """The addresses whose guessing could open something; the library answers for its own."""
    return [
        form
        for one, form in staff_forms()
        if isinstance(MATRIX[str(one.name)], tuple) and "<slug:module>" not in form
    ]


def test_whoever_left_is_out_at_once() -> None:
    somebody = member("auditor")
    client = signed_in(somebody)
    assert client.get("/staff").status_code == 200
    Member.objects.filter(pk=somebody.pk).update(is_active=False)
    assert client.get("/staff").status_code == 302
