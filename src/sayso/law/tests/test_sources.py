"""Each source builds its citation when asked, as the rules do when they are loaded."""

from datetime import date

from sayso.law.rule import Citation
from sayso.law.rules.sources import dpa_1998, gdpr, house_policy, pecr, schedule_a1

SITE = "https://www.legislation.gov.uk"
BEGAN = date(2003, 12, 11)


def test_a_regulation_is_linked_by_its_number_without_its_paragraphs() -> None:
    regulation = f"{SITE}/uksi/2003/2426/regulation"
    assert pecr("22(3A)(b)") == Citation("PECR 2003", "reg 22(3A)(b)", f"{regulation}/22", BEGAN)
    lately = date(2019, 1, 9)
    assert pecr("21B", lately) == Citation("PECR 2003", "reg 21B", f"{regulation}/21B", lately)


def test_a_paragraph_of_schedule_a1_has_stood_there_since_2026() -> None:
    url = f"{SITE}/uksi/2003/2426/schedule/A1/paragraph/5"
    assert schedule_a1(5) == Citation("PECR 2003", "Sch A1 para 5", url, date(2026, 2, 5))


def test_the_old_act_is_cited_from_the_first_day() -> None:
    url = f"{SITE}/ukpga/1998/29/section/11"
    assert dpa_1998("s 11", "section/11") == Citation(
        "Data Protection Act 1998", "s 11", url, BEGAN
    )


def test_an_article_of_the_gdpr_has_two_names_and_one_text() -> None:
    url = f"{SITE}/eur/2016/679/article/21"
    assert gdpr("art 21(2)", 21) == (
        Citation("GDPR (EU) 2016/679", "art 21(2)", url, date(2018, 5, 25)),
        Citation("UK GDPR", "art 21(2)", url, date(2021, 1, 1)),
    )


def test_a_house_rule_is_linked_to_what_a_house_rule_is() -> None:
    url = "docs/concepts.md#house-rule"
    assert house_policy("children") == Citation("House rules", "children", url, BEGAN)
