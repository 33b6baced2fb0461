"""`sayso website`: the website audited, and its logs counted."""

import json
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sayso.cli.opened import the_record
from sayso.cli.options import Refusal
from sayso.days import today_in_london

if TYPE_CHECKING:
    from sayso.website.audit.audit import Audited
    from sayso.website.audit.declared import Declared
    from sayso.website.audit.states import Plan
    from sayso.website.statistics.importing import Read

EXIT_CODES = """\b
Exit codes:
  0  nothing is wrong
  1  something is stored that the cookie table does not name
  2  something is stored or asked for without permission (or the command itself was wrong:
     then nothing is printed but an error)
  3  all is well, but the table names what was not met
  4  something is kept for longer than declared
  5  the choice is not free and equal, or a link leads away without its caution
Of several the first of 2, 1, 4, 5, 3 counts.
"""


@click.group()
def command() -> None:
    """Audit a website: what it stores, when, and how it asks.

    \b
    Examples:
      sayso website audit https://www.example.org
      sayso website import-log /var/log/nginx/access.log*
    """


@command.command("import-log")
@click.argument(
    "files",
    nargs=-1,
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
)
@click.option("--site", default="", help="Put this name in front of every page.")
def import_log(files: tuple[Path, ...], site: str) -> None:
    """Count the pages in logs of a web server, each line once, however often it is brought in.

    The formats common and combined, with the name of the site in front or without, and lines of
    JSON; packed with gzip or not. No network address, name of a browser or question after an
    address is kept.

    \b
    Examples:
      sayso website import-log /var/log/nginx/access.log
      sayso website import-log --site www.example.org access.log*
    """
    failed = False
    with the_record(may_be_new=False):
        from sayso.website.statistics.importing import LogError, import_log

        for file in files:
            try:
                click.echo(f"{file.name}: {counted(import_log(file, site=site))}")
            except LogError as error:
                failed = True
                click.echo(f"sayso: {error}", err=True)
    click.get_current_context().exit(2 if failed else 0)


def counted(read: "Read") -> str:
    """What was counted of a log, and what was not."""
    if not read.lines:
        return "nothing new."
    why = [f"{count:,} {reason}" for reason, count in read.left_out.most_common()]
    rest = f"; left out: {', '.join(why)}" if why else ""
    return f"{read.pages:,} pages in {read.lines:,} new lines{rest}."


@command.command(epilog=EXIT_CODES)
@click.argument("url")
@click.option(
    "--policy",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False),
    help="The policy file whose cookie table counts.  [default: the policy in force]",
)
@click.option(
    "--report", metavar="FILE", type=click.Path(dir_okay=False), help="Write a page about it."
)
@click.option("--pages", type=click.IntRange(1, 1_000), default=20, show_default=True)
@click.option(
    "--idle",
    type=click.FloatRange(0, 120),
    default=10.0,
    show_default=True,
    help="Seconds for which a page is left open.",
)
@click.option(
    "--rest",
    type=click.FloatRange(0, 60),
    default=0.5,
    show_default=True,
    help="Seconds that each page is given to come to rest.",
)
@click.option(
    "--signed-in",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False),
    help="Visit as somebody signed in, too: their cookies, as Playwright saves them.",
)
@click.option("--allow-private", is_flag=True, help="A site of one's own network, or computer.")
@click.option("--browser", metavar="PROGRAM", help="A Chromium to use instead of the one found.")
@click.option("--json", "as_json", is_flag=True, help="The same as data.")
def audit(
    url: str,
    policy: str | None,
    report: str | None,
    pages: int,
    idle: float,
    rest: float,
    signed_in: str | None,
    allow_private: bool,
    browser: str | None,
    as_json: bool,
) -> None:
    """Visit a website in eight ways, and compare what it stores with what was declared.

    Untouched; scrolled and left open; after Reject; after Accept; after the yes was taken back;
    with the browser's privacy signal; without scripts; signed in. Each with a new browser.

    \b
    Examples:
      sayso website audit https://www.example.org
      sayso website audit http://localhost:8000 --allow-private --report audit.html
    """
    must_have_playwright()
    from sayso.website.audit.states import Plan

    plan = Plan(url, declared(policy), pages=pages, settle=rest, idle=idle, signed_in=signed_in)
    found = audited(plan, allow_private=allow_private, program=browser)
    from sayso.website.audit import report as told

    if report:
        text = told.page(found, day=today_in_london())
        Path(report).write_text(text, encoding="utf-8")
    if as_json:
        click.echo(json.dumps(told.data(found), indent=2))
    else:
        show(found, report)
    click.get_current_context().exit(found.exit_code)


def must_have_playwright() -> None:
    """The library that steers a browser is no part of every installation."""
    if find_spec("playwright") is None:
        raise Refusal(
            "A website cannot be audited, because Playwright is not installed; install Sayso with "
            "it: pip install 'sayso[audit]'"
        )


def declared(policy: str | None) -> "Declared":
    """The cookie table of a file, or of the policy that holds."""
    from sayso.website.audit.declared import Declared

    if policy:
        from sayso.policy.problems import PolicyError
        from sayso.policy.reading import read_policy

        try:
            return Declared(read_policy(Path(policy).read_bytes()).cookies)
        except PolicyError:
            raise Refusal(
                f"{policy} cannot be read as a policy; see why: sayso policy check {policy}"
            ) from None
    with the_record(may_be_new=False):
        from sayso.policy.queries import current

        return Declared(current().policy.cookies)


def audited(plan: "Plan", *, allow_private: bool, program: str | None) -> "Audited":
    from sayso.website.audit.audit import audit as made
    from sayso.website.audit.audit import must_be_reachable
    from sayso.website.audit.browser import AuditError, find_browser
    from sayso.website.audit.browser import browser as started
    from sayso.website.audit.guard import Guard

    guard = Guard(allow_private=allow_private)
    try:
        must_be_reachable(plan.url, guard)
        with started(guard, program=find_browser(program)) as browser:
            return made(browser, plan)
    except AuditError as error:
        raise Refusal(f"{error}.") from None


def show(found: "Audited", report: str | None) -> None:
    from sayso.website.audit.report import NOT_TRIED, answer

    click.echo(f"{answer(found)}: {len(found.pages)} pages, {len(found.visits)} ways of visiting.")
    for one in found.findings:
        click.echo(f"  {one.kind}: {one}")
    for trouble in found.troubles():
        click.echo(f"  not as it should be: {trouble}")
    for state in found.left_out:
        click.echo(f"  not tried: {state} ({NOT_TRIED.get(state, 'left out')})")
    if report:
        click.echo(f"The report is in {report}.")
