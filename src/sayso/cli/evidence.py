"""`sayso evidence`: the log sealed, proved and verified."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sayso.cli.main import SOME_UNREADABLE, complain
from sayso.cli.options import Refusal

if TYPE_CHECKING:
    from sayso.evidence.note import VerifierKey
    from sayso.evidence.offline import Report

key_option = click.option("--key", help="The verifier key, NAME+HASH+BASE64, or a file with it.")


@click.group()
def command() -> None:
    """Prove that the log only grew: seal it, hand out receipts, verify it.

    \b
    Examples:
      sayso evidence checkpoint --to /media/usb/log
      sayso evidence key > log.pub
      sayso evidence verify /media/usb/log --key log.pub
      sayso evidence receipt 4711 -o 4711.tlog-proof
    """


@command.command(name="key")
def verifier_key() -> None:
    """Print the verifier key, with which anybody can check what was exported.

    \b
    Examples:
      sayso evidence key
      sayso evidence key > log.pub
    """
    with _record():
        click.echo(_verifier())


@command.command()
@click.option(
    "--to", "folder", type=click.Path(path_type=Path), help="Also export the log to this folder."
)
def checkpoint(folder: Path | None) -> None:
    """Seal what is waiting, and print the newest checkpoint.

    Mail it, print it, leave it with your lawyer: whoever keeps a checkpoint can tell if the
    log is rewritten later.

    \b
    Examples:
      sayso evidence checkpoint
      sayso evidence checkpoint --to /media/usb/log
    """
    with _record():
        from sayso.evidence.actions import seal
        from sayso.evidence.export import export
        from sayso.evidence.models import Checkpoint

        sealed = seal()
        click.echo(f"Sealed {sealed:,} rows.", err=True)
        if folder is not None:
            click.echo(f"Exported {export(folder):,} rows to {folder}.", err=True)
        newest = Checkpoint.objects.last()
        click.echo(newest.note if newest else "The log is empty yet.", nl=newest is None)


@command.command()
@click.argument("entry", type=click.IntRange(min=1), metavar="ID")
@click.option(
    "-o", "--out", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file."
)
def receipt(entry: int, out: Path | None) -> None:
    """Write the proof that an entry is in the signed log, and what it says.

    It is in the form of c2sp.org/tlog-proof, and can be verified without this log.

    \b
    Examples:
      sayso evidence receipt 4711
      sayso evidence receipt 4711 -o 4711.tlog-proof
    """
    with _record():
        from sayso.evidence.queries import receipt as receipt_of

        text = receipt_of(entry)
    if out is None:
        click.echo(text, nl=False)
    else:
        out.write_text(text, "utf-8")


@command.command()
@click.argument("exported", type=click.Path(exists=True, path_type=Path), required=False)
@key_option
@click.option(
    "--retained",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A checkpoint that was kept elsewhere. May be repeated.",
)
def verify(exported: Path | None, key: str | None, retained: Sequence[Path]) -> None:
    """Verify an exported folder, a receipt, or the log in the database.

    A folder or a receipt needs the verifier key and nothing else. Every row that was edited or
    removed is named; with --retained, so is a log that was cut short or rewritten and signed anew.
    The exit code is 0 if nothing is wrong, 1 if anything is, 2 if it could not be verified.

    \b
    Examples:
      sayso evidence verify
      sayso evidence verify /media/usb/log --key log.pub --retained kept.checkpoint
      sayso evidence verify 4711.tlog-proof --key log.pub
    """
    kept = [path.read_text("utf-8", errors="replace") for path in retained]
    with _sentences():
        if exported is None:
            _tell(_verified_database(kept))
        elif exported.is_dir():
            from sayso.evidence.offline import verify_folder

            _tell(verify_folder(exported, _key(key), kept))
        else:
            _tell_receipt(exported, _key(key))


def _verified_database(kept: Sequence[str]) -> "Report":
    with _record():
        from sayso.evidence.queries import verify as verified

        return verified(_verifier(), kept)


def _verifier() -> "VerifierKey":
    """The public half of the key that signs the open record."""
    from django.conf import settings

    from sayso.evidence.keys import signing_key

    return signing_key(settings.ENVIRONMENT.keys).verifier


def _tell(report: "Report") -> None:
    """Every problem on a line of its own; the exit code is 0 only if there is none."""
    for problem in report.problems:
        click.echo(problem)
    if report.problems:
        complain(f"This log is not as it was signed (problems: {len(report.problems):,}).")
        click.get_current_context().exit(SOME_UNREADABLE)
    dropped = f", {report.dropped:,} of them dropped" if report.dropped else ""
    click.echo(f"Verified: {report.size:,} rows{dropped}.")


def _tell_receipt(path: Path, key: "VerifierKey") -> None:
    from sayso.evidence.offline import verify_receipt

    row, checkpoint = verify_receipt(path.read_text("utf-8", errors="replace"), key)
    click.echo(row.decode())
    click.echo(f"Verified: this is in the log of {checkpoint.size:,} rows.")


def _key(text: str | None) -> "VerifierKey":
    """The key given on the line, or the file in which it is."""
    from sayso.evidence.note import read_verifier_key

    if text is None:
        raise Refusal("The verifier key is missing; give it with --key.")
    path = Path(text)
    return read_verifier_key(path.read_text("utf-8") if path.is_file() else text)


@contextmanager
def _record() -> Iterator[None]:
    """The record, open."""
    from sayso.cli.record import open_record

    open_record()
    with _sentences():
        yield


@contextmanager
def _sentences() -> Iterator[None]:
    """What the log cannot do, as a refusal."""
    from sayso.evidence.errors import EvidenceError

    try:
        yield
    except EvidenceError as error:
        raise Refusal(str(error)) from None
