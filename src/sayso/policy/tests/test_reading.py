"""Every kind of slip in how a policy is written, with the line and the words of the complaint."""

import pytest

from sayso.policy.schema import Policy
from sayso.policy.tests.policies import (
    SHIPPED,
    TODAY,
    changed,
    line_of,
    policy,
    problems,
    told,
)

CHANNELS = "email, sms, voicemail, social_message, live_call, automated_call, fax or post"

SLIPS = {
    "a word that is no code": (
        ("basis: consent", "basis: legit interest"),
        (
            "purposes.news.basis: write one of consent, contract, legal_obligation, "
            "legitimate_interests or public_task; not 'legit interest'"
        ),
    ),
    "no basis at all": (
        ("basis: consent", "basis: none"),
        (
            "purposes.news.basis: write one of consent, contract, legal_obligation, "
            "legitimate_interests or public_task; not 'none'"
        ),
    ),
    "an unknown channel": (
        ("channels: [email, post]", "channels: [email, pigeon]"),
        f"purposes.news.channels.1: write one of {CHANNELS}; not 'pigeon'",
    ),
    "an unknown channel of an objection": (
        ("channels: [all]", "channels: [every]"),
        (
            "objections.no-marketing.channels.0: write one of "
            f"{CHANNELS.replace(' or post', ', post or all')}; not 'every'"
        ),
    ),
    "a channel twice": (
        ("channels: [email, post]", "channels: [email, email]"),
        "purposes.news.channels: 'email' stands here twice; keep one of them",
    ),
    "one word for a list": (
        ("channels: [email, post]", "channels: email"),
        "purposes.news.channels: write a list here: [a, b], or one a line behind a dash",
    ),
    "a list for a mapping": (
        ("{email: news-email, post: news-post}", "[news-email]"),
        "purposes.news.wordings: write keys and values here, set in below this line",
    ),
    "a list for a part": (
        ("assessed: {affirmative: true, unbundled: true, informed: true}", "assessed: [true]"),
        "wordings.news-email.assessed: write keys and values here, set in below this line",
    ),
    "a key that is missing": (
        ("    kind: marketing\n", ""),
        (
            "purposes.news.kind: this key is missing; add it: "
            "what its messages are, in the words of the law"
        ),
    ),
    "a key at the top that is missing": (
        ("regulator:\n", "x-regulator:\n"),
        "regulator: this key is missing; add it: to whom they may complain about us",
    ),
    "a key misspelt": (
        ("    basis: consent", "    bases: consent"),
        "purposes.news.bases: there is no such key; write basis",
    ),
    "a key that nothing is like": (
        ("  minimum_cell: 5", "  minimum_cell: 5\n  zzz: 1"),
        "statistics.zzz: there is no such key; the keys here are minimum_cell",
    ),
    "nothing where something belongs": (
        ("name: News", "name:"),
        (
            "purposes.news.name: write text here; "
            "set it in quotation marks if it looks like a number or is empty"
        ),
    ),
    "a number for text": (
        ("name: News", "name: 5"),
        (
            "purposes.news.name: write text here; "
            "set it in quotation marks if it looks like a number or is empty"
        ),
    ),
    "blank text": (
        ("name: News", "name: '  '"),
        "purposes.news.name: write something here; it is blank",
    ),
    "text of two lines where one belongs": (
        ("name: News", 'name: "News\\nletter"'),
        "purposes.news.name: leave out the control character U+000A",
    ),
    "an escaped control character": (
        ("name: News", 'name: "News\\0"'),
        "purposes.news.name: leave out the control character U+0000",
    ),
    "half of a character": (
        ("name: News", 'name: "News\\ud800"'),
        "purposes.news.name: leave out the control character U+D800",
    ),
    "text without an end": (
        ("name: News", f"name: {'x' * 1001}"),
        "purposes.news.name: write at most 1,000 characters",
    ),
    "text for a number": (
        ("consent_months: 36", "consent_months: many"),
        "house_rules.consent_months: write a whole number",
    ),
    "a number in quotation marks": (
        ("consent_months: 36", "consent_months: '36'"),
        "house_rules.consent_months: write a whole number",
    ),
    "too small a number": (
        ("consent_months: 36", "consent_months: 0"),
        "house_rules.consent_months: write a whole number, at least 1",
    ),
    "too large a number": (
        ("consent_months: 36", "consent_months: 121"),
        "house_rules.consent_months: write a whole number, at most 120",
    ),
    "an edition older than the law has it": (
        ("max_age_days: 27", "max_age_days: 28"),
        "registers.tps.max_age_days: write a whole number, less than 28",
    ),
    "a word for true or false": (
        ("evidenced: true", "evidenced: yes"),
        "methods.web-form.evidenced: write true or false",
    ),
    "a day in another order": (
        ("effective_on: 2026-11-01", "effective_on: 1 November 2026"),
        "version.effective_on: write a day as YYYY-MM-DD",
    ),
    "a day with a time": (
        ("effective_on: 2026-11-01", "effective_on: 2026-11-01T00:00"),
        "version.effective_on: write a day as YYYY-MM-DD",
    ),
    "a day that is a number": (
        ("effective_on: 2026-11-01", "effective_on: 20261101"),
        "version.effective_on: write a day as YYYY-MM-DD",
    ),
    "no such day": (
        ("effective_on: 2026-11-01", "effective_on: 2026-11-31"),
        "version.effective_on: there is no such day as 2026-11-31",
    ),
    "no span of time": (
        ("keep: 24 months", "keep: a while"),
        "retention.enquiry.keep: write a number and a unit, such as 36 months",
    ),
    "an id in capitals": (
        ("  news:\n", "  News:\n"),
        "purposes.News: write an id in small letters, such as member-news; not 'News'",
    ),
    "an id that means everything": (
        ("  news:\n", "  all:\n"),
        "purposes.all: choose another id; all stands for every one of them",
    ),
    "an id without an end": (
        ("  news:\n", f"  {'n' * 61}:\n"),
        (
            f"purposes.{'n' * 40}…: write an id in small letters, such as member-news; "
            f"not '{'n' * 40}…'"
        ),
    ),
    "no id of a promise": (
        ("  P1:\n", "  first:\n"),
        "promises.first: write a capital letter and a number, such as P1; not 'first'",
    ),
    "no id of a version": (
        ("id: 2026-11", "id: '2026/11'"),
        "version.id: write an id such as 2026-11; not '2026/11'",
    ),
    "no name of a cookie": (
        ("  session:\n", "  our session:\n"),
        "cookies.our session: write the cookie's name; not 'our session'",
    ),
    "an unknown register": (
        ("  tps: {", "  xps: {"),
        "registers.xps: write one of tps, ctps, fps or mps; not 'xps'",
    ),
    "a promise that nothing keeps": (
        ("controls: [deny-by-default]", "controls: []"),
        "promises.P1.controls: write at least one",
    ),
    "two telephone numbers": (
        ("phone: 020 7946 0100", "phone: 020 7946 0100 or 0101"),
        "organisation.contact.phone: write one UK telephone number, such as 020 7946 0000",
    ),
    "no email address": (
        ("email: hello@exemplar.example", "email: hello at exemplar.example"),
        "organisation.contact.email: write one email address, such as privacy@example.org",
    ),
    "half an address of a page": (
        ("page: https://exemplar.example/contact", "page: exemplar.example/contact"),
        "organisation.contact.page: write a whole address, beginning with https://",
    ),
    "a notice of neither words nor a file": (
        (
            "      text: We use your details to answer you and",
            "      file: We use your details and",
        ),
        "notices.website.0: a `file` needs its `sha256`, and the other way round",
    ),
    "a hash that is none": (
        ("      from_on: 2017-08-01\n", "      from_on: 2017-08-01\n      sha256: abc\n"),
        "notices.website.0.sha256: write the file's SHA-256, 64 small hexadecimal digits",
    ),
}


@pytest.mark.parametrize(("slip", "said"), SLIPS.values(), ids=SLIPS)
def test_a_slip_is_told_with_its_place_and_the_remedy(slip: tuple[str, str], said: str) -> None:
    found = told(changed(slip))
    assert said in found
    assert not [one for one in found if "cannot be read" in one], "no sentence for this kind yet"


@pytest.mark.parametrize(("slip", "said"), SLIPS.values(), ids=SLIPS)
def test_a_slip_is_told_with_its_line(slip: tuple[str, str], said: str) -> None:
    text = changed(slip)
    [problem] = [one for one in problems(text) if str(one).endswith(said)][:1]
    assert problem.line is not None
    assert 1 <= problem.line <= text.count("\n") + 1
    if problem.place and "missing" not in said and "twice" not in said:
        step = str(problem.place[-1])
        near = "\n".join(text.split("\n")[problem.line - 1 : problem.line + 1])
        assert step in near or step.isdecimal()


def test_the_line_is_that_of_the_slip() -> None:
    text = changed(("basis: consent", "basis: legit interest"))
    assert [one.line for one in problems(text)] == [line_of("legit interest", text)]


def test_every_slip_is_told_at_once_in_the_order_of_the_lines() -> None:
    slips = [
        ("name: News", "name: 5"),
        ("basis: contract", "basis: handshake"),
        ("consent_months: 36", "consent_months: many"),
        ("minimum_cell: 5", "minimum_cell: 1"),
    ]
    text = changed(*slips)
    lines = [one.line for one in problems(text)]
    assert lines == [line_of(new, text) for _, new in slips]


def test_what_somebody_wrote_is_quoted_short_and_harmless() -> None:
    wild = "x\\e[31m" + "y" * 100
    [said] = told(changed(("kind: marketing", f'kind: "{wild}"')))
    assert said.endswith(f"; not 'x?[31m{'y' * 34}…'")


def test_a_telephone_number_never_stands_in_a_complaint() -> None:
    for slip, said in SLIPS.values():
        if "phone" in slip[0] or "email" in slip[0]:
            assert "0100 or" not in said
            assert "hello" not in said


def test_a_policy_cannot_be_altered() -> None:
    shipped = policy()
    with pytest.raises(ValueError, match="frozen"):
        shipped.statistics.minimum_cell = 1  # type: ignore[misc]


def test_the_whole_policy_survives_being_written_and_read() -> None:
    shipped = policy()
    assert Policy.model_validate_json(shipped.model_dump_json()) == shipped
    assert TODAY.isoformat() not in SHIPPED
