"""Rows planted in the list, each to show one thing; tests and documentation point at them.

The first five are the people whom every test of Sayso knows: Ada consented, Bert objected,
Cleo is a company, Dev is on TPS, Eve is elsewhere.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from editions import ALWAYS, LISTED_12_DAYS_AGO, LISTED_29_DAYS_AGO, History
from people import Person, Relationship, slug
from said import Said, Suppression, consent, no_marketing, objection, solicited
from telephones import excel_exact, excel_rounded, international, irish, london, mobile, spaced


@dataclass(frozen=True)
class Story:
    """One thing that the list can teach, the rows that teach it, and the answers they get."""

    name: str
    shows: str
    people: tuple[Person, ...]
    expect: Mapping[str, str]
    """Verdict by channel, for the first row, under the law alone on 2026-11-22."""
    said: tuple[Said, ...] = ()
    tps: Mapping[str, History] = field(default_factory=dict)
    ctps: Mapping[str, History] = field(default_factory=dict)
    suppressed: tuple[Suppression, ...] = ()


ALLOW, DENY = "allow", "deny"
BOUGHT_IN = {"source": "Bought-in list 3"}
MEMBER = Relationship("membership", "true", "2026-03-18", "true", "false")
ADDRESS_GIVEN = date(2026, 2, 11)


def someone(number: int, first_name: str, surname: str, **otherwise: Any) -> Person:
    """A private person whose telephone number and address are told from their place here."""
    person = Person(
        first_name,
        surname,
        telephone=london(number),
        email=f"{slug(first_name)}.{slug(surname)}@example.org",
        address=(f"{number} Story Lane", "Ambersall", f"ZZ1 9A{chr(ord('A') + number % 20)}"),
        relationship=Relationship("none"),
        typed_well=True,
    )
    return replace(person, **otherwise)


def company(number: int, first_name: str, surname: str, organisation: str) -> Person:
    email = f"{slug(first_name)}@{slug(organisation)}.example"
    return someone(
        number, first_name, surname,
        job="Director", organisation=organisation, subscriber="limited_company", email=email,
    )  # fmt: skip


def stories() -> tuple[Story, ...]:
    return (*_cast(), *_registers(), *_sayings(), *_subscribers(), *_numbers(), *_rows())


def _cast() -> Iterator[Story]:
    ada = someone(1, "Ada", "Larkspur")
    yield Story(
        "ada_consented", "She ticked email, calls and post, each on its own.", (ada,),
        {"email": ALLOW, "live_call": ALLOW, "post": ALLOW},
        said=(
            consent(ada.email, "email", ADDRESS_GIVEN),
            consent(spaced(ada.telephone), "live_call", ADDRESS_GIVEN),
            consent(", ".join(ada.address), "post", ADDRESS_GIVEN),
        ),
    )  # fmt: skip
    bert = someone(2, "Bert", "Underhill", relationship=MEMBER)
    yield Story(
        "bert_objected", "He ticked `no direct marketing`, which stops every channel.", (bert,),
        {"email": DENY, "live_call": DENY, "post": DENY},
        said=tuple(no_marketing(bert, date(2026, 1, 5))),
    )  # fmt: skip
    yield Story(
        "cleo_is_a_company", "A company may be emailed without consent until it says no.",
        (company(3, "Cleo", "Tamarind", "Tamarind Glass Ltd"),),
        {"email": ALLOW, "live_call": ALLOW, "post": ALLOW},
    )  # fmt: skip
    dev = someone(4, "Dev", "Marchbank")
    yield Story(
        "dev_is_on_tps", "His number stands in every edition held; the post may still come.",
        (dev,), {"email": DENY, "live_call": DENY, "post": ALLOW}, tps={dev.telephone: ALWAYS},
    )  # fmt: skip
    yield Story(
        "eve_is_elsewhere", "An Irish number is on no British register: out of scope, not clear.",
        (someone(5, "Eve", "Farrant", telephone="", typed={"Telephone": irish(9005)}),),
        {"live_call": DENY},
    )  # fmt: skip


def _registers() -> Iterator[Story]:
    fresh = someone(10, "Fern", "Lacey")
    yield Story(
        "listed_12_days_ago", "First seen in the newest edition: it does not bind yet.", (fresh,),
        {"live_call": ALLOW}, tps={fresh.telephone: LISTED_12_DAYS_AGO},
    )  # fmt: skip
    bound = someone(11, "Gil", "Hathersage")
    yield Story(
        "listed_29_days_ago", "Missing from 23 October, there on 9 November: it binds.", (bound,),
        {"live_call": DENY}, tps={bound.telephone: LISTED_29_DAYS_AGO},
    )  # fmt: skip
    hana = someone(12, "Hana", "Brook")
    yield Story(
        "consent_beats_tps", "She is on TPS and later said that we may call.", (hana,),
        {"live_call": ALLOW}, tps={hana.telephone: ALWAYS},
        said=(consent(spaced(hana.telephone), "live_call", date(2026, 6, 3)),),
    )  # fmt: skip
    firm = company(13, "Ines", "Calder", "Calder Textiles Ltd")
    yield Story(
        "company_on_ctps", "CTPS stops the call; the email may still go.", (firm,),
        {"email": ALLOW, "live_call": DENY}, ctps={firm.telephone: ALWAYS},
    )  # fmt: skip
    jon = company(14, "Jon", "Pell", "Pell Joinery Ltd")
    yield Story(
        "sole_trader_mislabelled",
        "Entered as a company, he trades in his own name. Asking TPS as well as CTPS saves the "
        "call; nothing in the list can save the email.",
        (replace(jon, notes="No company number; trades in his own name"),),
        {"email": ALLOW, "live_call": DENY}, tps={jon.telephone: ALWAYS},
    )  # fmt: skip
    two = someone(15, "Kit", "Amory", mobile=mobile(15))
    yield Story(
        "second_number_on_tps", "One of two numbers is listed, so the row is refused.", (two,),
        {"live_call": DENY}, tps={two.mobile: ALWAYS},
    )  # fmt: skip


def _sayings() -> Iterator[Story]:
    both = someone(20, "Lena", "Orme")
    yield Story(
        "both_boxes_ticked", "Consent and objection on one sheet of one day: the no wins.",
        (replace(both, source="Paper form"),), {"email": DENY, "live_call": DENY, "post": DENY},
        said=(
            consent(both.email, "email", date(2026, 4, 14)),
            *no_marketing(both, date(2026, 4, 14)),
        ),
    )  # fmt: skip
    later = someone(21, "Mira", "Stowell")
    yield Story(
        "later_yes", "She objected to email in 2025 and asked for it back in 2026.", (later,),
        {"email": ALLOW},
        said=(
            objection(later.email, "email", date(2025, 2, 3)),
            consent(later.email, "email", date(2026, 9, 7)),
        ),
    )  # fmt: skip
    gone = company(22, "Ned", "Copley", "Copley Print Works Ltd")
    yield Story(
        "withdrawn_company", "A consent withdrawn is an objection, for companies too.", (gone,),
        {"email": DENY},
        said=(consent(gone.email, "email", date(2025, 5, 6), withdrawn_on="2026-02-17"),),
    )  # fmt: skip
    old = someone(23, "Opal", "Winslade")
    yield Story(
        "consent_of_2017", "The law lets it stand; the house rule of 36 months does not.", (old,),
        {"email": ALLOW}, said=(consent(old.email, "email", date(2017, 9, 12)),),
    )  # fmt: skip
    unproved = someone(24, "Piers", "Dunmore")
    yield Story(
        "consent_unevidenced", "A yes that nobody can show is no consent.", (unproved,),
        {"email": DENY},
        said=(consent(unproved.email, "email", date(2026, 5, 19), evidenced="false"),),
    )  # fmt: skip
    asked = someone(25, "Rana", "Whitlow")
    yield Story(
        "solicited", "She asked for this very item last week.", (asked,), {"email": ALLOW},
        said=(solicited(asked.email, "email", date(2026, 11, 16)),),
    )  # fmt: skip
    back = someone(26, "Saul", "Everdene", **BOUGHT_IN)
    yield Story(
        "suppressed_and_bought_back", "He left long ago and came back on a bought-in list.",
        (back,), {"email": DENY, "live_call": DENY, "post": DENY},
        suppressed=(
            (back.email.upper(), ""),
            (international(back.telephone), ""),
            (", ".join(back.address), ""),
        ),
    )  # fmt: skip


def _subscribers() -> Iterator[Story]:
    yield Story(
        "soft_opt_in", "A member who could refuse and did not may be told of similar things.",
        (someone(30, "Tess", "Ardley", relationship=MEMBER),), {"email": ALLOW},
    )  # fmt: skip
    unoffered = replace(MEMBER, refusal_offered="false")
    yield Story(
        "soft_opt_in_without_a_way_out", "The form gave no way to refuse, so it gave nothing.",
        (someone(31, "Una", "Marlow", relationship=unoffered),), {"email": DENY},
    )  # fmt: skip
    trade = {"organisation": "Fairweather Books", "subscriber": "sole_trader", "job": "Owner"}
    yield Story(
        "sole_trader", "A business, yet an individual in law: no email without consent.",
        (someone(32, "Vera", "Fairweather", **trade),), {"email": DENY, "live_call": ALLOW},
    )  # fmt: skip
    yield Story(
        "subscriber_unknown", "Nobody knows who pays for the line: treated as an individual.",
        (someone(33, "Walt", "Ingram", subscriber=""),), {"email": DENY, "post": ALLOW},
    )  # fmt: skip
    yield Story(
        "bought_in_may_be_called", "Searched and clear: the law allows a call, but no email.",
        (someone(34, "Xenia", "Holt", **BOUGHT_IN),), {"email": DENY, "live_call": ALLOW},
    )  # fmt: skip


def _numbers() -> Iterator[Story]:
    yield _spoilt(
        "two_numbers_in_a_cell", "Both are looked up; neither can be cleared.",
        40, "Yves", f"{spaced(london(40))} / {spaced(london(41))}",
    )  # fmt: skip
    listed = _spoilt(
        "two_numbers_one_listed", "The second number of the cell is on TPS, and that is enough.",
        42, "Zora", f"{spaced(london(42))} or {spaced(london(43))}",
    )  # fmt: skip
    yield replace(listed, tps={london(43): ALWAYS})
    yield _spoilt(
        "excel_decimal", "A spreadsheet made a quantity of it; the last nought is not a digit.",
        44, "Abel", f"{london(44)[1:]}.0",
    )  # fmt: skip
    yield _spoilt(
        "excel_exponent", "Every digit is still there, in scientific notation.",
        45, "Bess", excel_exact(london(45)),
    )  # fmt: skip
    yield _spoilt(
        "excel_digits_lost", "Rounded away for good: it cannot be screened, so it is not called.",
        46, "Cora", excel_rounded(london(46)),
    )  # fmt: skip
    yield _spoilt(
        "letter_for_nought", "An O for a 0, repaired for look-up but never cleared.",
        47, "Drew", "020 7946 O047",
    )  # fmt: skip
    yield replace(
        _spoilt("extension", "The line is looked up without it.", 48, "Edie", "020 7946 0048 x12"),
        expect={},
    )
    yield Story(
        "lost_zero", "A spreadsheet took the first nought for decoration.",
        (someone(49, "Finn", "Astley", typed={"Telephone": london(49)[1:]}),), {},
    )  # fmt: skip


def _spoilt(name: str, shows: str, number: int, first_name: str, cell: str) -> Story:
    person = someone(number, first_name, "Damson", typed={"Telephone": cell})
    return Story(name, shows, (person,), {"live_call": DENY})


def _rows() -> Iterator[Story]:
    twin = someone(60, "Hope", "Ravenscar")
    again = replace(twin, first_name="H.", email=twin.email.upper(), source="Paper form")
    yield Story(
        "duplicate", "One person, keyed twice by two offices: contacted once.", (twin, again),
        {"live_call": ALLOW, "post": ALLOW},
    )  # fmt: skip
    yield Story(
        "email_misspelt", "No address, no message, and no guess at what was meant.",
        (someone(61, "Iris", "Loveday", typed={"Email": "iris.loveday@@example.org"}),),
        {"email": DENY},
    )  # fmt: skip
    link = '=HYPERLINK("https://prizes.example/claim","Claim your prize")'
    yield Story(
        "cell_a_spreadsheet_runs", "A note that would run when the answer is opened.",
        (someone(62, "Jude", "Merrick", typed={"Notes": link}),), {},
    )  # fmt: skip
    commas = ("ring first", "not Mondays")
    yield Story(
        "too_many_cells", "Commas that nobody quoted: the line cannot be read, so it is refused.",
        (
            someone(63, "Kay", "Thorold", notes="Prefers post", stray_cells=commas),
            someone(64, "Lyle", "Bexley", notes="Moved", stray_cells=("see file",)),
        ),
        {"email": DENY, "live_call": DENY, "post": DENY},
    )  # fmt: skip
