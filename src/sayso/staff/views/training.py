"""Training: what is asked of one, what to read, the test, and what came of it."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from sayso.policy.queries import current
from sayso.staff.access import asker, requires
from sayso.staff.errors import StaffError
from sayso.staff.models import Sitting
from sayso.staff.training import sitting as sittings
from sayso.staff.training.bank import has_material, text_of
from sayso.staff.training.standing import TRIES


@require_safe
@requires()
def training(request: HttpRequest) -> HttpResponse:
    """Every training of one's roles, and where one stands."""
    powers = asker(request)
    asked = powers.asked_of_them
    others = [one for one in powers.trainings.values() if one not in asked]
    context = {"asked": asked, "others": others, "open": sum(not one.holds for one in asked)}
    return render(request, "staff/training.html", context)


@require_safe
@requires()
def module(request: HttpRequest, module: str) -> HttpResponse:
    """What is to be read, and the way to the test."""
    powers = asker(request)
    standing = powers.trainings.get(module)
    if standing is None:
        raise Http404
    about = powers.staff.modules[module]
    opens = [powers.staff.rights[right].name for right in about.opens]
    past = powers.member.sittings.filter(module=module).exclude(ended_at=None).reverse()
    context = {
        "standing": standing,
        "about": about,
        "opens": opens,
        "text": text_of(module) if has_material(module) else "",
        "past": past,
        "tries": TRIES,
        "has_open": powers.member.sittings.filter(module=module, ended_at=None).exists(),
    }
    return render(request, "staff/module.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@requires()
def test(request: HttpRequest, module: str) -> HttpResponse:
    """The test: begun by a press, shown until it is handed in, marked at once."""
    powers = asker(request)
    if module not in powers.trainings:
        raise Http404
    found = powers.member.sittings.filter(module=module, ended_at=None).first()
    if request.method != "POST":
        if found is None:
            return HttpResponseRedirect(reverse("training-module", args=[module]))
        return _shown(request, found, {})
    if found is None or request.POST.get("sitting") != str(found.pk):
        return _begun(request, module)
    answers = sittings.read_answers(found, request.POST.dict())
    if None in answers:
        return _shown(request, found, request.POST.dict())
    given = [one for one in answers if one is not None]
    done = sittings.end(sitting=found, answers=given, version=current())
    return HttpResponseRedirect(reverse("training-result", args=[done.pk]))


def _begun(request: HttpRequest, module: str) -> HttpResponse:
    try:
        sittings.begin(member=asker(request).member, module=module, version=current())
    except StaffError as refusal:
        return render(request, "staff/refused.html", {"sentence": refusal}, status=409)
    return HttpResponseRedirect(reverse("training-test", args=[module]))


def _shown(request: HttpRequest, found: Sitting, sent: dict[str, str]) -> HttpResponse:
    """The questions; with what was chosen already, if some were left out."""
    chosen = {name: value for name, value in sent.items() if name.startswith("q")}
    questions = [(one, chosen.get(one.name)) for one in sittings.asked(found)]
    missing = [one for one, choice in questions if sent and choice is None]
    about = asker(request).staff.modules[found.module]
    context = {"sitting": found, "questions": questions, "missing": missing, "about": about}
    return render(request, "staff/test.html", context, status=422 if missing else 200)


@require_safe
@requires()
def result(request: HttpRequest, number: int) -> HttpResponse:
    """What came of a test: what was wrong, and why."""
    powers = asker(request)
    done = get_object_or_404(
        Sitting.objects.exclude(ended_at=None), pk=number, member=powers.member
    )
    asked = sittings.asked(done)
    about = powers.staff.modules.get(done.module)
    context = {
        "sitting": done,
        "about": about,
        "wrong": [one for one in asked if not one.is_right],
        "asked": len(asked),
        "right": sum(one.is_right for one in asked),
        "is_pass": about is not None and (done.score or 0) >= about.pass_mark,
        "standing": powers.trainings.get(done.module),
        "tries": TRIES,
    }
    return render(request, "staff/result.html", context)
