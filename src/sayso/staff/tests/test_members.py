import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from sayso.evidence.models import Entry
from sayso.policy.queries import current
from sayso.staff import actions
from sayso.staff.errors import StaffError
from sayso.staff.models import Invitation, Member, Recovery
from sayso.staff.tests.staffed import member, passes, signed_in

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.usefixtures("policy"),
]

PASSWORD = "a long sentence of my own"  # noqa: S105 - a test's


def invited(*roles: str) -> str:
    return actions.invite(
        email="Ada@Exemplar.example",
        name="Ada Ashby",
        roles=roles or ("clerk",),
        staff=current().policy.staff,
        by="terminal",
    )


def test_an_invitation_is_taken_up_once() -> None:
    token = invited()
    assert token not in str(Invitation.objects.values()), "only its hash is kept"
    ada = actions.accept(token=token, password=PASSWORD)
    assert (ada.email, ada.roles) == ("ada@exemplar.example", ["clerk"])
    assert ada.check_password(PASSWORD)
    with pytest.raises(StaffError, match="was used or has lapsed"):
        actions.accept(token=token, password=PASSWORD)


def test_to_look_at_an_invitation_uses_nothing_up(client: Client) -> None:
    url = reverse("invitation", args=[invited()])
    assert client.get(url).status_code == 200
    assert client.get(url).status_code == 200
    assert not Member.objects.exists()


@pytest.mark.parametrize("password", ["", "short", "password1234", "ada@exemplar.example"])
def test_a_password_that_others_would_try_is_refused(client: Client, password: str) -> None:
    url = reverse("invitation", args=[invited()])
    assert client.post(url, {"password": password}).status_code == 422
    assert not Member.objects.exists()


def test_whoever_comes_in_must_choose_a_second_factor_first(client: Client) -> None:
    answer = client.post(reverse("invitation", args=[invited()]), {"password": PASSWORD})
    assert answer.status_code == 302
    assert client.get(reverse("today")).headers["Location"] == reverse("second-factor")
    assert client.get(reverse("training")).headers["Location"] == reverse("second-factor")
    assert client.get(reverse("second-factor")).status_code == 200
    assert client.get(reverse("mfa_activate_totp")).status_code == 200, "the password is fresh"


def test_nobody_signs_up(client: Client) -> None:
    sent = {"email": "eve@example.org", "password1": PASSWORD}
    assert client.post(reverse("account_signup"), sent).status_code == 405
    assert not Member.objects.exists()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"email": "nobody"}, "no complete email address"),
        ({"name": "  "}, "A name is one line"),
        ({"roles": []}, "choose one at least"),
        ({"roles": ["emperor"]}, "no role emperor"),
    ],
)
def test_an_invitation_that_leads_nowhere_is_refused(
    changed: dict[str, object], sentence: str
) -> None:
    asked: dict[str, object] = {"email": "ada@exemplar.example", "name": "Ada", "roles": ["clerk"]}
    with pytest.raises(StaffError, match=sentence):
        actions.invite(**(asked | changed), staff=current().policy.staff, by="terminal")  # type: ignore[arg-type]


# --- signing in --------------------------------------------------------------------------


def tries(client: Client, email: str, password: str) -> tuple[int, str]:
    answer = client.post(reverse("account_login"), {"login": email, "password": password})
    told = answer.content.decode()
    return answer.status_code, told.replace(email, "")


def test_a_wrong_password_and_an_unknown_address_look_the_same() -> None:
    ada = member("clerk")
    ada.set_password(PASSWORD)
    ada.save()
    known = tries(Client(), ada.email, "something else altogether")
    unknown = tries(Client(), "eve@elsewhere.example", "something else altogether")
    assert known[0] == unknown[0]
    assert _without_tokens(known[1]) == _without_tokens(unknown[1])


def _without_tokens(page: str) -> list[str]:
    return [line for line in page.splitlines() if "csrfmiddlewaretoken" not in line]


def test_after_five_wrong_passwords_the_right_one_is_refused_as_well() -> None:
    ada = member("clerk")
    ada.set_password(PASSWORD)
    ada.save()
    for _ in range(5):
        tries(Client(), ada.email, "wrong wrong wrong")
    status, told = tries(Client(), ada.email, PASSWORD)
    assert status == 200
    assert "Too many failed" in told


def test_the_right_password_still_asks_for_the_second_factor(client: Client) -> None:
    ada = member("clerk")
    ada.set_password(PASSWORD)
    ada.save()
    answer = client.post(reverse("account_login"), {"login": ada.email, "password": PASSWORD})
    assert answer.headers["Location"] == reverse("mfa_authenticate")
    assert client.get(reverse("today")).status_code == 302, "not in yet"


def test_what_opens_doors_to_others_takes_a_passkey_and_no_code() -> None:
    grace = member("administrator", name="Grace", passkey=False)
    client = signed_in(grace)
    assert b"stays shut until you have a passkey" in client.get(reverse("today")).content
    shut = client.post(reverse("invite"), {"email": "eve@example.org", "name": "Eve"})
    assert shut.status_code == 403
    assert b"Add a passkey first" in shut.content
    assert reverse("mfa_add_webauthn").encode() in shut.content

    Authenticator.objects.create(user=grace, type=Authenticator.Type.WEBAUTHN, data={})
    assert b"stays shut" not in client.get(reverse("today")).content
    sent = {"email": "eve@example.org", "name": "Eve", "role": "clerk"}
    assert client.post(reverse("invite"), sent).status_code == 200
    assert Invitation.objects.get().email == "eve@example.org"


def test_whoever_only_reads_comes_in_with_a_code() -> None:
    ada = member("clerk", passkey=False)
    passes(ada)
    assert signed_in(ada).get(reverse("people")).status_code == 200


def test_training_comes_before_the_passkey_where_both_are_missing() -> None:
    daniel = member("privacy-officer", name="Daniel", passkey=False)
    client = signed_in(daniel)
    assert b"first, then this page opens" in client.get(reverse("exports")).content
    assert b"Add a passkey" not in client.get(reverse("people")).content
    passes(daniel)
    assert client.get(reverse("people")).status_code == 200
    shut = client.get(reverse("exports"))
    assert (shut.status_code, b"Add a passkey first" in shut.content) == (403, True)


# --- changed and left --------------------------------------------------------------------


def in_by_password(somebody: Member) -> Client:
    """Signed in through the page, so that the session is listed."""
    Authenticator.objects.filter(user=somebody).delete()
    somebody.set_password(PASSWORD)
    somebody.save()
    client = Client()
    client.post(reverse("account_login"), {"login": somebody.email, "password": PASSWORD})
    Authenticator.objects.create(user=somebody, type=Authenticator.Type.TOTP, data={"secret": "x"})
    assert client.get(reverse("account")).status_code == 200
    return client


@pytest.mark.parametrize("how", ["roles", "leave", "recovery"])
def test_sessions_end_when_rights_change(how: str) -> None:
    ada, grace = member("clerk"), member("administrator", name="Grace")
    daniel = member("privacy-officer", name="Daniel")
    client = in_by_password(ada)
    assert UserSession.objects.filter(user=ada).count() == 1
    if how == "roles":
        staff = current().policy.staff
        actions.change_roles(member=ada, roles=["marketer"], staff=staff, by=grace.actor)
    elif how == "leave":
        actions.let_go(member=ada, by=grace.actor)
    else:
        asked = actions.ask_recovery(member=ada, reason="She came to the desk", by=grace.actor)
        actions.approve_recovery(number=asked.pk, by=daniel.actor)
    assert client.get(reverse("account")).status_code == 302
    assert not UserSession.objects.filter(user=ada).exists()
    assert not Session.objects.filter(pk=client.session.session_key).exists()


def test_training_that_lapses_shuts_the_page_in_the_middle_of_work() -> None:
    ada = member("clerk")
    passes(ada)
    client = signed_in(ada)
    assert client.get(reverse("people")).status_code == 200
    ada.sittings.all().delete()
    refused = client.get(reverse("people"))
    assert refused.status_code == 403
    assert "first, then this page opens" in refused.content.decode()


def test_nobody_changes_their_own_roles_or_leaves_by_themselves() -> None:
    grace = member("administrator")
    staff = current().policy.staff
    with pytest.raises(StaffError, match="their own roles"):
        actions.change_roles(member=grace, roles=["privacy-officer"], staff=staff, by=grace.actor)
    with pytest.raises(StaffError, match="their own membership"):
        actions.let_go(member=grace, by=grace.actor)


# --- a second factor lost ----------------------------------------------------------------


def test_a_lost_factor_takes_two_others() -> None:
    ada, grace = member("clerk"), member("administrator", name="Grace")
    daniel = member("privacy-officer", name="Daniel")
    with pytest.raises(StaffError, match="two others"):
        actions.ask_recovery(member=ada, reason="I lost it", by=ada.actor)
    asked = actions.ask_recovery(member=ada, reason="She came to the desk", by=grace.actor)
    for one in (grace, ada):
        with pytest.raises(StaffError, match="Two people"):
            actions.approve_recovery(number=asked.pk, by=one.actor)
    token = actions.approve_recovery(number=asked.pk, by=daniel.actor)
    assert not Authenticator.objects.filter(user=ada).exists()
    back = actions.accept(token=token, password=PASSWORD)
    assert back.pk == ada.pk
    kinds = Entry.objects.values_list("kind", flat=True)
    assert {"staff.recovery-asked", "staff.recovery-approved", "staff.came-back"} <= set(kinds)


def test_the_database_refuses_one_person_for_both() -> None:
    ada = member("clerk")
    with pytest.raises(IntegrityError), transaction.atomic():
        Recovery.objects.create(member=ada, reason="x", asked_by="a", approved_by="a")


# --- shown once more ---------------------------------------------------------------------


def test_whoever_signed_in_a_while_ago_shows_once_more_who_they_are() -> None:
    boss, other = member("administrator", name="Grace"), member("clerk", name="Ellen")
    boss.set_password("a long sentence of hers")
    boss.save()
    client = signed_in(boss, seconds_ago=16 * 60)
    url = reverse("member-roles", args=[other.pk])
    answer = client.post(url, {"role": "caller"})
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_reauthenticate"))
    other.refresh_from_db()
    assert other.roles == ["clerk"], "nothing was done yet"

    told = client.get(answer["Location"]).content.decode()
    assert "Is it still you?" in told
    wrong = client.post(answer["Location"], {"password": "another sentence", "next": url})
    assert wrong.status_code == 200
    other.refresh_from_db()
    assert other.roles == ["clerk"]
    client.post(answer["Location"], {"password": "a long sentence of hers", "next": url})
    other.refresh_from_db()
    assert other.roles == ["caller"], "what was sent goes on"


def test_whoever_signed_in_just_now_is_not_asked_again() -> None:
    boss, other = member("administrator", name="Grace"), member("clerk", name="Ellen")
    client = signed_in(boss, seconds_ago=14 * 60)
    client.post(reverse("member-roles", args=[other.pk]), {"role": "caller"})
    other.refresh_from_db()
    assert other.roles == ["caller"]
