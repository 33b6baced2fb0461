"""The page of the choice, where answers arrive, and what a browser without scripts needs."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from sayso.law.words import day_in_words
from sayso.people.limits import Bucket, network_of
from sayso.policy.details import CookieCategory
from sayso.website.choice import Choice, choice_of
from sayso.website.consent.answering import back, chosen, keep
from sayso.website.consent.asking import AGAIN, NAMES, question_about
from sayso.website.consent.elsewhere import origin_of, shared
from sayso.website.consent.noting import PAGES, note, notes_of, take_out
from sayso.website.problems import Words, problem_page
from sayso.website.statistics.origin import is_from_us

BUCKET = Bucket(60, 1.0)
"""How many answers one network may give at once; then one in so many seconds."""

NOT_FROM_US = Words(
    "We could not tell that this was sent from a page of ours.",
    "Nothing was changed. Go back to the page before, load it again and choose once more.",
)
TOO_OFTEN = Words(
    "So many choices came from where you are that we take no more just now.",
    "Nothing was changed, and nothing more is stored. Try again in a few minutes.",
)
NOTED = "choice-noted"
SHOWN = "section.banner[hidden] { display: grid; }\n"


@require_safe
def cookies(request: HttpRequest) -> HttpResponse:
    """What is stored, what this visitor chose, and the way to choose otherwise."""
    choice = choice_of(request)
    question = question_about(choice.cookies)
    asked = question.asked if question else ()
    context = {
        "choice": choice,
        "stands": _stands(choice),
        "question": question,
        "answers": [(one, choice.answers.get(one.id)) for one in asked],  # type: ignore[call-overload]
        "needed": [one.explanation for one in choice.cookies.values() if one.basis == "necessary"],
        "again": AGAIN,
        "notes": [_told(one) for one in notes_of(choice.id)],
        "is_taken_out": "taken-out" in request.GET,
    }
    return render(request, "website/cookies.html", context)


ACTIONS = {
    "accept": "You accepted everything",
    "reject": "You rejected everything optional",
    "save": "You chose kind by kind",
    "withdraw": "You took a yes back",
}


def _told(noted: dict[str, Any]) -> dict[str, Any]:
    """One answer in words."""
    yes = [NAMES[CookieCategory(one)][0] for one, answer in noted["answers"].items() if answer]
    return {"at": noted["at"], "did": ACTIONS[noted["action"]], "yes": yes}


@require_safe
def noted(request: HttpRequest) -> HttpResponse:
    """What we noted of this browser's answers, for its owner to take away."""
    found = JsonResponse({"answers": notes_of(choice_of(request).id)})
    found["Content-Disposition"] = 'attachment; filename="cookie-choices.json"'
    return found


@csrf_exempt
@require_POST
def taken_out(request: HttpRequest) -> HttpResponse:
    """Take this browser's number out of what we noted."""
    if not is_from_us(request):
        return problem_page(request, 403, NOT_FROM_US)
    take_out(choice_of(request).id)
    return HttpResponseRedirect(reverse("cookies") + "?taken-out#note", status=303)


def _stands(choice: Choice) -> str:
    """What holds for this visitor, in a sentence."""
    if choice.given_on:
        yes = [NAMES[one][0] for one, answer in choice.answers.items() if answer]
        what = f"yes to {' and '.join(yes)}" if yes else "no to everything optional"
        return f"On {day_in_words(choice.given_on)} you said {what}."
    if choice.signal:
        return (
            "Your browser sends a privacy signal (Global Privacy Control). We take it as a no to "
            "everything optional, so we do not ask. You can still say otherwise here."
        )
    return "You have not answered yet, and your browser sent no privacy signal."


@csrf_exempt
@require_POST
def consent(request: HttpRequest) -> HttpResponse:
    """An answer to the question, from the banner or from the page."""
    if there := origin_of(request):
        return shared(_taken(request, there), there)
    if not is_from_us(request):
        return problem_page(request, 403, NOT_FROM_US)
    return _taken(request)


def _taken(request: HttpRequest, there: str = "") -> HttpResponse:
    """What an answer leads to; one from another site of ours is kept there, and not here."""
    answer = request.POST.get("answer", "")
    if answer == "settings":
        return HttpResponseRedirect(reverse("cookies") + "#settings", status=303)
    if not BUCKET.take(network_of(request)):
        return problem_page(request, 429, TOO_OFTEN)
    choice = chosen(answer, request.POST.dict(), choice_of(request))
    if choice is None:
        return problem_page(request, 400)
    source = request.POST.get("source", "")
    note(choice, answer, there or (source if source in PAGES else PAGES[0]))
    if there:
        return JsonResponse({"kept": choice.cookie})
    response = _answered(request, choice)
    keep(response, choice)
    return response


def _answered(request: HttpRequest, choice: Choice) -> HttpResponse:
    """For a script the choice; for a visitor the page on which they were, which says so."""
    if request.headers.get("Accept") == "application/json":
        return JsonResponse({"kept": choice.cookie})
    return HttpResponseRedirect(f"{back(request)}#{NOTED}", status=303)


@require_safe
def banner_css(request: HttpRequest) -> HttpResponse:
    """Shows the question where there are no scripts, to whoever has not answered it.

    So no page depends on what a visitor chose: each can be kept for all of them.
    """
    choice = choice_of(request)
    is_open = not (choice.is_given or choice.signal)
    answer = HttpResponse(SHOWN if is_open else "", content_type="text/css")
    answer["Vary"] = "Cookie, Sec-GPC"
    return answer


@require_safe
def gpc(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 - so called
    """That the signal is honoured here, where the specification has browsers look."""
    return JsonResponse({"gpc": True, "lastUpdate": "2026-11-23"})
