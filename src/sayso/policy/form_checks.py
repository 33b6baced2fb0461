"""What a form may not be, although each part of it is well written."""

import re
from collections.abc import Iterable, Iterator, Mapping

from sayso.law.codes import Channel, ObjectionTo, Obtained
from sayso.policy.asking import BUNDLED, PRESUMED
from sayso.policy.details import FieldKind, SourceKind
from sayso.policy.forms import Form
from sayso.policy.problems import Place, Problem, quoted
from sayso.policy.schema import Policy

REACHED_BY: Mapping[Channel, FieldKind] = {
    Channel.EMAIL: FieldKind.EMAIL,
    Channel.LIVE_CALL: FieldKind.PHONE,
    Channel.AUTOMATED_CALL: FieldKind.PHONE,
    Channel.SMS: FieldKind.PHONE,
    Channel.VOICEMAIL: FieldKind.PHONE,
    Channel.FAX: FieldKind.PHONE,
    Channel.POST: FieldKind.POSTAL_ADDRESS,
}
"""What a form has to ask for a channel to lead anywhere."""

ONLY_IF_ASKED = re.compile(
    r"\b(?:nothing|never|nobody)\b[^.?!]*\bunless you (?:tick|say|ask|choose)\b", re.IGNORECASE
)
"""What a notice may well say: that nothing happens unless the person acts."""


def flawed_forms(policy: Policy) -> Iterator[Problem]:
    """Everything that is wrong with each form."""
    for slug, form in policy.forms.items():
        place = ("forms", slug)
        yield from _source(policy, form, place)
        yield from _notice(policy, form, place)
        yield from _fields(policy, form, place)
        yield from _asks(policy, form, place)
        yield from _no_marketing(policy, form, place)
        yield from _confirmed(policy, form, place)
        yield from _words(policy, form, place)
        yield from _topics(policy, form, place)


def _topics(policy: Policy, form: Form, place: Place) -> Iterator[Problem]:
    known = policy.interests
    for number, topic in enumerate(form.topics):
        if topic not in known:
            told = f"'{quoted(topic)}' is no choice of the field 'interests'; add it there"
            yield Problem((*place, "topics", number), told)


def _source(policy: Policy, form: Form, place: Place) -> Iterator[Problem]:
    source, method = policy.sources.get(form.source), policy.methods.get(form.method)
    if source is None:
        yield _unknown((*place, "source"), "source", form.source)
    elif source.kind is not SourceKind.WEB_FORM:
        yield Problem((*place, "source"), "this source is no web_form; name one that is")
    if method is None:
        yield _unknown((*place, "method"), "method", form.method)
    elif not method.evidenced or method.obtained is not Obtained.DIRECT:
        message = "a form needs a method that is evidenced, and obtained direct; name such a one"
        yield Problem((*place, "method"), message)
    if form.purpose not in policy.purposes:
        yield _unknown((*place, "purpose"), "purpose", form.purpose)


def _notice(policy: Policy, form: Form, place: Place) -> Iterator[Problem]:
    """A form shows the words of its notice, so there have to be some on the first day."""
    source = policy.sources.get(form.source)
    versions = policy.notices.get(source.notice, ()) if source else ()
    shown = [one for one in versions if one.from_on <= policy.version.effective_on]
    if source and not shown:
        message = (
            f"the notice '{source.notice}' has no version on the first day of this policy, and no "
            "form goes without a notice; give it an earlier from_on"
        )
        yield Problem((*place, "source"), message)
    if source and shown and shown[-1].text is None:
        message = f"a form shows the words of its notice; give '{source.notice}' its `text`"
        yield Problem((*place, "source"), message)


def _fields(policy: Policy, form: Form, place: Place) -> Iterator[Problem]:
    source = policy.sources.get(form.source)
    uses = {form.purpose, *(ask.purpose for ask in form.asks)}
    names = [one.field for one in form.fields]
    for position, name in enumerate(names):
        here = (*place, "fields", position, "field")
        field = policy.fields.get(name)
        if field is None:
            yield _unknown(here, "field", name)
            continue
        if name in names[:position]:
            yield Problem(here, f"'{name}' is asked twice; keep one of them")
        if source and name not in source.collects:
            message = f"the source '{form.source}' does not collect '{name}'; take it out, or add"
            yield Problem(here, f"{message} it there")
        if not uses & set(field.needed_for):
            message = f"'{name}' is needed for nothing that this form is for; take it out, or name"
            yield Problem(here, f"{message} the purpose under `needed_for`")


def _asks(policy: Policy, form: Form, place: Place) -> Iterator[Problem]:
    asked = {policy.fields[one.field].kind for one in form.fields if one.field in policy.fields}
    seen = set[str]()
    for position, ask in enumerate(form.asks):
        here = (*place, "asks", position)
        purpose = policy.purposes.get(ask.purpose)
        if purpose is None:
            yield _unknown((*here, "purpose"), "purpose", ask.purpose)
            continue
        if ask.purpose in seen:
            yield Problem((*here, "purpose"), "this is asked twice; name all channels in one line")
        seen.add(ask.purpose)
        for number, channel in enumerate(ask.channels):
            there = (*here, "channels", number)
            yield from _box(policy, ask.purpose, channel, there)
            needed = REACHED_BY.get(channel)
            if needed not in asked:
                message = f"a yes by {channel} leads nowhere without a field of the kind {needed}"
                yield Problem(there, f"{message}; ask for it, or take the channel out")


def _box(policy: Policy, slug: str, channel: Channel, place: Place) -> Iterator[Problem]:
    """One box is one question: one purpose, one channel, in words that do for both."""
    purpose = policy.purposes[slug]
    name = purpose.wordings.get(channel)
    if channel not in purpose.channels or name is None:
        message = f"'{slug}' has no wording for {channel}; add it under purposes.{slug}.wordings"
        yield Problem(place, f"{message}, or take the channel out")
        return
    wording = policy.wordings.get(name)  # whatever else it lacks is said of the purpose already
    if wording and (wording.channels != (channel,) or wording.purposes != (slug,)):
        message = f"the wording '{name}' asks for several things in one tick"
        yield Problem(place, f"{message}; ask for each in a wording of its own")


def _no_marketing(policy: Policy, form: Form, place: Place) -> Iterator[Problem]:
    here = (*place, "no_marketing")
    words = policy.objections.get(form.no_marketing)
    if words is None:
        yield _unknown(here, "objection", form.no_marketing)
        return
    is_to_all = words.channels == ("all",) and words.purposes == ("all",)
    if words.to is ObjectionTo.RESEARCH or not is_to_all:
        message = "this box says no to all direct marketing; name an objection to marketing"
        yield Problem(here, f"{message}, with channels and purposes [all]")


def _confirmed(policy: Policy, form: Form, place: Place) -> Iterator[Problem]:
    fields = {one.field: one for one in form.fields}
    emails = [
        name
        for name, one in fields.items()
        if name in policy.fields and policy.fields[name].kind is FieldKind.EMAIL
    ]
    if len(emails) > 1:
        message = "a form asks for one email address, which is told what was answered; keep one"
        yield Problem((*place, "fields"), message)
    if form.double_opt_in and not any(fields[name].required for name in emails):
        message = "a yes is confirmed by email, so the email address must be `required: true`"
        yield Problem((*place, "double_opt_in"), message)


def _words(policy: Policy, form: Form, place: Place) -> Iterator[Problem]:
    """No word of the form makes a yes of something else, or of nothing."""
    for key, text in _all_words(policy, form):
        plain = ONLY_IF_ASKED.sub("", " ".join(text.split()))
        if found := BUNDLED.search(plain):
            message = f"these words tie a yes to something else ('{quoted(found[0])}'); say only"
            yield Problem((*place, key), f"{message} what happens, and ask with a box of its own")
        if found := PRESUMED.search(plain):
            message = f"these words presume a yes ('{quoted(found[0])}'); ask with an empty box"
            yield Problem((*place, key), message)


def _all_words(policy: Policy, form: Form) -> Iterable[tuple[str, str]]:
    yield from (("title", form.title), ("intro", form.intro), ("thanks", form.thanks))
    for one in form.fields:
        if field := policy.fields.get(one.field):
            yield from (("fields", words) for words in (field.label, *field.choices))
    source = policy.sources.get(form.source)
    versions = policy.notices.get(source.notice, ()) if source else ()
    yield from (("source", one.text) for one in versions[-1:] if one.text)


def _unknown(place: Place, kind: str, name: str) -> Problem:
    message = f"there is no {kind} '{name}'; correct the id, or add it under `{kind}s`"
    return Problem(place, message)
