"""The controls of the room: whether what people ask for is answered in time."""

from collections.abc import Callable, Mapping

from sayso.days import today_in_london
from sayso.evidence.controls import Control, Found, Kept
from sayso.rights.models import Kind
from sayso.rights.queries import Case, register

SOON = 7
"""Days before the last one."""

PAGE = "requests"


def _clock(words: str, is_one: Callable[[Case], bool]) -> Control:
    def control() -> Found:
        cases = [case for case in register(today_in_london()) if is_one(case)]
        late = [case for case in cases if case.clock.is_overdue]
        left = [days for case in cases if (days := case.clock.days_left) is not None]
        soon = [days for days in left if 0 <= days <= SOON]
        total = len(cases)
        if late:
            told = f"{len(late)} of {total} open {words} are overdue."
            return Found(Kept.BROKEN, told, len(late), total, PAGE)
        if soon:
            told = f"{len(soon)} of {total} open {words} are due within {SOON} days."
            return Found(Kept.AT_RISK, told, len(soon), total, PAGE)
        told = f"{total} {words} are open; none is overdue."
        return Found(Kept.KEPT, told, total, total, PAGE)

    return control


CONTROLS: Mapping[str, Control] = {
    "access-clock": _clock("requests", lambda case: case.request.kind != Kind.COMPLAINT),
    "complaint-clock": _clock("complaints", lambda case: case.request.kind == Kind.COMPLAINT),
    "correction-clock": _clock("corrections", lambda case: case.request.kind == Kind.CORRECTION),
}
