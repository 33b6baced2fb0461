import pytest

from sayso.days import today_in_london
from sayso.delivery.models import Intent, Report, ReportKind
from sayso.delivery.returns import Taken, take
from sayso.delivery.sealing import unseal
from sayso.delivery.tests.came_back import complaint, failure
from sayso.law.codes import Channel
from sayso.people import codes, said
from sayso.people.actions import NewEvent
from sayso.people.bulk import permissions
from sayso.people.models import Event, Person
from sayso.people.projection import differences
from sayso.people.tests.cast import may, no, person, says, version, yes
from sayso.people.tests.letters import sent

pytestmark = pytest.mark.django_db(databases=["default", "keys"], transaction=True)


@pytest.fixture
def ada(policy: None) -> Person:
    ada = person("ada")
    says(yes(ada), yes(ada, "events-email"), yes(ada, "news-post"))
    return ada


def reason(who: Person, purpose: str = "news") -> str:
    """Why not by email, asked of one and of everybody; allow, if so."""
    today = today_in_london()
    told = may(who, purpose, on=today)
    everybody = permissions(purpose=purpose, channels=[Channel.EMAIL], version=version(), on=today)
    (one,) = [each for each in everybody if each.sid == who.sid]
    assert (one.allowed, one.reason, list(one.use)) == (told.allowed, told.reason, told.use)
    return "allow" if told.allowed else told.reason


def test_a_complaint_is_a_no_to_such_messages(ada: Person) -> None:
    assert take(complaint(sent(ada).token)) == Taken.NEW
    assert reason(ada) == "objection-to-marketing"
    assert reason(ada, "events") == "allow"
    no = Event.objects.get(sid=ada.sid, kind=said.OBJECTION)
    assert (no.method, no.actor) == ("complaint", "job:delivery")


def test_a_complaint_that_comes_twice_is_one_no(ada: Person) -> None:
    token = sent(ada).token
    assert [take(complaint(token)), take(complaint(token))] == [Taken.NEW, Taken.KNOWN]
    assert Event.objects.filter(kind=said.OBJECTION).count() == 1


def test_a_failure_says_that_nobody_is_there_and_is_no_answer_of_anybody(ada: Person) -> None:
    take(failure(sent(ada).token))
    assert reason(ada) == "bounced"
    assert may(ada, on=today_in_london()).as_dict()["because"] == [
        "Messages to the address on record come back: nobody is there."
    ]
    assert not Event.objects.filter(kind__in=(said.OBJECTION, said.WITHDRAWAL)).exists()
    assert ada.standing.facts.facts.count("objections") == 0


def test_a_failure_for_now_changes_nothing(ada: Person) -> None:
    take(failure(sent(ada).token, status="5.2.2"))
    assert reason(ada) == "allow"


def test_whoever_enters_a_code_that_we_sent_is_there_after_all(ada: Person) -> None:
    take(failure(sent(ada).token))
    assert codes.send_code(sid=ada.sid)
    assert codes.prove(sid=ada.sid, digits=code_sent())
    assert reason(ada) == "allow"
    kinds = list(Event.objects.order_by("id").values_list("kind", flat=True))[-2:]
    assert kinds == ["bounced", "reached_again"]


def code_sent() -> str:
    intent = Intent.objects.filter(key__startswith="code/").latest("id")
    return unseal(intent).words.split()[1]


def test_bounce_complaint_objection_and_withdrawal_stay_apart(ada: Person) -> None:
    """Acceptance test 9."""
    first, second = sent(ada, 1, topic="events").token, sent(ada, 2, topic="events").token
    (given,) = says(yes(ada))
    today = today_in_london()
    says(NewEvent(ada.sid, said.WITHDRAWAL, today, of=given.id), no(ada, channels=["post"]))
    take(complaint(first))
    take(failure(second))

    told = {(one.kind, one.method) for one in Event.objects.filter(sid=ada.sid)}
    assert {
        ("bounced", ""),
        ("objection", "complaint"),
        ("objection", ""),
        ("consent_withdrawn", ""),
    } <= told
    assert Report.objects.filter(kind=ReportKind.HARD).count() == 1
    assert not list(differences())
