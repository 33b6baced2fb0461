"""Draws valid questions: a permitted situation first, then a few things about it disturbed.

Facts drawn wholly at random are almost always refused, for many reasons at once, and so
tell two evaluators apart far less often than ones that are a single step from permission.
Pass `TODAY` as `today`: no fact of a question without `on` lies after it.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta, timezone
from typing import TYPE_CHECKING, Any

from tests.oracle.naive import ELECTRONIC_MAIL, PROMOTES, SOUND, add_months
from tests.oracle.random_facts import (
    CHANNELS,
    FLAWS,
    TODAY,
    TOPICS,
    Facts,
    Scene,
    add_ends,
    consent,
    drop_one,
    objection,
    relationship,
    search,
    some_scene,
)

if TYPE_CHECKING:
    import random

__all__ = ["TODAY", "random_question"]

SUBSCRIBERS = (
    "individual",
    "sole_trader",
    "partnership",
    "unincorporated_association",
    "unknown",
    "limited_company",
    "llp",
    "scottish_partnership",
    "public_body",
    "corporation_sole",
)
MONTH_RIGHTS = ("access", "rectification", "erasure", "restriction", "portability")
BASES = (
    "consent",
    "contract",
    "legal_obligation",
    "legitimate_interests",
    "public_task",
    "none",
)


def random_question(rng: random.Random) -> Facts:
    """A valid question of any kind, mostly contact."""
    make = rng.choices([contact, storage, disclosure, deadline], [70, 10, 10, 10])[0]
    question = make(rng)
    if rng.random() < 0.2:
        question["id"] = f"Q{rng.randint(1, 999)}"
    return question


def begun(scene: Scene, kind: str) -> Facts:
    """The keys that the first three kinds of question share."""
    question: Facts = {"question": kind}
    if scene.stated:
        question["on"] = scene.on.isoformat()
    policy = scene.pick([None, None, "legal-minimum", "house", "house"])
    if policy is not None:
        question["policy"] = policy
    return question


# --- contact: the permitted situations -------------------------------------------------------


def contact(rng: random.Random) -> Facts:
    """A contact question, disturbed in none, one or several places."""
    scene = some_scene(rng)
    question = scene.pick(SITUATIONS)(scene)
    for _ in range(rng.choice([0, 0, 1, 1, 1, 2, 3, 6])):
        rng.choices(list(DISTURBANCES), list(DISTURBANCES.values()))[0](scene, question)
    return question


def plain(scene: Scene, channel: str) -> Facts:
    """A proper marketing message over the channel, for which nothing yet speaks."""
    message = {
        "purpose": "marketing",
        "promotes": scene.some(PROMOTES, 1) if scene.chance(0.3) else [scene.pick(PROMOTES)],
        "names_sender": True,
        "opt_out": True,
        "contact_details": True,
        "caller_id_shown": True,
    }
    return begun(scene, "contact") | {
        "channel": channel,
        "subscriber": scene.pick(SUBSCRIBERS),
        "message": message,
        "sender": {"kind": "company"},
        "provenance": scene.pick(["direct", "direct", "bought_in", "third_party"]),
        "data_protection": {"basis": "legitimate_interests", "notice_given": True},
    }


def by_consent(scene: Scene) -> Facts:
    """Ada consented."""
    question = plain(scene, scene.pick(CHANNELS))
    question["consents"] = [consent(scene, question["channel"])]
    if scene.chance(0.6):
        question["message"]["promotes"] = [scene.pick(question["consents"][0]["covers"])]
    if scene.chance(0.3):
        question["message"]["topic"] = scene.pick(TOPICS)
    question["data_protection"]["basis"] = scene.pick(["consent", "legitimate_interests"])
    return question


def by_request(scene: Scene) -> Facts:
    """The very item was asked for by its recipient."""
    question = plain(scene, scene.pick(CHANNELS))
    question["message"]["solicited_on"] = scene.past()
    return question


def by_sale(scene: Scene) -> Facts:
    """The soft opt-in of a customer, for an offer or for a plea to opt in."""
    question = plain(scene, scene.pick(ELECTRONIC_MAIL))
    question["relationship"] = relationship(
        scene, scene.pick(["sale", "negotiation", "membership"])
    )
    question["provenance"] = "direct"
    question["message"]["promotes"] = ["own_similar"]
    if scene.chance(0.3):
        question["message"]["purpose"] = "consent_request"
        question["message"]["promotes"] = scene.pick([[], ["consent"], ["own_similar"]])
    return question


def by_support(scene: Scene) -> Facts:
    """The soft opt-in of a charity's supporter, on days about the one it began."""
    begin = date(2026, 2, 5)
    if scene.stated and scene.chance(0.7):
        scene.move(begin + timedelta(days=scene.pick([-1, 0, 1, 200])))
    question = plain(scene, scene.pick(ELECTRONIC_MAIL))
    question["relationship"] = relationship(scene, "support")
    collected_on = begin + timedelta(days=scene.pick([-1, 0, 1]))
    question["relationship"]["collected_on"] = min(collected_on, scene.on).isoformat()
    question["sender"]["kind"] = "charity"
    question["provenance"] = "direct"
    question["message"]["promotes"] = ["charity"]
    return question


def to_company(scene: Scene) -> Facts:
    """Cleo is a company, and on no fax register."""
    question = plain(scene, scene.pick([*ELECTRONIC_MAIL, "fax", "fax", "fax"]))
    question["subscriber"] = scene.pick(SUBSCRIBERS[5:])
    question["registers"] = {"fps": search(scene)}
    return question


def by_register(scene: Scene) -> Facts:
    """A live call to a number that neither register lists."""
    question = plain(scene, "live_call")
    question["registers"] = {"tps": search(scene), "ctps": search(scene)}
    return question


def in_sector(scene: Scene) -> Facts:
    """A live call about claims or pensions, on days about those on which its rule began."""
    sector, begin = scene.pick(
        [("claims_management", date(2018, 9, 8)), ("pensions", date(2019, 1, 9))]
    )
    if scene.stated and scene.chance(0.5):
        scene.move(begin + timedelta(days=scene.pick([-1, 0, 1])))
    question = scene.pick([by_register, by_register, by_request, by_consent])(scene)
    if scene.chance(0.8):
        change_channel(scene, question, "live_call")
    question["message"]["sector"] = sector
    question["sender"] |= {
        "pensions_role": scene.pick(["fca_authorised", "trustee_or_manager", "none"]),
        "expected_to_call": scene.chance(0.7),
    }
    question["relationship"] = relationship(scene, scene.pick(["sale", "none"]))
    return question


def by_post(scene: Scene) -> Facts:
    """A letter, or a leaflet without an address."""
    question = plain(scene, "post")
    question["registers"] = {"mps": search(scene)}
    if scene.chance(0.4):
        question["message"]["addressed"] = scene.pick([True, False, False])
    return question


def released(scene: Scene) -> Facts:
    """A bought-in list that was checked and let go, under the house's rules."""
    question = scene.pick([by_register, by_post, to_company, by_request])(scene)
    question["policy"] = "house"
    question["provenance"] = "bought_in"
    channels = list(dict.fromkeys([question["channel"], *scene.some(CHANNELS)]))
    question["list_release"] = {"on": scene.past(), "channels": channels}
    return question


def ordinary(scene: Scene) -> Facts:
    """A message that is not marketing, on any basis."""
    question = plain(scene, scene.pick(CHANNELS))
    question["message"]["purpose"] = scene.pick(["service", "market_research"])
    question["message"]["answers_kept_for_marketing"] = scene.chance(0.2)
    question["message"]["promotes"] = []
    question["data_protection"]["basis"] = scene.pick(BASES)
    if scene.chance(0.4):
        question["objections"] = [objection(scene, question["channel"])]
        if scene.chance(0.5):
            question["objections"][0]["to"] = scene.pick(["research", "everything"])
        if scene.chance(0.2):
            del question["data_protection"]["basis"]
    if scene.chance(0.4):
        question["consents"] = [consent(scene, question["channel"])]
    return question


def said_no(scene: Scene) -> Facts:
    """Bert objected, or withdrew, and may have agreed again since."""
    question = by_consent(scene)
    channel = question["channel"]
    question["objections"] = [objection(scene, channel) for _ in range(scene.rng.randint(0, 2))]
    if scene.chance(0.5):
        earlier = consent(scene, scene.pick([channel, channel, scene.pick(CHANNELS)]))
        earlier["withdrawn_on"] = max(earlier["given_on"], scene.past())
        if scene.chance(0.4):
            earlier["withdrawn_seq"] = scene.rng.randint(1, 3)
        question["consents"].insert(scene.rng.randint(0, 1), earlier)
    if scene.chance(0.3):
        question["message"]["solicited_on"] = scene.past()
    return question


def said_both(scene: Scene) -> Facts:
    """Yes and no on one day, with or without the order in which they were said."""
    question = by_consent(scene)
    yes = question["consents"][-1]
    if scene.chance(0.85):
        yes["seq"] = scene.rng.randint(1, 2)
    if scene.chance(0.4):
        question["consents"].append(withdrawal(scene, question["channel"], yes["given_on"]))
        return question
    no = objection(scene, question["channel"]) | {"on": yes["given_on"], "to": "marketing"}
    no.pop("withdrawn_on", None)
    if scene.chance(0.85):
        no["seq"] = scene.rng.randint(1, 2)
    question["objections"] = [no]
    return question


def withdrawal(scene: Scene, channel: str, on: str) -> Facts:
    """An older consent withdrawn on that day."""
    made = consent(scene, channel)
    made |= {"given_on": min(made["given_on"], on), "withdrawn_on": on}
    made.pop("ends_on", None)
    if scene.chance(0.85):
        made["withdrawn_seq"] = scene.rng.randint(1, 2)
    return made


def nearly_spent(scene: Scene) -> Facts:
    """A consent of about six or about 36 months ago, under the house's rules."""
    question = by_consent(scene) | {"policy": scene.pick(["house", "house", "legal-minimum"])}
    months = scene.pick([6, 36])
    given_on = add_months(scene.on, -months) + timedelta(days=scene.pick([-2, -1, 0, 1, 2]))
    made = consent(scene, question["channel"])
    for ended in ("withdrawn_on", "ends_on"):
        made.pop(ended, None)
    made |= {"given_on": given_on.isoformat(), "obtained": scene.pick(["direct", "indirect"])}
    if scene.chance(0.2):
        del made["obtained"]
    question["consents"] = [made]
    return question


def sugging(scene: Scene) -> Facts:
    """Research that sells, or whose answers will be used to sell."""
    question = scene.pick([by_consent, by_post, to_company, by_request, by_register])(scene)
    message = question["message"]
    message["purpose"] = "market_research"
    if scene.chance(0.7):
        message["promotes"] = []
    if scene.chance(0.7):
        message["answers_kept_for_marketing"] = scene.chance(0.7)
    if scene.chance(0.6):
        question["objections"] = [objection(scene, question["channel"])]
    return question


def without_number(scene: Scene) -> Facts:
    """A call that hides its number, on days about the one from which it must show it."""
    if scene.stated:
        scene.move(date(2016, 5, 16) + timedelta(days=scene.pick([-1, 0, 1])))
    question = scene.pick([by_register, by_consent, by_request])(scene)
    if scene.chance(0.8):
        change_channel(scene, question, scene.pick(["live_call", "automated_call"]))
    question["message"]["caller_id_shown"] = False
    if scene.chance(0.3):
        del question["message"]["caller_id_shown"]
    return question


def change_channel(scene: Scene, question: Facts, channel: str) -> None:
    """Send it another way, to which any consent may be stretched."""
    question["channel"] = channel
    for made in question.get("consents", []):
        if scene.chance(0.9):
            made["channels"] = list(dict.fromkeys([*made["channels"], channel]))


SITUATIONS = (
    by_consent,
    by_consent,
    by_request,
    by_sale,
    by_sale,
    by_support,
    to_company,
    by_register,
    in_sector,
    by_post,
    released,
    ordinary,
    ordinary,
    said_no,
    said_both,
    nearly_spent,
    sugging,
    without_number,
)


# --- contact: what can disturb them ----------------------------------------------------------


def values(scene: Scene) -> dict[tuple[str, ...], list[Any]]:
    """Each key of a contact question with values it may have, explicit defaults among them."""
    both = [True, False]
    return {
        ("channel",): list(CHANNELS),
        ("subscriber",): list(SUBSCRIBERS),
        ("provenance",): ["direct", "bought_in", "third_party", "public_source"],
        ("policy",): ["legal-minimum", "house"],
        ("message", "purpose"): ["service", "market_research", "marketing", "consent_request"],
        ("message", "promotes"): [[], ["own_similar"], ["consent"], scene.some(PROMOTES)],
        ("message", "topic"): list(TOPICS),
        ("message", "answers_kept_for_marketing"): both,
        ("message", "solicited_on"): [None, scene.past()],
        ("message", "names_sender"): both,
        ("message", "opt_out"): both,
        ("message", "contact_details"): both,
        ("message", "caller_id_shown"): both,
        ("message", "sector"): ["none", "claims_management", "pensions"],
        ("message", "relayed_by_recipient"): both,
        ("sender", "kind"): ["charity", "non_profit", "political_party", "individual"],
        ("sender", "pensions_role"): ["fca_authorised", "trustee_or_manager", "none"],
        ("sender", "expected_to_call"): both,
        ("relationship", "kind"): ["sale", "negotiation", "membership", "support", "none"],
        ("relationship", "with_sender"): both,
        ("relationship", "collected_on"): [scene.past()],
        ("relationship", "refusal_offered"): both,
        ("relationship", "refused"): both,
        ("list_release",): [{"on": scene.past(), "channels": scene.some(CHANNELS)}],
        ("registers", scene.pick(["tps", "ctps", "fps", "mps"])): [search(scene)],
        ("data_protection", "basis"): list(BASES),
        ("data_protection", "notice_given"): both,
        ("data_protection", "restricted"): both,
        ("data_protection", "child"): both,
    }


def set_one(scene: Scene, question: Facts) -> None:
    """Give one key another value."""
    choices = values(scene)
    *way, key = scene.pick(list(choices))
    place = question
    for step in way:
        place = place.setdefault(step, {})
    place[key] = scene.pick(choices[(*way, key)])
    # Only post is ever unaddressed.
    if question["channel"] != "post":
        question["message"].pop("addressed", None)


def forget_one(scene: Scene, question: Facts) -> None:
    """Drop a key of the question, or of an object or list item in it, if it is not required."""
    places = [question["message"], question["message"]]
    objects = ("sender", "relationship", "data_protection")
    places += [question[key] for key in objects if key in question]
    places += list(question.get("registers", {}).values())
    places += question.get("consents", []) * 2 + question.get("objections", [])
    required = ("question", "on", "given_on", "purpose", "channel", "message", "policy")
    drop_one(scene, scene.pick([question, *places, *places]), required)


def flaw_one(scene: Scene, question: Facts) -> None:
    """Spoil one quality of one consent."""
    if question.get("consents"):
        flaw = scene.pick(list(FLAWS))
        scene.pick(question["consents"])[flaw] = scene.pick(FLAWS[flaw])


def empty_one(scene: Scene, question: Facts) -> None:
    """Let one consent name no channels, or cover nothing."""
    if question.get("consents"):
        scene.pick(question["consents"])[scene.pick(["channels", "covers"])] = []


def add_objection(scene: Scene, question: Facts) -> None:
    """One objection more."""
    question.setdefault("objections", []).append(objection(scene, question["channel"]))


def add_consent(scene: Scene, question: Facts) -> None:
    """One consent more."""
    question.setdefault("consents", []).append(consent(scene, question["channel"]))


DISTURBANCES = {
    set_one: 6,
    forget_one: 6,
    flaw_one: 1,
    empty_one: 0.3,
    add_objection: 1.5,
    add_consent: 1.5,
}


# --- storage and disclosure ------------------------------------------------------------------


def storage(rng: random.Random) -> Facts:
    """A storage question in which most conditions hold."""
    scene = some_scene(rng)
    question = begun(scene, "storage")
    exempt = ["transmission", "strictly_necessary", "statistics", "appearance", "emergency"]
    rest = ["tailoring", "advertising", "ad_measurement", "other"]
    question["purpose"] = scene.pick(exempt if scene.chance(0.7) else rest)
    wanted = ("sole_purpose", "provided_by_service", "information_given", "objection_offered")
    question |= {key: scene.chance(0.9) for key in (*wanted, "requested_by_user")}
    question["shared_beyond_improvement"] = scene.chance(0.1)
    if scene.chance(0.2):
        question["emitted_automatically"] = scene.chance(0.5)
    if scene.chance(0.3):
        question["objected_on"] = scene.pick([None, scene.past(), scene.past()])
    if scene.chance(0.5):
        question["consent"] = storage_consent(scene)
    for _ in range(scene.pick([0, 0, 1, 2])):
        drop_one(scene, question, ("question", "on", "purpose"))
    return question


def storage_consent(scene: Scene) -> Facts:
    """A consent to storage, mostly good."""
    flags = ("before_storage", "affirmative", "informed", "refusal_as_easy", "granular")
    made: Facts = {"given_on": scene.past()} | {flag: scene.chance(0.9) for flag in flags}
    if scene.chance(0.2):
        later = max(made["given_on"], scene.past())
        made["withdrawn_on"] = scene.pick([None, later, scene.on.isoformat()])
    for _ in range(scene.pick([0, 0, 0, 1, 2])):
        drop_one(scene, made)
    return made


ACTS = (
    "sell",
    "lease",
    "distribute",
    "distribute",
    "disclose_to_processor",
    "disclose_by_law",
    "profile_for_marketing",
    "profile_for_marketing",
)


def disclosure(rng: random.Random) -> Facts:
    """A disclosure question in which most conditions hold."""
    scene = some_scene(rng)
    question = begun(scene, "disclosure")
    question["act"] = "keep_suppression_key" if scene.chance(0.05) else scene.pick(ACTS)
    question["recipient"] = scene.pick(["named", "named", "named", "unnamed", "none"])
    question |= {key: scene.chance(0.85) for key in ("contract", "notice_given")}
    question["basis"] = scene.pick(
        BASES if scene.chance(0.3) else ["legitimate_interests", "consent"]
    )
    if scene.chance(0.2):
        question["objected_on"] = scene.pick([None, scene.past()])
    if scene.chance(0.7):
        question["permission"] = permission(scene)
    if scene.chance(0.7):
        question["legal_power"] = legal_power(scene)
    for _ in range(scene.pick([0, 0, 1, 2])):
        drop_one(scene, question, ("question", "on", "act"))
    return question


def permission(scene: Scene) -> Facts:
    """A permission to disclose, mostly good."""
    made: Facts = {"given_on": scene.pick([scene.recent(), scene.past()])}
    made |= {key: hopes[0] for key, hopes in SOUND.items()}
    if scene.chance(0.3):
        flaw = scene.pick([key for key in FLAWS if key != "address"])
        made[flaw] = scene.pick(FLAWS[flaw])
    add_ends(scene, made)
    for _ in range(scene.pick([0, 0, 0, 1, 2])):
        drop_one(scene, made)
    return made


def legal_power(scene: Scene) -> Facts:
    """The power that a disclosure by law rests on."""
    made = {
        "instrument": scene.pick(["Companies Act 2006", "Companies Act 2006", "", " "]),
        "provision": scene.pick(["s. 114", "s. 114", "s. 114", ""]),
    }
    for _ in range(scene.pick([0, 0, 1])):
        drop_one(scene, made)
    return made


# --- deadline --------------------------------------------------------------------------------


def deadline(rng: random.Random) -> Facts:
    """A deadline question, access above all, with events beside the edges of its months."""
    scene = Scene(rng, TODAY)
    other = scene.pick([*MONTH_RIGHTS, "objection", "complaint", "breach"])
    question: Facts = {"question": "deadline", "right": "access" if scene.chance(0.5) else other}
    if scene.chance(0.6):
        question["nation"] = scene.pick(["england", "wales", "scotland", "northern_ireland"])
    if question["right"] == "breach":
        return question | breach_times(scene)
    received = receipt(scene)
    question["received"] = received.isoformat()
    add_requests(scene, question, received)
    add_clarifications(scene, question, received)
    if scene.chance(0.4):
        question["extended_on"] = scene.pick([None, *edges(scene, question)])
    return asked_late_enough(scene, question)


def receipt(scene: Scene) -> date:
    """A day of receipt: at a month's end, a month before holidays, or any."""
    edge = ("2026-02-05", "2026-01-31", "2027-01-30", "2024-01-30", "2026-11-25", "2026-03-03")
    more = ("2026-10-31", "2026-06-12", "2026-12-31", "2026-02-16", "2026-02-28", "2027-02-26")
    if scene.chance(0.5):
        gap = scene.pick([-1, 0, 0, 1])
        return date.fromisoformat(scene.pick(edge + more)) + timedelta(days=gap)
    return date(2026, 1, 1) + timedelta(days=scene.rng.randint(0, 500))


def breach_times(scene: Scene) -> Facts:
    """When a breach was noticed, and a day to ask that is surely not before it."""
    zone = timezone(timedelta(minutes=scene.pick([0, 60, -300, 330])))
    noticed = date(2026, 1, 1) + timedelta(days=scene.rng.randint(0, 320))
    clock = time(scene.rng.randint(0, 23), scene.rng.randint(0, 59), tzinfo=zone)
    times: Facts = {"aware_at": datetime.combine(noticed, clock).isoformat()}
    if scene.chance(0.8):
        times["on"] = (noticed + timedelta(days=scene.rng.randint(2, 5))).isoformat()
    return times


def add_requests(scene: Scene, question: Facts, received: date) -> None:
    """Perhaps a request for identification, or for a fee, met or not."""
    month = add_months(received, 1)
    for asked, met in (("id_requested_on", "id_received_on"), ("fee_requested_on", "fee_paid_on")):
        if scene.chance(0.25):
            days = [received, month, month + timedelta(days=1), month - timedelta(days=1)]
            request = scene.pick([*days, received + timedelta(days=scene.rng.randint(0, 30))])
            question[asked] = request.isoformat()
        if scene.chance(0.25):
            start = date.fromisoformat(question.get(asked, received.isoformat()))
            given = start + timedelta(days=scene.rng.randint(0, 40))
            question[met] = scene.pick([None, given.isoformat(), given.isoformat()])


def edges(scene: Scene, question: Facts) -> list[str]:
    """Days beside the ends of the first and the third month, with and without pauses."""
    events = ("received", "id_received_on", "fee_paid_on")
    starts = [question[key] for key in events if question.get(key)]
    start = date.fromisoformat(scene.pick(starts))
    ends = [add_months(start, months) for months in (1, 1, 3)]
    for asked in question.get("clarifications", []):
        if asked.get("answered_on"):
            first, last = (date.fromisoformat(asked[key]) for key in ("asked_on", "answered_on"))
            ends += [end + timedelta(days=(last - first).days + 1) for end in ends[:3]]
    days = [end + timedelta(days=gap) for end in ends for gap in (-1, 0, 1)]
    days += [start + timedelta(days=scene.rng.randint(0, 25)) for _ in range(4)]
    return [day.isoformat() for day in days]


def add_clarifications(scene: Scene, question: Facts, received: date) -> None:
    """None, or up to three questions to the person, which may overlap or stay unanswered."""
    for _ in range(scene.pick([0, 0, 1, 2, 3])):
        asked_on = scene.pick(edges(scene, question))
        if scene.chance(0.1):
            asked_on = (received - timedelta(days=2)).isoformat()
        length = timedelta(days=scene.pick([0, 1, 7, 30, 45]))
        answered_on = (date.fromisoformat(asked_on) + length).isoformat()
        made: Facts = {"asked_on": asked_on, "answered_on": answered_on}
        if scene.chance(0.12):
            made = scene.pick([{"asked_on": asked_on}, made | {"answered_on": None}])
        question.setdefault("clarifications", []).append(made)


def asked_late_enough(scene: Scene, question: Facts) -> Facts:
    """The question with a day on which everything in it has happened."""
    days = [value for key, value in question.items() if key == "received" or key.endswith("_on")]
    for asked in question.get("clarifications", []):
        days += asked.values()
    latest = date.fromisoformat(max(day for day in days if day is not None))
    if latest <= TODAY and scene.chance(0.3):
        return question
    return question | {"on": (latest + timedelta(days=scene.pick([0, 0, 1, 40]))).isoformat()}
