"""The commands by name, each loaded only when it is asked for."""

from importlib import import_module

import click

COMMANDS = {
    "backup": "Back up the record to one place, or its keys to another.",
    "check": "Check a contact list: may we, why not, what would change it.",
    "decide": "Answer questions, JSON Lines in, JSON Lines out.",
    "delivery": "Say what became of messages, and take in what came back.",
    "due": "Say when a request, complaint or breach is due.",
    "evidence": "Prove that the log only grew: seal, receipt, verify.",
    "expire": "Erase whoever was kept as long as the policy says.",
    "explain": "Answer one question in words, with every finding.",
    "export": "Write everything in open formats, for the day one leaves.",
    "import": "Bring in people from a list, with what they said.",
    "key": "Make keys: to sign, to leave alone by, to ask with.",
    "person": "Show what is held about somebody, or destroy it.",
    "policy": "Keep the policy file: check, compare, apply, show.",
    "rebuild": "Make what holds now anew from all that was said, or compare.",
    "register": "Keep the editions of TPS, CTPS and the fax register.",
    "replay": "Answer as on a day of the past, and say what was learned since.",
    "restore": "Restore the record, or its keys, from a backup.",
    "rights": "Keep the register of what people ask about their own details.",
    "rules": "Show the rulebook, or one rule.",
    "screen": "Search every number on record in the newest registers.",
    "staff": "Ask the first administrator in, and see who works here.",
    "serve": "Serve the API and do the daily jobs, in one command.",
    "website": "Audit a website, and count the visits in its logs.",
}

EXIT_CODES = """\b
Exit codes:
  0    done
  1    done, but some lines could not be read (each is named, none is allowed)
  2    nothing done: something asked for is wrong or missing
  70   a fault in Sayso itself
  74   what was to be shown could not be, or not all of it
  130  interrupted, or told to end; nothing unfinished is left behind
  141  whoever read the output left before its end
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
        module = "import_" if cmd_name == "import" else cmd_name  # a word of Python's own
        command: click.Command = import_module(f"sayso.cli.{module}").command
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
