"""Everything in open formats, for the day on which one leaves: JSON Lines, and CSV for people."""

import csv
import json
import tempfile
from base64 import b64decode
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Model

from sayso.config.backup import BackupError, name_of
from sayso.config.rooms import ROOMS
from sayso.config.tables import lines, snapshot, tables
from sayso.evidence import actions as log
from sayso.evidence.export import export as export_log
from sayso.evidence.models import Checkpoint
from sayso.lists.output import defuse
from sayso.people.batches import batches
from sayso.people.details import Details, open_all
from sayso.people.forms.kept import unsealed
from sayso.people.models import ContactPoint, Person, Submission
from sayso.people.names import opaque
from sayso.people.sealing import SealedError
from sayso.policy.models import PolicyVersion
from sayso.rights.holdings import words_of
from sayso.rights.models import Request
from sayso.staff.models import Member

README = """\
This is everything that Sayso held, in open formats. IT HOLDS PERSONAL DATA IN THE OPEN: names,
addresses, telephone numbers, and what people said. Keep it as safe as the record itself, and
destroy it when it has served.

Each table is here twice: as JSON Lines (.jsonl: UTF-8, one object a line) and as CSV (.csv: UTF-8,
RFC 4180). Days are YYYY-MM-DD, instants UTC. What is neither a text nor a number in a CSV cell is
JSON. A CSV cell that a spreadsheet would run begins with an apostrophe that is not part of it.

people_person        a record of somebody; `fields` is what they gave, each with where it came from
people_contactpoint  how they are reached: `value`, of the person `person_id`
people_event         what was said of the person `sid`, in the order of `id`: never altered
rights_request       what people asked about their own details; `words` says who, and what
people_submission    what somebody sent by a form: `given` is what they wrote, some of it unproved
people_suppression   contact points to leave alone, by a keyed hash. KEEP HONOURING THEM: the hash
                     is HMAC-SHA256 under the suppression keys, which lie beside the other keys
policies             the policy file, each version as it was applied
log                  the log; `sayso evidence verify log --key KEY` verifies it
"""


def export(folder: Path, *, actor: str) -> int:
    """Write everything to a new folder, whole or not at all; how many rows there are.

    That it was done, and by whom, is in the log before anybody can read it.
    """
    if folder.exists():
        raise BackupError(f"{folder.name} is there already; name a folder that is not.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".sayso.", dir=folder.parent) as private:
        part = Path(private) / "export"
        part.mkdir()
        count = _written(part)
        for path in part.rglob("*"):
            path.chmod(0o700 if path.is_dir() else 0o600)
        part.chmod(0o700)
        with transaction.atomic():
            log.append(kind="people.exported", actor=opaque(actor))
        part.rename(folder)
    return count


def _written(part: Path) -> int:
    (part / "README.txt").write_text(README, "utf-8")
    (part / "policies").mkdir()
    for version in PolicyVersion.objects.all():
        text = part / "policies" / f"{version.number}.yaml"
        text.write_text(version.text, "utf-8")
    if Checkpoint.objects.exists():
        export_log(part / "log")
    with snapshot(part.parent):
        return sum(_table(part, model) for model in tables() if _leaves(model))


def _leaves(model: type[Model]) -> bool:
    """Not the second factors of the staff, which are worth nothing anywhere else."""
    return model._meta.app_label in ROOMS  # noqa: SLF001 - Django's documented name


def _table(part: Path, model: type[Model]) -> int:
    """One table in both forms; how many rows."""
    count, name = 0, name_of(model)
    as_json_path, as_csv_path = part / f"{name}.jsonl", part / f"{name}.csv"
    with (
        as_json_path.open("w", encoding="utf-8") as as_json,
        as_csv_path.open("w", encoding="utf-8", newline="") as as_csv,
    ):
        put = csv.writer(as_csv).writerow
        for row in _rows(model):
            if not count:
                put(row)
            as_json.write(json.dumps(row, ensure_ascii=False) + "\n")
            put(_cell(value) for value in row.values())
            count += 1
    return count


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return defuse(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))


def _rows(model: type[Model]) -> Iterator[dict[str, Any]]:
    rows = map(json.loads, lines(model))
    if model is Person:
        return _opened(rows, "sid", _of_person)
    if model is Submission:
        return map(_of_submission, rows)
    if model is ContactPoint:
        return _opened(rows, "person_id", _of_point)
    if model is Request:
        return map(_of_request, rows)
    if model is Member:
        return ({name: row[name] for name in row if name != "password"} for row in rows)
    return rows


def _of_person(row: dict[str, Any], details: Details) -> dict[str, Any]:
    return {name: row[name] for name in row if name != "sealed"} | {
        "fields": details.get("fields", {})
    }


def _of_submission(row: dict[str, Any]) -> dict[str, Any]:
    shown = {name: row[name] for name in row if name != "sealed"}
    try:
        return shown | {"given": unsealed(row["sid"], b64decode(row["sealed"]))}
    except SealedError:  # it was erased, or refused
        return shown | {"given": None}


def _of_point(row: dict[str, Any], details: Details) -> dict[str, Any]:
    return {"value": details.get("points", {}).get(row["pid"])} | row


def _of_request(row: dict[str, Any]) -> dict[str, Any]:
    words = words_of(Request.objects.get(rid=row["rid"]))
    return {name: row[name] for name in row if name != "sealed"} | {"words": words}


def _opened(rows: Iterable[dict[str, Any]], of: str, shown: Any) -> Iterator[dict[str, Any]]:
    """The rows with what is sealed of their people."""
    for batch in batches(rows):
        details = _details(Person.objects.filter(sid__in={row[of] for row in batch}))
        for row in batch:
            yield shown(row, details.get(row[of], {}))


def _details(people: Iterable[Person]) -> Mapping[str, Details]:
    try:
        return open_all(people)
    except SealedError as error:
        raise BackupError(
            "Somebody's details cannot be opened, so not everything could be exported; restore the "
            "keys from their backup, or erase that record."
        ) from error
