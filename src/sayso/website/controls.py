"""The controls of the room: the forms, what is stored on a device, and the counts."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from django.db.models import Sum

from sayso.evidence.controls import Control, Found, Kept, found
from sayso.policy.details import CookieBasis
from sayso.policy.queries import current
from sayso.website.choice import Choice, Cookies, asked_about, declared, may_store
from sayso.website.consent.answering import chosen
from sayso.website.consent.clearing import is_refused
from sayso.website.consent.noting import over_at
from sayso.website.models import Answer, Tally
from sayso.website.tally_models import Of

PAGE = "policy-cookies"


def no_marketing_box() -> Found:
    """Whether every form has the box that outranks all others."""
    policy = current().policy
    bad = sum(form.no_marketing not in policy.objections for form in policy.forms.values())
    words = (
        f"{len(policy.forms) - bad} of {len(policy.forms)} forms have the box against marketing."
    )
    return found(words, bad=bad, of=len(policy.forms))


def nothing_before_choice() -> Found:
    """How many of what we store wait for a yes."""
    cookies = current().policy.cookies
    ask = sum(one.basis is CookieBasis.CONSENT for one in cookies.values())
    words = (
        f"{ask} of {len(cookies)} things that may be stored wait for a yes; the rest "
        "are necessary or announced."
    )
    return Found(Kept.KEPT, words, ask, len(cookies), PAGE)


def minimum_cell() -> Found:
    """The smallest count that is shown."""
    least = current().policy.statistics.minimum_cell
    return Found(
        Kept.KEPT, f"No count below {least} is shown on any page.", least, None, "statistics"
    )


def _optional(cookies: Cookies) -> list[str]:
    return [name for name, one in cookies.items() if one.basis is not CookieBasis.NECESSARY]


def _refused(choice: Choice, words: str) -> Found:
    """Whether this choice opens anything that is not necessary."""
    optional = _optional(choice.cookies)
    bad = sum(may_store(choice, name) for name in optional)
    if bad:
        words = f"{bad} of {len(optional)} optional things would be stored all the same."
    return found(words, bad=bad, of=len(optional), page=PAGE)


def privacy_signal() -> Found:
    """A browser that says no by itself, and a visitor who said nothing else."""
    words = "A browser's privacy signal declines everything that is not necessary."
    return _refused(Choice(declared(), signal=True), words)


def withdrawal_removes() -> Found:
    """What a visitor has who said no to everything: whether each thing is taken away again."""
    no = chosen("reject", {}, Choice(declared()))
    optional = _optional(declared())
    bad = sum(not is_refused(name, no) for name in optional) if no else 0
    words = f"All {len(optional)} optional things are removed from whoever takes a yes back."
    if bad:
        words = f"{bad} of {len(optional)} optional things stay after a yes was taken back."
    return found(words, bad=bad, of=len(optional), page=PAGE)


def choice_remembered() -> Found:
    """How many answers are on record, and whether any is kept longer than it is promised."""
    rows = Answer.objects.all()
    old = over_at(datetime.now(UTC) - timedelta(days=2)).count()
    count = rows.count()
    words = f"{count:,} answers are on record, each with the words of its question; none too long."
    if old:
        words = f"{old:,} of {count:,} answers are kept longer than they are needed."
    return found(words, bad=old, of=count, page=PAGE)


def cookie_categories() -> Found:
    """Whether a yes to one kind opens another kind."""
    cookies = declared()
    asked = asked_about(cookies)
    bad = 0
    for one in asked:
        only = chosen("save", {str(one): "yes"}, Choice(cookies))
        bad += sum(
            may_store(only, name)
            for name in _optional(cookies)
            if only and cookies[name].category != one
        )
    words = f"Each of {len(asked)} kinds is accepted or declined by itself."
    if bad:
        words = f"A yes to one kind opens {bad} things of another."
    return found(words, bad=bad, of=len(_optional(cookies)), page=PAGE)


def counts_name_nobody() -> Found:
    """Whether the tables of counts have any column that could name somebody or join two counts."""
    columns = {one.attname for one in Tally._meta.get_fields() if hasattr(one, "attname")}  # noqa: SLF001 - Django's documented name
    more = columns - {"id", "of", "span", "since", "value", "count"}
    count = Tally.objects.count()
    words = f"{count:,} counts are kept: what, in which span, how often, and nothing of whom."
    if more:
        words = f"The table of counts has {len(more)} columns more than a count needs."
    return found(words, bad=len(more), of=len(columns), page="statistics")


def own_page_counts() -> Found:
    """How often our pages were read of late, as we count it ourselves."""
    since = datetime.now(UTC) - timedelta(days=7)
    pages = Tally.objects.filter(of=Of.PAGE, since__gte=since)
    count = pages.aggregate(all=Sum("count"))["all"] or 0
    words = f"{count:,} readings of our pages in the last seven days, counted on our own server."
    return Found(Kept.KEPT, words, count, None, "statistics")


def page_votes() -> Found:
    """How many people said whether a page helped."""
    votes = Tally.objects.filter(of__in=(Of.USEFUL, Of.NOT_USEFUL))
    count = votes.aggregate(all=Sum("count"))["all"] or 0
    words = f"{count:,} answers to whether a page helped, each only a number."
    return Found(Kept.KEPT, words, count, None, "statistics")


CONTROLS: Mapping[str, Control] = {
    "no-marketing-box": no_marketing_box,
    "nothing-before-choice": nothing_before_choice,
    "cookie-register": nothing_before_choice,
    "minimum-cell": minimum_cell,
    "privacy-signal": privacy_signal,
    "withdrawal-removes": withdrawal_removes,
    "choice-remembered": choice_remembered,
    "cookie-categories": cookie_categories,
    "visits-not-joined": counts_name_nobody,
    "own-page-counts": own_page_counts,
    "page-votes": page_votes,
}
