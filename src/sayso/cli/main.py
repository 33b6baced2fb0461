"""`sayso`: finds the command, and turns whatever goes wrong into one sentence and an exit code."""

import gc
import os
import signal
import sys
from importlib import import_module
from io import TextIOWrapper
from typing import NoReturn

import click

COMMANDS = {
    "check": "Check a contact list: may we, why not, what would change it.",
    "decide": "Answer questions, JSON Lines in, JSON Lines out.",
    "due": "Say when a request, complaint or breach is due.",
    "evidence": "Prove that the log only grew: seal, receipt, verify.",
    "explain": "Answer one question in words, with every finding.",
    "policy": "Keep the policy file: check, compare, apply, show.",
    "register": "Keep the editions of TPS, CTPS and the fax register.",
    "rules": "Show the rulebook, or one rule.",
}

DONE, SOME_UNREADABLE, NOTHING_DONE, FAULT, INTERRUPTED = 0, 1, 2, 70, 130

EXIT_CODES = """\b
Exit codes:
  0    done
  1    done, but some lines could not be read (each is named, none is allowed)
  2    nothing done: something asked for is wrong or missing
  70   a fault in Sayso itself
  130  interrupted
"""


class Commands(click.Group):
    """The commands by name, imported one at a time so that each starts quickly."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, in the order of the alphabet."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """One command, imported now."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"sayso.cli.{cmd_name}").command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of commands, without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl(sorted(COMMANDS.items()))


@click.group(
    cls=Commands, epilog=EXIT_CODES, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(package_name="sayso", prog_name="sayso")
def sayso() -> None:
    """May we contact this person, this way, for this purpose, today?

    UK privacy and electronic communications rules, answered with reasons.

    \b
    Examples:
      sayso check contacts.csv --channel live_call --purpose marketing -o out.csv
      sayso explain question.json
      sayso due access --received 2026-10-31
    """


def main() -> NoReturn:
    """Run the command that was asked for, and end with its exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):  # a terminal may lack a sign; it is told the rest
            stream.reconfigure(errors="replace")
    try:
        code = sayso.main(standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message())
        code = NOTHING_DONE
    except click.ClickException as error:
        complain(_one_line(error.format_message()))
        code = NOTHING_DONE
    except (KeyboardInterrupt, click.Abort):
        complain("Interrupted; nothing more was written.")
        code = INTERRUPTED
    except (BrokenPipeError, SystemExit):  # click exits with 1, which would be an answer
        _close_output()
        code = 128 + signal.SIGPIPE if hasattr(signal, "SIGPIPE") else NOTHING_DONE
    except OSError as error:
        _close_output()
        complain(f"This could not be done: {error.strerror}. Nothing unfinished was kept.")
        code = NOTHING_DONE
    except Exception as error:  # noqa: BLE001 - the last line of defence: no traceback, ever
        complain(
            f"This could not be done, because of a fault in Sayso ({type(error).__name__}); "
            "nothing unfinished was written. Please report it, with the command."
        )
        code = FAULT
    if code == INTERRUPTED:
        gc.collect()  # whatever was being written lets go of its unfinished file
    sys.exit(code or DONE)


def _close_output() -> None:
    """Whoever read our output has seen enough. Python would complain once more at exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _one_line(message: str) -> str:
    """A complaint as one sentence, for click sets lists of choices out in lines."""
    return " ".join(message.split()).rstrip(".") + "."


def complain(sentence: str) -> None:
    """Say on the error stream what could not be done."""
    click.echo(f"sayso: {sentence}", err=True)
