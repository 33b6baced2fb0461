"""What each column of a file of people means: a field of the policy, or what somebody said."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sayso.law.words import listed
from sayso.lists.columns import MAY_BE_PERSONAL
from sayso.people.errors import RecordError
from sayso.policy.details import FieldKind
from sayso.policy.schema import Policy

SAID = (
    *("given_on", "wording", "method", "channels", "topics", "seq", "ends_on", "withdrawn_on"),
    *("objected_on", "objection", "objection_channels", "objection_topics", "objection_to", "stop"),
    *("bounced_on", "complained_on"),
)
"""What a column may say that somebody said, or that came of a message to them."""

ORIGIN = ("source", "collected_on", "notice")
"""What a column may say of where the details of its row are from."""

UNUSED, NO_HEADING = "unused", ""
ASSESSED = ("affirmative", "unbundled", "informed", "evidenced")

ALSO = {
    "e_mail": "email",
    "email_address": "email",
    "e_mail_address": "email",
    "telephone": "phone",
    "tel": "phone",
    "phone_number": "phone",
    "telephone_number": "phone",
    "mobile_number": "mobile",
    "full_name": "name",
    "address": "postal-address",
    "post_code": "postcode",
    "organisation": "organisation-name",
    "company": "organisation-name",
    "consented_on": "given_on",
    "consent_date": "given_on",
    "opted_out_on": "objected_on",
    "unsubscribed_on": "objected_on",
}
"""Other headings under which people write the same."""

KINDS = {FieldKind.EMAIL: "email", FieldKind.PHONE: "phone", FieldKind.POSTAL_ADDRESS: "post"}


@dataclass(frozen=True)
class Columns:
    """The word of each column, by its place; several may hold the same sort of contact point."""

    words: tuple[str, ...]
    points: Mapping[int, tuple[str, str]]

    def place(self, word: str) -> int | None:
        """Where a word stands that stands at most once."""
        return self.words.index(word) if word in self.words else None

    def named(self, place: int) -> str:
        """What a column is called where its cell is refused."""
        word = self.words[place]
        return word if self.words.count(word) == 1 else f"{word} (column {place + 1})"

    def fields(self, policy: Policy) -> list[str]:
        """The fields of the policy that the file has."""
        return [word for word in dict.fromkeys(self.words) if word in policy.fields]


def columns_of(policy: Policy, words: Sequence[str]) -> Columns:
    """The columns of these words, which were found before."""
    kinds = {word: kind_of(policy, word) for word in words}
    points = {
        place: (word, kind) for place, word in enumerate(words) if (kind := kinds[word]) is not None
    }
    return Columns(tuple(words), points)


def kind_of(policy: Policy, word: str) -> str | None:
    """The kind of contact point that a field holds, if it holds one."""
    field = policy.fields.get(word)
    kind = KINDS.get(field.kind) if field else None
    if kind == "phone":
        return next((other for other in ("mobile", "fax") if other in word), kind)
    return kind


def in_column(error: RecordError, name: str | None) -> RecordError:
    """What was refused, beginning with the column that it is about, if it is about one."""
    text = str(error)
    if name is None or text.startswith(f"{name}: "):
        return error
    return RecordError(f"{name}: {text[0].lower()}{text[1:]}", code=error.code, field=name)


def find_columns(
    policy: Policy, headings: Sequence[str], given: Mapping[str, Sequence[str]]
) -> Columns:
    """The word of every column: as it was given, or as its heading says; refused if none is."""
    words: dict[int, str] = {}
    for word, names in given.items():
        _must_be_a_word(policy, word)
        for name in names:
            place = _place(headings, name)
            if words.setdefault(place, word) != word:
                raise RecordError(
                    f'A column is given as "{words[place]}" and as "{word}"; give it as one.'
                )
    for place, heading in enumerate(headings):
        if place not in words and (found := _word(policy, heading)) is not None:
            words[place] = found
    _must_be_known([place for place in range(len(headings)) if place not in words], headings)
    columns = columns_of(policy, [words[place] for place in range(len(headings))])
    _must_be_told_apart(columns)
    return columns


def columns_as_named(policy: Policy, words: Sequence[str]) -> Columns:
    """The columns of a file whose every column was given a word; a passed-over one has `unused`."""
    for word in words:
        _must_be_a_word(policy, word)
    columns = columns_of(policy, words)
    _must_be_told_apart(columns)
    return columns


def suggested(policy: Policy, headings: Sequence[str]) -> list[str]:
    """The word of each column as its heading says, or nothing where somebody has to say it."""
    found = []
    for heading in headings:
        try:
            found.append(_word(policy, heading) or "")
        except RecordError:  # an assessment, which no file can make
            found.append(UNUSED)
    return found


def _must_be_a_word(policy: Policy, word: str) -> None:
    _must_not_be_assessed(word)
    if word not in (*policy.fields, *SAID, *ORIGIN, UNUSED):
        raise RecordError(
            f'A column cannot be given as "{word}"; say one of the policy\'s fields '
            f"({', '.join(policy.fields)}), one of {', '.join((*SAID, *ORIGIN))}, or {UNUSED}."
        )


def _place(headings: Sequence[str], name: str) -> int:
    plain = [heading.strip().casefold() for heading in headings]
    if name.strip().casefold() not in plain:
        raise RecordError(
            f'The file has no column "{name}"; its columns are {_told(headings)}.', field="column"
        )
    return plain.index(name.strip().casefold())


def _word(policy: Policy, heading: str) -> str | None:
    """What a heading means, by its own name or by one that people write for it."""
    key = _run_on(heading)
    if not key:
        return NO_HEADING
    _must_not_be_assessed(key)
    known = {_run_on(word): word for word in (*SAID, *ORIGIN, *policy.fields)}
    known |= {_run_on(field.label): slug for slug, field in policy.fields.items()}
    word = known.get(key) or ALSO.get(key)
    return word if word in known.values() else None


def _run_on(heading: str) -> str:
    return "_".join(re.findall(r"\w+", heading.casefold().replace("_", " ")))


def _must_not_be_assessed(word: str) -> None:
    """What an answer is worth is found once, of its words, by somebody who knows the law."""
    key = _run_on(word)
    if any(key == flag or key.endswith(f"_{flag}") for flag in ASSESSED):
        raise RecordError(
            "A file cannot say of an answer that it was affirmative, unbundled, informed or "
            "evidenced; name the wording and the method in which it came, which the policy file "
            "assesses (--wording, --method), and pass the column over: --column unused=HEADING.",
            field="column",
        )


def _must_be_known(places: Sequence[int], headings: Sequence[str]) -> None:
    if not places:
        return
    unknown = _told([headings[place] for place in places], places)
    raise RecordError(
        f"The policy has no field for {unknown}, and collects nothing beyond its fields; give each "
        "such column as --column FIELD=HEADING, or pass it over: --column unused=HEADING.",
        code="unknown_key",
        field="column",
    )


def _told(headings: Iterable[str], places: Sequence[int] | None = None) -> str:
    """The headings, but none that may be somebody's details."""
    numbered = enumerate(headings)
    return listed(
        [
            f"column {(places[n] if places else n) + 1}"
            if MAY_BE_PERSONAL.search(heading) or not heading.isprintable()
            else f'"{heading.strip()[:60]}"'
            for n, heading in numbered
        ],
        "and",
    )


def _must_be_told_apart(columns: Columns) -> None:
    """Of two columns for one thing, one would be lost; there may be two numbers, though."""
    for word in set(columns.words) - {UNUSED, NO_HEADING}:
        places = [place for place, other in enumerate(columns.words) if other == word]
        if len(places) > 1 and places[0] not in columns.points:
            raise RecordError(
                f'{len(places)} columns are for "{word}"; give the one to read as '
                f"--column {word}=HEADING, and pass the others over: --column unused=HEADING."
            )
    if not columns.points:
        raise RecordError(
            "No column holds a contact point, by which people are found again; give one, as in "
            "--column email=HEADING."
        )
