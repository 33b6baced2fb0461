"""What we collect, where, under which notice; the registers we ask, the cookies we set."""

from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from sayso.law.codes import Provenance, StoragePurpose
from sayso.law.situation import REGISTER_DAYS
from sayso.policy.period import PeriodOrSession
from sayso.policy.terms import Codes, Day, Origin, Part, Sha256, Slug, Some, wrong
from sayso.policy.text import Prose, Text


class FieldKind(StrEnum):
    """What may be written into a field."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    EMAIL = "email"
    PHONE = "phone"
    POSTAL_ADDRESS = "postal_address"
    POSTCODE = "postcode"
    CHOICE = "choice"
    CHOICES = "choices"
    DAY = "day"
    NUMBER = "number"


class DataKind(StrEnum):
    """How closely a field touches somebody: `special` is UK GDPR article 9."""

    ORGANISATION = "organisation"
    PERSONAL = "personal"
    SPECIAL = "special"


class DataField(Part):
    """One thing that we may ask; what is not in the catalogue is not asked."""

    label: Text
    """what stands beside it on a form"""
    kind: FieldKind
    """what may be written into it"""
    data: DataKind
    """whom it is about, and how closely"""
    needed_for: Some[Slug]
    """the purposes for which it is asked"""
    choices: Codes[Text] = ()
    """for a choice: what can be chosen"""
    required: bool = False
    """true if a form cannot go without it"""


class SourceKind(StrEnum):
    """The ways by which details come to us; there are no others."""

    WEB_FORM = "web_form"
    PAPER_FORM = "paper_form"
    TELEPHONE = "telephone"
    PURCHASE = "purchase"
    RIGHTS_LETTER = "rights_letter"
    BOUGHT_IN_LIST = "bought_in_list"


class Source(Part):
    """One place where details come in, and what may come in there."""

    name: Text
    """what it is called"""
    kind: SourceKind
    """what sort of place it is"""
    collects: Some[Slug]
    """the fields it may collect"""
    notice: Slug
    """the notice that people are given there"""

    @property
    def provenance(self) -> Provenance:
        """The same in the words of the law."""
        bought_in = self.kind is SourceKind.BOUGHT_IN_LIST
        return Provenance.BOUGHT_IN if bought_in else Provenance.DIRECT


class NoticeVersion(Part):
    """What people are told when their details are taken, from some day on."""

    version: Text
    """the name of this version of the notice"""
    from_on: Day
    """the first day on which it is shown"""
    text: Prose | None = None
    """the words themselves"""
    file: Text | None = None
    """instead of the words, the file that holds them"""
    sha256: Sha256 | None = None
    """for a file: the SHA-256 that shows it to be the same"""

    @model_validator(mode="after")
    def _words_or_file(self) -> Self:
        if (self.text is None) == (self.file is None):
            raise wrong("write either `text`, the words, or `file` and `sha256`")
        if (self.file is None) != (self.sha256 is None):
            raise wrong("a `file` needs its `sha256`, and the other way round")
        return self


class Register(Part):
    """A preference register that is searched before calls, faxes or letters."""

    max_age_days: int = Field(ge=1, lt=REGISTER_DAYS)
    """how old an edition may be to be relied on"""


class CookieCategory(StrEnum):
    """What a visitor can accept or decline as one thing; `necessary` is not asked about."""

    NECESSARY = "necessary"
    PREFERENCES = "preferences"
    STATISTICS = "statistics"
    INTERESTS = "interests"
    MARKETING = "marketing"


class CookieBasis(StrEnum):
    """What must happen before it is set: nothing, a yes, or that people may say no."""

    NECESSARY = "necessary"
    CONSENT = "consent"
    OBJECTION = "objection"


class Cookie(Part):
    """Something stored on a visitor's device, cookie or otherwise."""

    provider: Text
    """who sets and reads it"""
    category: CookieCategory
    """with which others it is accepted or declined"""
    purpose: StoragePurpose
    """what it is for, in the words of the law"""
    explanation: Text
    """what it is for, in the words of the visitor"""
    lasts: PeriodOrSession
    """a span such as 12 months, or session"""
    basis: CookieBasis
    """what must happen before it is set"""
    data: Text
    """what is in it"""
    without_it: Text
    """what does not work for somebody who declines"""
    origins: Codes[Origin] = ()
    """other sites from which a script or a frame that needs it may be loaded"""


class Banner(Part):
    """The question about cookies."""

    origins: Codes[Origin] = ()
    """our other sites, which may show it"""


class Statistics(Part):
    """How counts of people are published."""

    minimum_cell: int = Field(ge=2, le=100)
    """the smallest count that is shown; smaller ones are hidden"""
