"""The policy's pages: each version, what changed, your data, cookies; to read or to take away."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from sayso.assurance.cookies import cookie_document
from sayso.assurance.document import Document, pdf
from sayso.assurance.feed import TYPE, feed
from sayso.assurance.policy_document import policy_document
from sayso.assurance.queries import comparison, published
from sayso.assurance.request_form import request_document
from sayso.assurance.sections import declared
from sayso.assurance.your_data import answer_by, data_document
from sayso.days import today_in_london
from sayso.policy.queries import NoPolicyError, current
from sayso.website.problems import Words, problem_page

NONE_YET = Words(
    "There is no policy at this address.",
    "Either none is in force yet, or no version has that name. Look again from the first page.",
)

View = Callable[..., HttpResponse]


def of_the_policy(view: View) -> View:
    """A page to read only, which is not there while the version that it is about is not."""

    @require_safe
    @wraps(view)
    def answer(request: HttpRequest, **named: str) -> HttpResponse:
        try:
            return view(request, **named)
        except NoPolicyError:
            return problem_page(request, 404, NONE_YET)

    return answer


@of_the_policy
def policy(request: HttpRequest, version: str | None = None) -> HttpResponse:
    """The policy that holds, or any other version."""
    one = published(version, today_in_london())
    context = {"one": one, "sections": declared(one.policy), "is_current": version is None}
    return render(request, "assurance/policy.html", context)


@of_the_policy
def policy_pdf(request: HttpRequest, version: str | None = None) -> HttpResponse:  # noqa: ARG001
    """The same to take away."""
    one = published(version, today_in_london())
    return _to_take_away(policy_document(one), f"policy-{one.version.slug}")


@of_the_policy
def changes(request: HttpRequest, version: str, earlier: str) -> HttpResponse:
    """What is different between a version and an earlier one."""
    return render(request, "assurance/changes.html", {"compared": comparison(version, earlier)})


@of_the_policy
def policy_feed(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - as the others
    return HttpResponse(feed(), content_type=TYPE)


@of_the_policy
def your_data(request: HttpRequest) -> HttpResponse:
    """How requests about one's own details are answered."""
    document = data_document(current())
    today = ("If you ask today", f"You have our answer by {answer_by(today_in_london())}.")
    context = {"document": document, "today": today, "pdf": "policy-your-data-pdf"}
    return render(request, "assurance/document.html", context)


@of_the_policy
def your_data_pdf(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - as the others
    return _to_take_away(data_document(current()), "your-data")


@of_the_policy
def request_form(request: HttpRequest) -> HttpResponse:
    """The form on which requests can be made on paper."""
    context = {"document": request_document(current()), "pdf": "rights-form-pdf"}
    return render(request, "assurance/document.html", context)


@of_the_policy
def request_form_pdf(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - as the others
    return _to_take_away(request_document(current()), "ask-about-your-details")


@of_the_policy
def cookies(request: HttpRequest) -> HttpResponse:
    """What is stored on a visitor's device."""
    context = {"document": cookie_document(current()), "pdf": "policy-cookies-pdf"}
    return render(request, "assurance/document.html", context)


@of_the_policy
def cookies_pdf(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 - as the others
    return _to_take_away(cookie_document(current()), "cookies")


def _to_take_away(document: Document, name: str) -> HttpResponse:
    """A file to keep; shown in the page, a browser's reader would need what our pages forbid."""
    disposition = {"Content-Disposition": f'attachment; filename="{name}.pdf"'}
    return HttpResponse(pdf(document), content_type="application/pdf", headers=disposition)
