"""A policy is written part by part, proposed, sent back and approved."""

import pytest
from django.db import IntegrityError, transaction

from sayso.evidence.models import Entry
from sayso.policy import drafts
from sayso.policy.drafts import DraftError, Hand
from sayso.policy.models import Draft, PolicyVersion
from sayso.policy.parts import Part, parts, with_part
from sayso.policy.problems import PolicyError
from sayso.policy.tests.kept import applied
from sayso.policy.tests.policies import SHIPPED, TODAY, changed

pytestmark = pytest.mark.django_db

ADA, BERT = Hand("Ada Ashby", "member:ada"), Hand("Bert Brook", "member:bert")
STRICTER = (
    "house_rules:\n  consent_months: 12\n  indirect_consent_months: 6\n"
    "  closed_channels: [sms, fax]\n"
)


@pytest.fixture(autouse=True)
def shipped() -> PolicyVersion:
    return applied()


def begun() -> Draft:
    text = changed(("note: >-\n    Written anew", "note: >-\n    Written once more"))
    return drafts.begin(text=text, hand=ADA, today=TODAY)


def written(draft: Draft, text: str, part: str = "house_rules", hand: Hand = ADA) -> Draft:
    draft.refresh_from_db()
    return drafts.write(name=draft.name, part=part, text=text, edits=draft.edits, hand=hand)


def test_the_parts_put_together_again_are_the_file() -> None:
    every = parts(SHIPPED)
    assert "".join(part.text for part in every) == SHIPPED
    assert [part.key for part in every][:3] == ["head", "version", "organisation"]
    lines = SHIPPED.split("\n")
    for part in every[1:]:
        assert part.text.split("\n")[0] == lines[part.first - 1]
        assert f"{part.key}:" in part.text


@pytest.mark.parametrize("part", parts(SHIPPED), ids=lambda part: part.key)
def test_a_part_that_is_saved_as_it_is_changes_nothing(part: Part) -> None:
    assert with_part(SHIPPED, part.key, part.text.replace("\n", "\r\n")) == SHIPPED


def test_a_part_that_is_not_there_comes_last() -> None:
    assert with_part("version:\n  id: 1\n", "banner", "banner: {}") == (
        "version:\n  id: 1\n\nbanner: {}\n"
    )


def test_a_draft_begins_under_a_name_that_is_free_and_can_be_proposed() -> None:
    policy = drafts.read_draft(begun(), TODAY)
    assert policy.version.id == "2026-11-22", "2026-11 is taken"
    assert policy.version.effective_on == TODAY


def test_a_rule_is_changed_proposed_and_approved_by_another() -> None:
    draft = written(begun(), STRICTER)
    drafts.propose(name=draft.name, hand=ADA)
    version = drafts.approve(name=draft.name, hand=BERT)
    assert version.policy.house_rules.consent_months == 12
    assert (version.by, version.approved_by, version.waited_days) == (ADA.name, BERT.name, None)
    draft.refresh_from_db()
    assert (draft.state, draft.version) == ("applied", version.slug)
    assert list(Entry.objects.order_by("id").values_list("kind", "actor"))[1:] == [
        ("policy.draft-begun", ADA.actor),
        ("policy.draft-written", ADA.actor),
        ("policy.proposed", ADA.actor),
        ("policy.applied", BERT.actor),
    ]


def test_nobody_approves_what_they_wrote_in_whoever_proposed_it() -> None:
    draft = written(begun(), STRICTER)
    written(draft, STRICTER.replace("12", "18"), hand=BERT)
    drafts.propose(name=draft.name, hand=ADA)
    for hand in (ADA, BERT):
        with pytest.raises(DraftError, match="who did not write it"):
            drafts.approve(name=draft.name, hand=hand)
    assert PolicyVersion.objects.count() == 1


def test_one_who_waited_approves_alone_and_the_record_says_so() -> None:
    draft = written(begun(), STRICTER)
    drafts.propose(name=draft.name, hand=ADA)
    version = drafts.approve(name=draft.name, hand=ADA, waited_days=7)
    assert (version.by, version.approved_by, version.waited_days) == (ADA.name, ADA.name, 7)


def test_the_database_refuses_one_alone_without_a_wait() -> None:
    kept = PolicyVersion.objects.get()
    for days in (None, 0):
        row = PolicyVersion(
            number=2,
            slug="x",
            effective_on=TODAY,
            text="",
            sha256="0" * 64,
            applied_at=kept.applied_at,
            by="Ada",
            approved_by="Ada",
            waited_days=days,
            note="",
        )
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save(force_insert=True)


def test_what_is_wrong_is_saved_and_cannot_be_proposed() -> None:
    draft = written(begun(), "house_rules:\n  consent_months: many\n")
    with pytest.raises(PolicyError):
        drafts.read_draft(draft, TODAY)
    with pytest.raises(DraftError, match="wrong with it"):
        drafts.propose(name=draft.name, hand=ADA)


def test_a_note_that_was_said_of_another_version_is_refused() -> None:
    draft = drafts.begin(text=SHIPPED, hand=ADA, today=TODAY)
    with pytest.raises(DraftError, match="what is different now"):
        drafts.propose(name=draft.name, hand=ADA)


def test_nobody_writes_over_what_another_wrote_meanwhile() -> None:
    draft = begun()
    written(draft, STRICTER, hand=BERT)
    with pytest.raises(DraftError, match="Somebody wrote in this draft meanwhile"):
        drafts.write(name=draft.name, part="house_rules", text=STRICTER, edits=0, hand=ADA)


def test_a_proposal_is_not_written_in_until_it_is_sent_back() -> None:
    draft = written(begun(), STRICTER)
    drafts.propose(name=draft.name, hand=ADA)
    with pytest.raises(DraftError, match="sent back first"):
        written(draft, STRICTER)
    with pytest.raises(DraftError, match="in a line"):
        drafts.send_back(name=draft.name, remark=" ", hand=BERT)
    back = drafts.send_back(name=draft.name, remark="Ask the members first.", hand=BERT)
    assert (back.state, back.remark) == ("written", "Bert Brook: Ask the members first.")
    with pytest.raises(DraftError, match="not proposed any more"):
        drafts.approve(name=draft.name, hand=BERT)
    assert written(draft, STRICTER).remark == ""


def test_what_is_withdrawn_or_applied_has_ended() -> None:
    draft = begun()
    drafts.withdraw(name=draft.name, hand=ADA)
    with pytest.raises(DraftError, match="withdrawn already"):
        drafts.withdraw(name=draft.name, hand=ADA)
    with pytest.raises(DraftError, match="withdrawn already"):
        drafts.propose(name=draft.name, hand=ADA)
    with pytest.raises(DraftError, match="withdrawn already"):
        written(draft, STRICTER)
    with pytest.raises(DraftError, match="no such draft"):
        drafts.withdraw(name="0" * 32, hand=ADA)


@pytest.mark.parametrize("text", ["a: \x00", "a: \ud800", "x" * 2_000_001])
def test_what_nobody_writes_is_refused(text: str) -> None:
    draft = begun()
    with pytest.raises(DraftError):
        written(draft, text)
    draft.refresh_from_db()
    assert draft.edits == 0


def test_a_version_that_came_first_stands_in_the_way_of_a_proposal() -> None:
    one, other = begun(), begun()
    for draft in (one, other):
        drafts.propose(name=written(draft, STRICTER).name, hand=ADA)
    drafts.approve(name=one.name, hand=BERT)
    with pytest.raises(PolicyError):
        drafts.approve(name=other.name, hand=BERT)
    other.refresh_from_db()
    assert other.state == "proposed", "nothing of it was kept"
