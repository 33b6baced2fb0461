"""What is written in an afternoon instead: phonenumbers, two sets, a dict, row by row.

It gives a yes or a no and nothing else: no reason, no remedy, no review of repaired cells, no
freshness of the registers, no consents, no soft opt-in. Anybody who objected is left out.

    by_hand.py LIST TPS CTPS SAID OUT
"""

import csv
import sys
from pathlib import Path

import phonenumbers


def main(contacts: str, tps: str, ctps: str, said: str, out: str) -> None:
    listed = numbers(tps) | numbers(ctps)
    stopped = objections(said)
    with (
        Path(contacts).open(encoding="utf-8", newline="") as source,
        Path(out).open("w", encoding="utf-8", newline="") as target,
    ):
        rows = csv.DictReader(source)
        writer = csv.DictWriter(target, [*(rows.fieldnames or ()), "call", "text", "email"])
        writer.writeheader()
        for row in rows:
            phones = {e164(row["Telephone"]), e164(row["Mobile"])} - {None}
            email = row["Email"].strip().lower()
            free = not phones & stopped and email not in stopped
            row["call"] = "yes" if free and phones and not phones & listed else "no"
            row["text"] = "yes" if free and phones else "no"
            row["email"] = "yes" if free and "@" in email else "no"
            writer.writerow(row)


def numbers(path: str) -> set[str | None]:
    with Path(path).open(encoding="ascii") as lines:
        return {f"+44{line.strip()[1:]}" for line in lines}


def objections(path: str) -> set[str | None]:
    with Path(path).open(encoding="utf-8", newline="") as file:
        said = [row["contact"] for row in csv.DictReader(file) if row["kind"] == "objection"]
    return {contact.lower() if "@" in contact else e164(contact) for contact in said}


def e164(cell: str) -> str | None:
    try:
        number = phonenumbers.parse(cell, "GB")
    except phonenumbers.NumberParseException:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


if __name__ == "__main__":
    main(*sys.argv[1:])
