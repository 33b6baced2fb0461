"""A form that would take a yes for granted, or go without a notice, never goes live."""

import pytest

from sayso.law.codes import Channel
from sayso.policy.forms import FormStatus
from sayso.policy.reading import read_policy
from sayso.policy.tests.policies import SHIPPED, changed, line_of, policy, problems, told

MEMBERSHIP = "    title: Ask about becoming a member\n"
NEWS = "      - {purpose: news, channels: [email]}\n"
SMALL = (
    SHIPPED.partition("\n  P2:")[0]
    + "\n\npurposes:"
    + SHIPPED.partition("\npurposes:")[2].partition("\ncookies:")[0]
    + "\ncookies: {}\n\nretention:"
    + SHIPPED.partition("\nretention:")[2]
)
"""With fewer promises and no cookies, to be read more quickly."""

BOX = "    no_marketing: no-marketing\n"
EMAIL = "      - {field: email, required: true}\n"
INTRO = "It\n      binds you to nothing."
NOTICE = "We keep it as long as our schedule says."

FLAWS = {
    "a box that is ticked already": (
        (NEWS, NEWS.replace("}", ", ticked: true}")),
        ("forms.newsletter.asks.0.ticked: leave this out: a box is empty until somebody ticks it"),
    ),
    "a yes that must be given": (
        (NEWS, NEWS.replace("}", ", required: true}")),
        "forms.newsletter.asks.0.required: leave this out: a yes that must be given is none",
    ),
    "no box against marketing": (
        (BOX, ""),
        (
            "forms.newsletter.no_marketing: this key is missing; add it: the objection beside the "
            "box that says no to all direct marketing; every form has it"
        ),
    ),
    "a box against something else": (
        (BOX, "    no_marketing: no-research\n"),
        (
            "forms.newsletter.no_marketing: this box says no to all direct marketing; name an "
            "objection to marketing, with channels and purposes [all]"
        ),
    ),
    "a box against a part of it": (
        (BOX, "    no_marketing: no-marketing-at-purchase\n"),
        (
            "forms.newsletter.no_marketing: this box says no to all direct marketing; name an "
            "objection to marketing, with channels and purposes [all]"
        ),
    ),
    "a box in no words": (
        (BOX, "    no_marketing: nothing\n"),
        (
            "forms.newsletter.no_marketing: there is no objection 'nothing'; correct the id, or "
            "add it under `objections`"
        ),
    ),
    "several things in one tick": (
        (
            "    channels: [email]\n    purposes: [news]",
            "    channels: [email, post]\n    purposes: [news]",
        ),
        (
            "forms.newsletter.asks.0.channels.0: the wording 'news-email' asks for several things "
            "in one tick; ask for each in a wording of its own"
        ),
    ),
    "a yes in no words": (
        (NEWS, NEWS.replace("news", "research")),
        (
            "forms.newsletter.asks.0.channels.0: 'research' has no wording for email; add it under "
            "purposes.research.wordings, or take the channel out"
        ),
    ),
    "a yes to nothing": (
        (NEWS, NEWS.replace("news", "gossip")),
        (
            "forms.newsletter.asks.0.purpose: there is no purpose 'gossip'; correct the id, or add "
            "it under `purposes`"
        ),
    ),
    "a yes that leads nowhere": (
        (NEWS, NEWS.replace("[email]", "[email, post]")),
        (
            "forms.newsletter.asks.0.channels.1: a yes by post leads nowhere without a field of "
            "the kind postal_address; ask for it, or take the channel out"
        ),
    ),
    "the same yes twice": (
        (NEWS, NEWS + NEWS),
        ("forms.newsletter.asks.1.purpose: this is asked twice; name all channels in one line"),
    ),
    "details by no form": (
        ("    source: website-newsletter\n", "    source: shop\n"),
        "forms.newsletter.source: this source is no web_form; name one that is",
    ),
    "details from nowhere": (
        ("    source: website-newsletter\n", "    source: elsewhere\n"),
        (
            "forms.newsletter.source: there is no source 'elsewhere'; correct the id, or add it "
            "under `sources`"
        ),
    ),
    "answers that prove nothing": (
        ("    method: web-form\n", "    method: in-person\n"),
        (
            "forms.newsletter.method: a form needs a method that is evidenced, and obtained "
            "direct; name such a one"
        ),
    ),
    "a field out of bounds": (
        (EMAIL, EMAIL + "      - {field: phone}\n"),
        (
            "forms.newsletter.fields.1.field: the source 'website-newsletter' does not collect "
            "'phone'; take it out, or add it there"
        ),
    ),
    "a field for nothing": (
        (EMAIL, EMAIL + "      - {field: phone}\n"),
        (
            "forms.newsletter.fields.1.field: 'phone' is needed for nothing that this form is for; "
            "take it out, or name the purpose under `needed_for`"
        ),
    ),
    "a field of no catalogue": (
        (EMAIL, EMAIL + "      - {field: birthday}\n"),
        (
            "forms.newsletter.fields.1.field: there is no field 'birthday'; correct the id, or add "
            "it under `fields`"
        ),
    ),
    "a field twice": (
        (EMAIL, EMAIL + EMAIL),
        "forms.newsletter.fields.1.field: 'email' is asked twice; keep one of them",
    ),
    "a yes that cannot be confirmed": (
        (EMAIL, EMAIL.replace("true", "false")),
        (
            "forms.newsletter.double_opt_in: a yes is confirmed by email, so the email address "
            "must be `required: true`"
        ),
    ),
    "another site by more than its name": (
        ("[https://www.exemplar.example]", "[https://www.exemplar.example/]"),
        (
            "forms.newsletter.origins.0: write where a site is and no more, such as "
            "https://www.example.org; not 'https://www.exemplar.example/'"
        ),
    ),
}

TYING = (
    "By supplying your details you agree to hear from us.",
    "By sending this, I consent to your emails.",
    "Submitting this form means that you agree to our emails.",
    "Completion of this form constitutes your consent.",
    "Using this form implies your permission.",
    "You agree to our emails by submitting this form.",
    "You hereby consent to our calls when you send this, by completing the form.",
    "Your yes is a condition of booking.",
)
PRESUMING = (
    "We will email you unless you untick the box.",
    "Untick the box if you would rather not.",
    "We will assume that you want our news.",
)
FAIR = (
    "We use it for nothing else unless you tick a box.",
    "Fill in the form, and we send you what you asked for.",
    "By ticking a box you agree to what stands beside it.",
    "Sending this binds you to nothing.",
)


@pytest.mark.parametrize(("change", "said"), FLAWS.values(), ids=FLAWS)
def test_a_flawed_form_is_told_with_its_place_and_the_remedy(
    change: tuple[str, str], said: str
) -> None:
    assert said in told(flawed(change))


def flawed(*changes: tuple[str, str]) -> str:
    """The policy with its first form changed, or what the form names."""
    head, forms, tail = SMALL.partition("\nforms:")
    for change in changes:
        if change[0] in tail:
            tail = tail.replace(*change, 1)
        else:
            head = changed(change, text=head)
    return head + forms + tail


def test_a_form_whose_notice_does_not_hold_yet_is_refused() -> None:
    start = SMALL.index('    - version: "2017-08"')
    end = SMALL.index('    - version: "2026-11"', start)
    text = SMALL[:start] + changed(("from_on: 2026-11-01", "from_on: 2026-11-02"), text=SMALL[end:])
    said = (
        "the notice 'website' has no version on the first day of this policy, and no form goes "
        "without a notice; give it an earlier from_on"
    )
    assert f"forms.newsletter.source: {said}" in told(text)


def test_a_form_that_shows_no_notice_is_refused() -> None:
    start = SMALL.index("      text: |-\n        We are the Exemplar Institute of Service. We use")
    end = SMALL.index("  paper:\n    - version", start)
    file = f"      file: notice.txt\n      sha256: {'0' * 64}\n"
    found = told(SMALL[:start] + file + SMALL[end:])
    said = "a form shows the words of its notice; give 'website' its `text`"
    assert f"forms.newsletter.source: {said}" in found


@pytest.mark.parametrize("words", [*TYING, *PRESUMING])
def test_words_that_take_a_yes_are_refused_wherever_they_stand(words: str) -> None:
    changes = {
        "title": (MEMBERSHIP, f"    title: {words}\n"),
        "intro": (INTRO, words),
        "thanks": ("Thank you. Somebody who knows about memberships", f"{words} Somebody"),
        "fields": ("label: Your job,", f'label: "{words}",'),
        "source": (NOTICE, words),
    }
    found = {one.place for one in problems(changed(*changes.values(), text=SMALL))}
    assert {("forms", "membership", place) for place in changes} <= found


@pytest.mark.parametrize("words", FAIR)
def test_words_that_take_nothing_pass(words: str) -> None:
    assert told(changed((INTRO, words), (NOTICE, words), text=SMALL)) == []


def test_all_flaws_are_told_at_once_each_with_its_line() -> None:
    names = ("a box against something else", "details by no form", "a yes that leads nowhere")
    text = flawed(*(FLAWS[name][0] for name in names))
    found = {problem.message: problem.line for problem in problems(text)}
    assert {FLAWS[name][1].split(": ", 1)[1] for name in names} <= set(found)
    wrong = next(line for message, line in found.items() if "leads nowhere" in message)
    assert wrong == line_of("{purpose: news, channels: [email, post]}", text)


def test_a_policy_of_before_there_were_forms_still_loads() -> None:
    older = SHIPPED.partition("\nforms:")[0]
    assert read_policy(older.encode()).forms == {}


def test_four_forms_are_shipped_and_each_has_the_box() -> None:
    forms = policy().forms
    assert list(forms) == ["newsletter", "membership", "event", "contact"]
    for form in forms.values():
        assert form.no_marketing == "no-marketing"
        assert form.status is FormStatus.LIVE
    assert ("events", Channel.LIVE_CALL) in forms["membership"].boxes
    assert [slug for slug, form in forms.items() if form.double_opt_in] == [
        *("newsletter", "membership", "event")
    ]
