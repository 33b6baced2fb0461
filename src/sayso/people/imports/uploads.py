"""A file of people that was sent by the browser: read, tried, brought in, given up."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from sayso.lists.errors import ListError
from sayso.lists.table import open_table
from sayso.people.errors import RecordError
from sayso.people.imports.claims import Settings
from sayso.people.imports.columns import columns_as_named, suggested
from sayso.people.imports.running import Plan, Source
from sayso.people.upload_models import Stage, Upload
from sayso.policy.details import SourceKind
from sayso.policy.queries import current
from sayso.staff import work
from sayso.staff.models import Member, actor_of
from sayso.staff.rights import Powers
from sayso.staff.shelf import NotTakenError, Shelf
from sayso.staff.work_models import State

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

IMPORTS = Shelf("imports")
RELEASE = "release-lists"


def send(*, member: Member, file: "UploadedFile[Any] | None") -> Upload:
    """Keep a file that was sent, with how its columns seem to be meant."""
    upload = Upload(member=member.pk, state=State.DONE)
    try:
        upload.file_name, upload.sha256 = IMPORTS.put(upload.name, file)
        table = open_table(_list_of(upload))
    except NotTakenError as error:
        raise RecordError(str(error)) from None
    except ListError as error:
        IMPORTS.destroy(upload.name)
        raise RecordError(str(error).replace("list.csv", "The file")) from None
    words = suggested(current().policy, table.headers)
    upload.headings, upload.how = list(table.headers), table.how[:200]
    upload.words = {str(place): word for place, word in enumerate(words)}
    upload.save(force_insert=True)
    return upload


def _list_of(upload: Upload) -> Any:
    path = IMPORTS.list_of(upload.name)
    if path is None:
        raise RecordError("The file is gone; send it again.")
    return path


def try_out(
    upload: Upload, *, words: Sequence[str], settings: Mapping[str, Any], powers: Powers
) -> None:
    """Ask what would become of every row; nothing is written. Refused if it cannot be read so."""
    _must_rest(upload)
    upload.words = {str(place): word for place, word in enumerate(words)}
    upload.settings = dict(settings)
    plan_of(upload)
    _must_be_released(upload, powers)
    _queue(upload, Stage.TRIAL)


def bring_in(upload: Upload, *, powers: Powers) -> None:
    """Ask that a file that was tried be brought in, or gone on with where it stopped."""
    _must_rest(upload)
    if upload.stage == Stage.READING or not upload.trial:
        raise RecordError("Try the file first, and look at what would become of it.")
    if upload.stage == Stage.MEANT and upload.state == State.DONE:
        raise RecordError("This file is in already.")
    _list_of(upload)
    _must_be_released(upload, powers)
    _queue(upload, Stage.MEANT)


def _must_rest(upload: Upload) -> None:
    if not upload.has_ended:
        raise RecordError("The file is at work just now; wait for it, or cancel it.")


def _must_be_released(upload: Upload, powers: Powers) -> None:
    source = current().policy.sources.get(upload.settings.get("source", ""))
    if source and source.kind is SourceKind.BOUGHT_IN_LIST and not powers.may(RELEASE):
        raise RecordError(
            "A list that was bought is brought in by whoever may release it; ask the privacy "
            "officer."
        )


def _queue(upload: Upload, stage: Stage) -> None:
    upload.stage, upload.state, upload.ended_at = stage, State.QUEUED, None
    upload.problem, upload.done, upload.rows = "", 0, 0
    upload.save()


def plan_of(upload: Upload) -> Plan:
    """How the file is to be read by the policy of today; raises RecordError if it cannot be."""
    version = current()
    source = Source.opened(_list_of(upload))
    said = upload.settings
    words = [upload.words.get(str(place), "") for place in range(len(upload.headings))]
    for place, (word, heading) in enumerate(zip(words, upload.headings, strict=True), 1):
        if not word and heading.strip():
            raise RecordError(f"Say of column {place} what it is, or pass it over.")
    columns = columns_as_named(version.policy, [word or "unused" for word in words])
    on = date.fromisoformat(said["on"]) if said.get("on") else None
    settings = Settings(
        said.get("source", ""),
        said.get("wording", ""),
        said.get("method", ""),
        on,
        overwrite=bool(said.get("overwrite")),
    )
    return Plan(source, columns, settings, version, actor_of(upload.member))


def give_up(upload: Upload) -> None:
    """Stop what is at work and destroy the file; rows that are in stay in."""
    work.cancel(upload)
    forget(upload)


def forget(upload: Upload) -> None:
    """Destroy a file, and its headings, which may be somebody's details if it had none."""
    IMPORTS.destroy(upload.name)
    Upload.objects.filter(name=upload.name).update(headings=[], words={})
