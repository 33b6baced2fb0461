"""Who makes the promises: the organisation, those who speak for it, and who watches over it."""

from collections.abc import Mapping

from sayso.law.codes import SenderKind
from sayso.policy.terms import Day, Email, Page, Part, Phone, Slug, Some, VersionId
from sayso.policy.text import Prose, Text


class Version(Part):
    """Which policy this is, and from which day it counts."""

    id: VersionId
    """the name of this version in addresses and records, such as 2026-11"""
    title: Text
    """the heading over the published policy"""
    effective_on: Day
    """the first day on which it counts"""
    note: Prose
    """what is different from the version before, in a sentence or two"""


class Contact(Part):
    """How to reach somebody: by every way that they can be reached."""

    address: Text
    """the postal address in one line"""
    phone: Phone
    """a telephone number that somebody answers"""
    email: Email
    """an email address that somebody reads"""
    page: Page
    """the page with the contact form"""


class Sender(Part):
    """A name under which messages go out; every message says it, with address and telephone."""

    name: Text
    """the name as people know it"""
    address: Text
    """the postal address in one line"""
    phone: Phone
    """a telephone number, if possible one that is free to call"""


class Organisation(Part):
    """The controller: one installation keeps the promises of one."""

    name: Text
    """the registered name"""
    kind: SenderKind
    """what sort of body it is; charities alone have the charity soft opt-in"""
    contact: Contact
    """where people write, telephone and click"""
    senders: Mapping[Slug, Sender]
    """the names under which messages go out: its own, and its trading names"""


class PrivacyOfficer(Part):
    """Whom people turn to about their details."""

    name: Text
    """a name, or the title of the post"""
    address: Text
    """the postal address in one line"""
    phone: Phone
    """a telephone number"""
    email: Email
    """an email address"""


class Regulator(Part):
    """To whom people may complain about us."""

    name: Text
    """what it is called now"""
    page: Page
    """where it takes complaints"""


class Promise(Part):
    """One thing that the policy promises, and what keeps it."""

    clause: Text
    """the heading under which it is published"""
    words: Prose
    """the promise as the public reads it"""
    controls: Some[Slug]
    """the controls that keep it, by id"""
