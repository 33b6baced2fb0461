"""An audit told: as a page that needs nothing else, or as data."""

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

from django.template import Context, Engine
from django.utils.safestring import mark_safe

from sayso.law.words import day_in_words
from sayso.website.audit.audit import Audited
from sayso.website.audit.finding import Finding, Kind
from sayso.website.audit.seen import Place, State

HERE = Path(__file__).parent
ROOM = HERE.parent

WHY = {
    Kind.UNASKED: "Stored or asked for without permission",
    Kind.UNDECLARED: "Stored, but not in the cookie table",
    Kind.TOO_LONG: "Kept longer than declared",
    Kind.CHOICE: "The choice is not free and equal",
    Kind.LINK: "Links to other websites",
    Kind.NEVER_SEEN: "In the cookie table, but not met",
}
"""The heading of each kind."""

NOT_TRIED = {
    State.SIGNED_IN: "nobody was signed in; give --signed-in to try that, too",
}


def answer(found: Audited) -> str:
    """What came of it, in a sentence."""
    wrong = [one for one in found.findings if one.kind is not Kind.NEVER_SEEN]
    if not wrong:
        return f"Nothing was found wrong on {found.plan.host}"
    things = "One thing is" if len(wrong) == 1 else f"{len(wrong)} things are"
    return f"{things} wrong on {found.plan.host}"


def page(found: Audited, *, day: date) -> str:
    """The report as one file of HTML, which fetches nothing."""
    context = {
        "answer": answer(found),
        "host": found.plan.host,
        "day": day_in_words(day),
        "style": mark_safe((ROOM / "static/website/sayso.css").read_text("utf-8")),  # noqa: S308
        "groups": list(_groups(found.findings)),
        "stored": list(_stored(found)),
        "pages": found.pages,
        "states": [str(visit.state) for visit in found.visits],
        "left_out": [f"{state} ({NOT_TRIED.get(state, 'left out')})" for state in found.left_out],
        "links_to": found.links_to,
        "troubles": list(found.troubles()),
        "declared": str(len(found.plan.declared.cookies)),
    }
    engine = Engine(dirs=[str(HERE), str(ROOM / "templates")])
    return engine.get_template("report.html").render(Context(context))


def _groups(findings: list[Finding]) -> Iterator[tuple[str, str, list[dict[str, str]]]]:
    for kind, some in groupby(findings, lambda one: one.kind):
        rows = [
            {
                "sentence": one.sentence,
                "page": one.page,
                "states": ", ".join(one.states),
                "script": one.script,
            }
            for one in some
        ]
        yield WHY[kind], "ask" if kind is Kind.NEVER_SEEN else "stop", rows


def _stored(found: Audited) -> Iterator[dict[str, str]]:
    """Everything that was met, once, with where and when."""
    met: dict[tuple[str, Place, str], dict[str, Any]] = {}
    for visit in found.visits:
        for one in visit.stored:
            row = met.setdefault((one.name, one.place, one.host), {"states": {}})
            row["states"][str(one.state)] = True
    for (name, place, host), row in sorted(met.items()):
        line = found.plan.declared.find(name)
        yield {
            "name": name,
            "place": str(place),
            "host": host,
            "declared": f"{line[1].basis}, {line[1].lasts}" if line else "not declared",
            "states": ", ".join(row["states"]),
        }


def data(found: Audited) -> dict[str, Any]:
    """The same for another program."""
    return {
        "site": found.plan.url,
        "exit_code": found.exit_code,
        "pages": found.pages,
        "states": [str(visit.state) for visit in found.visits],
        "not_tried": [str(state) for state in found.left_out],
        "findings": [
            {
                "kind": str(one.kind),
                "subject": one.subject,
                "sentence": one.sentence,
                "page": one.page,
                "states": list(map(str, one.states)),
                "script": one.script or None,
            }
            for one in found.findings
        ],
        "stored": list(_stored(found)),
        "links_to": found.links_to,
        "troubles": list(found.troubles()),
    }
