"""Where the rules stand in the law: one function for each instrument, and the days that matter."""

from datetime import date

from sayso.law.rule import Citation

COMMENCEMENT = date(2003, 12, 11)
CALLER_ID = date(2016, 5, 16)
GDPR = date(2018, 5, 25)
CLAIMS_CALLS = date(2018, 9, 8)
PENSIONS_CALLS = date(2019, 1, 9)
UK_GDPR = date(2021, 1, 1)
STORAGE_EXCEPTIONS = CHARITY_SOFT_OPT_IN = date(2026, 2, 5)

_SITE = "https://www.legislation.gov.uk"


def pecr(provision: str, since: date = COMMENCEMENT) -> Citation:
    """A regulation of the Privacy and Electronic Communications Regulations 2003."""
    number = provision.partition("(")[0]
    url = f"{_SITE}/uksi/2003/2426/regulation/{number}"
    return Citation("PECR 2003", f"reg {provision}", url, since)


def schedule_a1(paragraph: int) -> Citation:
    """A paragraph of Schedule A1, which has held the exceptions to regulation 6 since 2026."""
    url = f"{_SITE}/uksi/2003/2426/schedule/A1/paragraph/{paragraph}"
    return Citation("PECR 2003", f"Sch A1 para {paragraph}", url, STORAGE_EXCEPTIONS)


def dpa_1998(provision: str, path: str) -> Citation:
    """The Data Protection Act 1998, in force until the GDPR."""
    return Citation(
        "Data Protection Act 1998", provision, f"{_SITE}/ukpga/1998/29/{path}", COMMENCEMENT
    )


def gdpr(provision: str, article: int) -> tuple[Citation, Citation]:
    """An article of the GDPR, and from 2021 of the UK GDPR: one text, two names."""
    url = f"{_SITE}/eur/2016/679/article/{article}"
    return (
        Citation("GDPR (EU) 2016/679", provision, url, GDPR),
        Citation("UK GDPR", provision, url, UK_GDPR),
    )


def house_policy(provision: str) -> Citation:
    """A rule of the organisation's own, stricter than the law."""
    return Citation("House rules", provision, "docs/concepts.md#house-rule", COMMENCEMENT)
