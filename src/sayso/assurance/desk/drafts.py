"""The pages of a policy in the making: written part by part, planned, proposed and approved."""

from collections.abc import Callable
from typing import NamedTuple

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sayso.assurance import planning
from sayso.assurance.desk.versions import versions
from sayso.assurance.models import Plan
from sayso.policy import drafts
from sayso.policy.diff import Difference, differences
from sayso.policy.drafts import DraftError, Hand
from sayso.policy.models import Draft
from sayso.policy.parts import Part, parts
from sayso.policy.problems import PolicyError, Problem
from sayso.policy.queries import NoPolicyError, current
from sayso.policy.reading import shipped
from sayso.policy.schema import Policy
from sayso.staff import work
from sayso.staff.access import afresh, asker, requires
from sayso.staff.approval import Approving, approving
from sayso.staff.work_models import State

CHANGE, SEE = "change-policy", "see-people"


@require_http_methods(["GET", "HEAD", "POST"])
@requires(CHANGE, "read-evidence")
def policy(request: HttpRequest) -> HttpResponse:
    """Every version and draft; and a new draft, begun from the version that holds."""
    if request.method != "POST":
        return versions(request)
    if shut := asker(request).shut(CHANGE):
        messages.error(request, f"A draft takes the right to change the policy: {shut.name}.")
        return HttpResponseRedirect(reverse("policy-versions"))
    try:
        text = current().text
    except NoPolicyError:
        text = shipped().decode()
    draft = drafts.begin(text=text, hand=_hand(request))
    return _to(draft)


def _hand(request: HttpRequest) -> Hand:
    member = asker(request).member
    return Hand(member.name, member.actor)


def _to(draft: Draft) -> HttpResponse:
    return HttpResponseRedirect(reverse("policy-draft", args=[draft.name]))


def draft_named(name: str) -> Draft:
    """The draft; or there is no such page."""
    found = Draft.objects.filter(name=name).first()
    if found is None:
        raise Http404
    return found


# --- one draft ---------------------------------------------------------------------------


class Read(NamedTuple):
    """A draft as it reads: the policy that it would be, or what is wrong with it."""

    policy: Policy | None
    problems: tuple[Problem, ...]
    differences: list[Difference]


def _read(draft: Draft) -> Read:
    try:
        policy = drafts.read_draft(draft)
    except PolicyError as error:
        return Read(None, error.problems, [])
    try:
        before = current().policy
    except NoPolicyError:
        return Read(policy, (), [])
    return Read(policy, (), differences(before, policy))


class Mend(NamedTuple):
    """Something to mend: what, and the part and line in which it stands."""

    problem: Problem
    part: Part | None

    @property
    def line(self) -> int:
        return (self.problem.line or 1) - (self.part.first if self.part else 1) + 1


def _mends(problems: tuple[Problem, ...], every: list[Part]) -> list[Mend]:
    found = []
    for problem in problems:
        around = [part for part in every if problem.line and part.first <= problem.line]
        found.append(Mend(problem, around[-1] if around else None))
    return found


@require_safe
@requires(CHANGE, "read-evidence")
def draft(request: HttpRequest, name: str) -> HttpResponse:
    """What is wrong with it, what is different, whom it affects, and who may approve it."""
    return _shown(request, draft_named(name))


def _shown(request: HttpRequest, draft: Draft, error: str = "") -> HttpResponse:
    read, every, plan = _read(draft), parts(draft.text), planning.newest(draft)
    context = {
        "draft": draft,
        "read": read,
        "mends": _mends(read.problems, every),
        "parts": every,
        "plan": plan,
        "effects": list(planning.shown(plan)) if plan else [],
        "may_change": asker(request).may(CHANGE),
        "may_see": asker(request).may(SEE),
        "approving": _approving(request, draft),
        "error": error,
    }
    return render(request, "assurance/draft.html", context, status=422 if error else 200)


def _approving(request: HttpRequest, draft: Draft) -> Approving | None:
    if draft.state != "proposed" or draft.proposed_at is None:
        return None
    return approving(asker(request), right=CHANGE, hands=draft.hands, since=draft.proposed_at)


@require_http_methods(["GET", "HEAD", "POST"])
@requires(CHANGE)
def part(request: HttpRequest, name: str, key: str) -> HttpResponse:
    """One part of a draft, to be written anew."""
    draft = draft_named(name)
    found = next((one for one in parts(draft.text) if one.key == key), None)
    if found is None:
        raise Http404
    text, error = found.text, ""
    if request.method == "POST":
        text = request.POST.get("text", "")
        edits = request.POST.get("edits", "")
        try:
            draft = drafts.write(
                name=name,
                part=key,
                text=text,
                edits=int(edits) if edits.isascii() and edits.isdecimal() else -1,
                hand=_hand(request),
            )
        except DraftError as refusal:
            error = str(refusal)
        else:
            return _after_writing(request, draft, key)
    every = parts(draft.text)
    mends = [one for one in _mends(_read(draft).problems, every) if one.part == found]
    context = {"draft": draft, "part": found, "text": text, "mends": mends, "error": error}
    return render(request, "assurance/part.html", context, status=422 if error else 200)


def _after_writing(request: HttpRequest, draft: Draft, key: str) -> HttpResponse:
    """Back to the part while something in it is wrong, else to the draft."""
    mends = _mends(_read(draft).problems, parts(draft.text))
    if any(one.part and one.part.key == key for one in mends):
        return HttpResponseRedirect(reverse("policy-part", args=[draft.name, key]))
    messages.success(request, "Saved.")
    return _to(draft)


# --- its steps ---------------------------------------------------------------------------


def _propose(request: HttpRequest, draft: Draft) -> str:
    drafts.propose(name=draft.name, hand=_hand(request))
    draft.refresh_from_db()
    if planning.newest(draft) is None:
        planning.ask(draft, asker(request).member)
    return "Proposed. Somebody who did not write it can approve it."


def _send_back(request: HttpRequest, draft: Draft) -> str:
    remark = request.POST.get("remark", "")
    drafts.send_back(name=draft.name, remark=remark, hand=_hand(request))
    return "Sent back."


def _withdraw(request: HttpRequest, draft: Draft) -> str:
    drafts.withdraw(name=draft.name, hand=_hand(request))
    return "Withdrawn. It stays on record."


def _plan(request: HttpRequest, draft: Draft) -> str:
    planning.ask(draft, asker(request).member)
    return ""


def _cancel_plan(request: HttpRequest, draft: Draft) -> str:  # noqa: ARG001 - as every step
    for one in Plan.objects.filter(draft=draft):
        work.cancel(one)
    return "The plan was cancelled."


def _approve(request: HttpRequest, draft: Draft) -> str:
    found = _approving(request, draft)
    if found is None:
        raise DraftError("It is not proposed any more; look at it anew.")
    if not found.may:
        raise DraftError(found.shut)
    plan = planning.newest(draft)
    if plan is None or plan.state != State.DONE:
        raise DraftError("Whom it affects is not known yet; wait for the plan, then approve it.")
    version = drafts.approve(name=draft.name, hand=_hand(request), waited_days=found.waited_days)
    return f"Applied as version {version.number}, {version.slug}."


STEPS: dict[str, Callable[[HttpRequest, Draft], str]] = {
    "plan": _plan,
    "cancel-plan": _cancel_plan,
    "propose": _propose,
    "send-back": _send_back,
    "withdraw": _withdraw,
    "approve": _approve,
}


@require_POST
@requires(CHANGE)
@afresh
def step(request: HttpRequest, name: str, what: str) -> HttpResponse:
    """One step of a draft, by its name in the address."""
    draft = draft_named(name)
    if what not in STEPS:
        raise Http404
    try:
        told = STEPS[what](request, draft)
    except DraftError as refusal:
        draft.refresh_from_db()
        return _shown(request, draft, str(refusal))
    except PolicyError as refusal:
        draft.refresh_from_db()
        return _shown(request, draft, f"It cannot be applied: {refusal.problems[0]}.")
    if told:
        messages.success(request, told)
    return _to(draft)


@require_safe
@requires(CHANGE, "read-evidence")
def plan_progress(request: HttpRequest, name: str) -> JsonResponse:  # noqa: ARG001 - Django's
    """How far the plan is, for the script of the page."""
    plan = planning.newest(draft_named(name))
    if plan is None:
        raise Http404
    return JsonResponse(plan.progress)
