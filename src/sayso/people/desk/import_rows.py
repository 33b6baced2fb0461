"""What became of the rows of a list: those of one outcome on a page, and all to take away."""

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import NamedTuple

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sayso.lists.output import csv_line
from sayso.people.desk.imports import EDIT, OUTCOMES, in_a_browser, own_upload
from sayso.people.imports.running import HEADINGS, report_of
from sayso.people.models import Import
from sayso.people.queries import refs_of
from sayso.people.upload_models import Upload
from sayso.staff.access import asker, requires

SEE = "see-people"

SHOWN = 200
"""Rows on a page."""


class Line(NamedTuple):
    """A row of the list: why it became what it did, and the reference of whose record it is."""

    row: int
    why: str
    ref: str


@require_safe
@requires(EDIT)
def rows(request: HttpRequest, name: str, outcome: str) -> HttpResponse:
    """The rows of one outcome: of a list that is in, page by page; of a trial, the first."""
    upload = own_upload(request, name)
    if outcome not in OUTCOMES or not (upload.run or upload.trial):
        raise Http404
    told = upload.summary or upload.trial
    lines = list(
        _of_a_run(upload.run, outcome, _after(request)) if upload.run else _tried(upload, outcome)
    )
    more = upload.run is not None and len(lines) > SHOWN
    context = {
        "upload": upload,
        "words": OUTCOMES[outcome],
        "outcome": outcome,
        "count": told["counts"].get(outcome, 0),
        "lines": lines[:SHOWN],
        "after": lines[SHOWN - 1].row if more else None,
        "may_see": asker(request).may(SEE),
    }
    return render(request, "people/import-rows.html", context)


def _after(request: HttpRequest) -> int:
    text = request.GET.get("after", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def _of_a_run(run: Import, outcome: str, after: int) -> Iterator[Line]:
    """The rows after one, and one more than a page holds, which says that there is another."""
    asked = run.rows.filter(outcome=outcome, row__gt=after).order_by("row")
    return _with_refs(list(asked.values_list("row", "reason", "sid")[: SHOWN + 1]))


def _tried(upload: Upload, outcome: str) -> Iterator[Line]:
    """The first rows of a trial, which stored nothing and so knows nobody."""
    for row, one, why in upload.trial["named"]:
        if one == outcome:
            yield Line(row, in_a_browser(why), "")


def _with_refs(found: Iterable[tuple[int, str, str]]) -> Iterator[Line]:
    refs = refs_of(sid for *_, sid in found)
    for row, why, sid in found:
        yield Line(row, in_a_browser(why), refs.get(sid, ""))


@require_safe
@requires(EDIT)
def download(request: HttpRequest, name: str) -> StreamingHttpResponse:
    """What became of each row, with a reference and nothing else of anybody."""
    found = own_upload(request, name)
    if found.run is None:
        raise Http404
    lines = map(csv_line, chain([HEADINGS], report_of(found.run)))
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="import-{found.run.pk}.csv"'
    answer["Cache-Control"] = "no-store"
    return answer
