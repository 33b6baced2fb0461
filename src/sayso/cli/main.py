"""`sayso`: runs the command, and turns whatever goes wrong into one sentence and an exit code.

Nothing is imported here before `main` runs, for somebody may interrupt while the rest is loaded.
"""

import sys

DONE, SOME_UNREADABLE, NOTHING_DONE, FAULT, CUT_SHORT, INTERRUPTED = 0, 1, 2, 70, 74, 130
READER_LEFT = 141


def main() -> None:
    """Run the command that was asked for, and end with its exit code."""
    try:
        code = _run()
    except KeyboardInterrupt:  # what is needed was still being loaded
        code = _interrupted()
    sys.exit(code)


def _run() -> int:
    import gc
    from io import TextIOWrapper

    from sayso.cli.signals import ending_alike

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a terminal may lack a sign; it is told the rest
            stream.reconfigure(errors="replace")
    with ending_alike() as signals:
        code = _code()
        if signals or code == INTERRUPTED:
            gc.collect()  # whatever was being written lets go of its unfinished file
    return INTERRUPTED if signals else code


def _code() -> int:
    """The exit code of the command; what went wrong has been said."""
    import click

    from sayso.cli.commands import sayso
    from sayso.cli.options import Refusal

    try:
        return sayso.main(standalone_mode=False) or DONE
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        return NOTHING_DONE
    except click.ClickException as error:
        complain(_one_line(error.format_message()))
        return error.exit_code if isinstance(error, Refusal) else NOTHING_DONE
    except (KeyboardInterrupt, click.Abort):
        return _interrupted()
    except (BrokenPipeError, SystemExit):  # click exits with 1, which would be an answer
        _close_output()
        return READER_LEFT
    except OSError as error:
        return _not_written(error)
    except Exception as error:  # noqa: BLE001 - the last line of defence: no traceback, ever
        complain(
            f"This could not be done, because of a fault in Sayso ({type(error).__name__}); "
            "nothing unfinished was written. Please report it, with the command."
        )
        return FAULT


def _interrupted() -> int:
    complain("Interrupted; nothing more was written.")
    return INTERRUPTED


def _not_written(error: OSError) -> int:
    """A file that cannot be had has a name; what is shown goes to a stream, which has none."""
    _close_output()
    if error.filename is not None:
        complain(f"This could not be done: {error.strerror}. Nothing unfinished was kept.")
        return NOTHING_DONE
    complain(
        f"This could not be shown: {error.strerror}; put that right, and do it again, for what was "
        "written may be cut short."
    )
    return CUT_SHORT


def _close_output() -> None:
    """Whoever read our output has seen enough. Python would complain once more at exit."""
    import os
    from contextlib import suppress

    with suppress(OSError, AttributeError):  # no stream at all
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _one_line(message: str) -> str:
    """A complaint as one sentence, for click sets lists of choices out in lines."""
    return " ".join(message.split()).rstrip(".") + "."


def complain(sentence: str) -> None:
    """Say on the error stream what could not be done."""
    from contextlib import suppress

    with suppress(OSError, AttributeError):  # a terminal that hung up, or no error stream at all
        sys.stderr.write(f"sayso: {sentence}\n")
        sys.stderr.flush()
