"""The pages of a policy in the making, as officers go through them."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from sayso.assurance import planning
from sayso.assurance.models import Plan
from sayso.people.tests.cast import person, says, yes
from sayso.policy.models import Draft, PolicyVersion
from sayso.policy.parts import parts
from sayso.staff.models import Member, now
from sayso.staff.tests.staffed import member, passes, signed_in
from sayso.staff.work_models import State

pytestmark = [
    pytest.mark.django_db(databases=["default", "keys"]),
    pytest.mark.usefixtures("policy"),
]

RULES = (
    "house_rules:\n  consent_months: {}\n  indirect_consent_months: 6\n"
    "  closed_channels: [sms, fax]\n"
)


@pytest.fixture
def daniel() -> Member:
    return member("privacy-officer", name="Daniel")


@pytest.fixture
def grace() -> Member:
    return member("privacy-officer", name="Grace")


def drafted(desk: Client) -> Draft:
    """A draft, begun from the version that holds, whose note says what is different."""
    assert desk.post(reverse("policy-versions")).status_code == 302
    draft = Draft.objects.latest("changed_at")
    version = next(one for one in parts(draft.text) if one.key == "version")
    writes(desk, draft, version.text.replace("Written anew", "Written once more"), "version")
    draft.refresh_from_db()
    return draft


def writes(desk: Client, draft: Draft, text: str, part: str = "house_rules") -> str:
    draft.refresh_from_db()
    url = reverse("policy-part", args=[draft.name, part])
    answer = desk.post(url, {"text": text, "edits": draft.edits}, follow=True)
    assert answer.status_code == 200, answer.content.decode()
    return answer.content.decode()


def does(desk: Client, draft: Draft, what: str, **said: str) -> str:
    url = reverse("policy-step", args=[draft.name, what])
    return desk.post(url, said, follow=True).content.decode()


def seen(desk: Client, draft: Draft) -> str:
    return desk.get(reverse("policy-draft", args=[draft.name])).content.decode()


def test_a_house_rule_is_changed_planned_approved_and_published(
    daniel: Member, grace: Member
) -> None:
    ada, bert = person("ada"), person("bert")
    says(yes(ada), yes(bert))
    his, hers = signed_in(daniel), signed_in(grace)
    draft = drafted(his)
    told = writes(his, draft, RULES.format(12))
    assert "House rules: consent months was 36, is now 12." in told
    assert "More consents have run out from that day." in told
    assert "Approve and publish" not in told

    does(his, draft, "propose")
    assert "Grace has to approve it." in seen(his, draft)
    assert "the plan is not done yet" in seen(hers, draft)
    assert "not known yet" in does(hers, draft, "approve")
    assert planning.reckon() == 1
    told = seen(hers, draft)
    assert "2 people can no longer be reached by email for News" in told
    assert "Approve and publish" in told
    assert "Grace has to approve it" in does(his, draft, "approve")
    assert PolicyVersion.objects.count() == 1

    assert "Applied as version 2" in does(hers, draft, "approve")
    version = PolicyVersion.objects.get(number=2)
    assert (version.by, version.approved_by) == ("Daniel", "Grace")
    assert version.slug in his.get(reverse("policy")).content.decode()


def test_a_number_of_the_plan_leads_to_whom_it_counts(daniel: Member) -> None:
    ada, bert, cleo = person("ada"), person("bert"), person("cleo")
    says(yes(ada), yes(bert))
    passes(daniel)
    desk = signed_in(daniel)
    draft = drafted(desk)
    writes(desk, draft, RULES.format(12))
    does(desk, draft, "plan")
    planning.reckon()

    url = reverse("policy-affected", args=[draft.name, "news", "email", "no-longer"])
    assert url in seen(desk, draft)
    told = desk.get(url).content.decode()
    assert "2 people can no longer be reached." in told
    assert all(reverse("person", args=[one.ref]) in told for one in (ada, bert))
    assert cleo.ref not in told
    for gone in ("news/email/at-once", "news/post/no-longer", "olds/email/no-longer"):
        assert desk.get(url.replace("news/email/no-longer", gone)).status_code == 404, gone


def test_only_whoever_may_see_people_is_led_to_them() -> None:
    auditor, ada = member("auditor"), person("ada")
    says(yes(ada))
    daniel = member("privacy-officer", name="Daniel")
    draft = drafted(signed_in(daniel))
    writes(signed_in(daniel), draft, RULES.format(12))
    does(signed_in(daniel), draft, "plan")
    planning.reckon()
    passes(auditor)
    told = seen(signed_in(auditor), draft)
    assert "1 person can no longer be reached" in told
    url = reverse("policy-affected", args=[draft.name, "news", "email", "no-longer"])
    assert url not in told
    assert signed_in(auditor).get(url).status_code == 403


def test_a_lone_officer_waits_and_the_page_says_until_when(daniel: Member) -> None:
    desk = signed_in(daniel)
    draft = drafted(desk)
    writes(desk, draft, RULES.format(12))
    does(desk, draft, "propose")
    planning.reckon()
    assert "Nobody else may approve it, so you may do so alone once it lay for 7 days" in seen(
        desk, draft
    )
    assert "alone once it lay" in does(desk, draft, "approve")
    assert PolicyVersion.objects.count() == 1
    Draft.objects.update(proposed_at=now() - timedelta(days=8))
    assert "you may do so alone; the record says so" in seen(desk, draft)
    does(desk, draft, "approve")
    assert PolicyVersion.objects.get(number=2).waited_days == 7
    assert "alone, after 7 days" in desk.get(reverse("policy-versions")).content.decode()


def test_a_mistake_is_kept_and_told_with_its_line(daniel: Member) -> None:
    desk = signed_in(daniel)
    draft = drafted(desk)
    told = writes(desk, draft, RULES.format("many"))
    assert "Line 2:" in told
    assert "consent_months: many" in told, "nothing that was written is lost"
    assert "to mend before this can be proposed" in seen(desk, draft)
    assert "cannot be proposed while one thing is wrong" in does(desk, draft, "propose")
    told = writes(desk, draft, "house_rules: [")
    assert "To mend" in told


def test_what_another_wrote_meanwhile_is_not_written_over(daniel: Member, grace: Member) -> None:
    his, hers = signed_in(daniel), signed_in(grace)
    draft = drafted(his)
    writes(hers, draft, RULES.format(24))
    url = reverse("policy-part", args=[draft.name, "house_rules"])
    answer = his.post(url, {"text": RULES.format(12), "edits": 1})
    assert answer.status_code == 422
    told = answer.content.decode()
    assert "Somebody wrote in this draft meanwhile" in told
    assert "consent_months: 12" in told


def test_it_is_sent_back_mended_and_withdrawn(daniel: Member, grace: Member) -> None:
    his, hers = signed_in(daniel), signed_in(grace)
    draft = drafted(his)
    does(his, draft, "propose")
    assert "in a line" in does(hers, draft, "send-back")
    assert "Grace: Say why." in does(hers, draft, "send-back", remark="Say why.")
    assert "Withdrawn" in does(his, draft, "withdraw")
    assert "withdrawn already" in does(his, draft, "propose")
    assert draft.name not in his.get(reverse("policy-versions")).content.decode()


def test_a_plan_is_cancelled_or_taken_over_and_is_of_the_text_as_it_is(daniel: Member) -> None:
    desk = signed_in(daniel)
    draft = drafted(desk)
    does(desk, draft, "plan")
    does(desk, draft, "plan")
    assert Plan.objects.count() == 1, "one of this text is enough"
    progress = reverse("policy-plan", args=[draft.name])
    assert desk.get(progress).json()["ended"] is False
    does(desk, draft, "cancel-plan")
    assert planning.reckon() == 0
    assert Plan.objects.get().state == State.CANCELLED

    does(desk, draft, "plan")
    writes(desk, draft, RULES.format(12))
    planning.reckon()
    assert Plan.objects.latest("asked_at").problem.startswith("The draft was changed meanwhile")
    assert "Not reckoned yet for this text" in seen(desk, draft)
    assert desk.get(progress).status_code == 404

    does(desk, draft, "plan")
    Plan.objects.filter(state=State.QUEUED).update(
        state=State.RUNNING, lease_until=now() - timedelta(seconds=1)
    )
    assert planning.reckon() == 1, "whoever held it gave no sign of life"
    assert "Nobody on record is affected" in seen(desk, draft)


def test_an_auditor_reads_a_draft_and_changes_nothing(daniel: Member) -> None:
    draft = drafted(signed_in(daniel))
    desk = signed_in(member("auditor", name="Olu"))
    told = seen(desk, draft)
    assert "Propose it" not in told
    desk.post(reverse("policy-versions"))
    assert Draft.objects.count() == 1


@pytest.mark.parametrize("what", ["anything", "Approve"])
def test_a_step_that_there_is_not_is_not_found(daniel: Member, what: str) -> None:
    desk = signed_in(daniel)
    draft = drafted(desk)
    assert desk.post(reverse("policy-step", args=[draft.name, what])).status_code == 404
    assert desk.post(reverse("policy-step", args=["0" * 32, "plan"])).status_code == 404
    assert desk.get(reverse("policy-part", args=[draft.name, "nothing"])).status_code == 404
