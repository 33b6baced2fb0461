"""Answers each question by walking down the prose of the contract, one plain `if` a phrase.

It shares nothing with `sayso.law`, is never made faster, and reads every doubt as a no.
A fact counts only when it is stated: `is True` and `is False` are therefore not the same
test turned round, since an absent key is neither.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator
from copy import deepcopy
from datetime import date, datetime, timedelta
from itertools import product
from typing import Any

Facts = dict[str, Any]

ELECTRONIC_MAIL = ("email", "sms", "voicemail", "social_message")
CORPORATE = ("limited_company", "llp", "scottish_partnership", "public_body", "corporation_sole")
PROMOTES = ("own_similar", "own_other", "third_party", "charity", "aims", "politics", "consent")
LAW = (
    "2003-12-11",
    "2011-05-26",
    "2016-05-16",
    "2018-05-25",
    "2018-09-08",
    "2019-01-09",
    "2021-01-01",
    "2025-06-19",
    "2025-08-20",
    "2026-02-05",
    "2026-06-19",
    "2026-09-30",
)

CALLER_ID_LAW = date(2016, 5, 16)
CLAIMS_CALL_LAW = date(2018, 9, 8)
PENSIONS_CALL_LAW = date(2019, 1, 9)
DATA_ACT = date(2026, 2, 5)
"""The day the charity soft opt-in, the storage exceptions and the pausing clock began."""


def answer(question: Facts, *, today: date, non_working: Container[date]) -> Facts:
    """What the contract says to one valid question; `non_working` are the nation's holidays."""
    if question["question"] == "deadline":
        return deadline(question, non_working)
    on = date.fromisoformat(question["on"]) if "on" in question else today
    allowed = allows(question, on)
    return {
        "verdict": "allow" if allowed else "deny",
        "law": max(day for day in LAW if day <= on.isoformat()),
        "missing_possible": not allowed and any(allows(c, on) for c in completions(question, on)),
    }


def allows(question: Facts, on: date) -> bool:
    """Whether the stated facts alone give `allow`."""
    if question["question"] == "contact":
        return contact(question, on)
    if question["question"] == "storage":
        return storage(question, on)
    return disclosure(question, on)


def is_house(question: Facts) -> bool:
    """Whether the stricter shipped policy applies."""
    return bool(question.get("policy", "legal-minimum") == "house")


def day(text: str) -> date:
    """The day an ISO date names."""
    return date.fromisoformat(text)


def add_months(start: date, months: int) -> date:
    """The same-numbered day that many months on, or that month's last day."""
    years, month = divmod(start.month - 1 + months, 12)
    for number in (start.day, 30, 29, 28):
        try:
            return date(start.year + years, month + 1, number)
        except ValueError:
            continue
    raise AssertionError("every month has a 28th")


# --- contact ---------------------------------------------------------------------------------


def contact(question: Facts, on: date) -> bool:
    """May this message be sent?"""
    # An unaddressed leaflet is not direct marketing and is allowed.
    if question["channel"] == "post" and question["message"].get("addressed", True) is False:
        return True
    # House: SMS and fax are closed to every message, of whatever purpose.
    if is_house(question) and question["channel"] in ("sms", "fax"):
        return False
    if is_direct_marketing(question["message"]):
        return direct_marketing(question, on)
    return not_direct_marketing(question, on)


def is_direct_marketing(message: Facts) -> bool:
    """Bullet 1."""
    # Any message whose purpose is `marketing` or `consent_request`,
    if message["purpose"] in ("marketing", "consent_request"):
        return True
    # or that promotes anything,
    if message.get("promotes", []):
        return True
    # or research whose answers are kept for marketing (unknown counts as kept).
    kept = message.get("answers_kept_for_marketing")
    return message["purpose"] == "market_research" and kept is not False


def not_direct_marketing(question: Facts, on: date) -> bool:
    """Bullet 2."""
    data_protection = question.get("data_protection", {})
    basis = data_protection.get("basis")
    # Allowed if the basis is not `none` (nor unknown),
    if basis is None or basis == "none":
        return False
    # notice was given,
    if data_protection.get("notice_given") is not True:
        return False
    # the record is not restricted,
    if data_protection.get("restricted", False) is True:
        return False
    # basis `consent` is backed by a valid consent,
    if basis == "consent" and not has_valid_consent(question, on):
        return False
    # and no objection stands: for research one to `research` or `everything`,
    if question["message"]["purpose"] == "market_research":
        return not objection_stands(question, on, ("research", "everything"))
    # for a service message one to `everything`, and that only on two of the bases.
    if basis in ("legitimate_interests", "public_task"):
        return not objection_stands(question, on, ("everything",))
    return True


def direct_marketing(question: Facts, on: date) -> bool:
    """Bullet 3: every line holds, and the house's lines too where they apply."""
    # No standing objection to marketing; for market research `research` counts too.
    against = ["marketing", "everything"]
    if question["message"]["purpose"] == "market_research":
        against.append("research")
    if objection_stands(question, on, against):
        return False
    if not channel_rule(question, on):
        return False
    if not formalities(question, on):
        return False
    if not uk_gdpr(question, on):
        return False
    # Not relayed by its recipient (electronic mail).
    relayed = question["message"].get("relayed_by_recipient", False)
    if relayed is True and question["channel"] in ELECTRONIC_MAIL:
        return False
    return house_marketing(question, on) if is_house(question) else True


def objection_stands(question: Facts, on: date, against: Iterable[str]) -> bool:
    """Whether any objection, or withdrawn consent, to one of these still stands."""
    for objection in objections(question, against):
        if not reaches(objection, question):
            continue
        # It stands from `on` to the day before `withdrawn_on`.
        if on < day(objection["on"]):
            continue
        if objection.get("withdrawn_on") and day(objection["withdrawn_on"]) <= on:
            continue
        if not is_ended(objection, question, on):
            return True
    return False


def objections(question: Facts, against: Iterable[str]) -> Iterator[Facts]:
    """Every objection to one of these, a withdrawn consent being one to marketing."""
    for objection in question.get("objections", []):
        if objection.get("to", "marketing") in against:
            yield objection
    # A withdrawn consent is an objection to marketing on its channels and topics.
    if "marketing" in against:
        for consent in question.get("consents", []):
            if consent.get("withdrawn_on"):
                yield objection_of(consent)


def objection_of(consent: Facts) -> Facts:
    """The objection that a withdrawn consent is from `withdrawn_on`."""
    objection = {"on": consent["withdrawn_on"], "topics": consent.get("topics", ["all"])}
    if "channels" in consent:
        objection["channels"] = consent["channels"]
    if "withdrawn_seq" in consent:
        objection["seq"] = consent["withdrawn_seq"]
    return objection


def reaches(objection: Facts, question: Facts) -> bool:
    """Whether it is on this channel and topic; unknown channels reach every one."""
    channels = objection.get("channels", ["all"])
    if "all" not in channels and question["channel"] not in channels:
        return False
    return topics_meet(objection.get("topics", ["all"]), question["message"].get("topic"))


def topics_meet(topics: list[str], topic: str | None) -> bool:
    """Whether they are `all` or name the message's; without a topic only `all` will do."""
    if "all" in topics:
        return True
    return topic is not None and topic in topics


def is_ended(objection: Facts, question: Facts, on: date) -> bool:
    """Whether a later valid consent, or a later `solicited_on`, ends the objection."""
    for consent in question.get("consents", []):
        if is_valid(consent, question, on) and is_later(consent, objection):
            return True
    # `solicited_on` has no `seq`, so on the same day the no wins.
    solicited_on = question["message"].get("solicited_on")
    return solicited_on is not None and day(solicited_on) > day(objection["on"])


def is_later(consent: Facts, objection: Facts) -> bool:
    """Whether the consent came after: a later day, or on one day a higher `seq`."""
    if day(consent["given_on"]) != day(objection["on"]):
        return day(consent["given_on"]) > day(objection["on"])
    if "seq" in consent and "seq" in objection:
        return bool(consent["seq"] > objection["seq"])
    return False


def channel_rule(question: Facts, on: date) -> bool:
    """The table of channel rules."""
    channel = question["channel"]
    # Post: no channel rule.
    if channel == "post":
        return True
    # Every other channel: a valid consent. For an automated call nothing else.
    if has_valid_consent(question, on) and channel != "live_call":
        return True
    if channel == "automated_call":
        return False
    if channel == "live_call":
        return live_call(question, on)
    # Electronic mail and fax: solicited.
    if question["message"].get("solicited_on"):
        return True
    # Fax: or a corporate subscriber with FPS searched, fresh, and no binding listing.
    if channel == "fax":
        return is_corporate(question) and is_clear(question, "fps", on)
    # Electronic mail: or a corporate subscriber; or a soft opt-in.
    return is_corporate(question) or soft_opt_in(question) or charity_soft_opt_in(question, on)


def live_call(question: Facts, on: date) -> bool:
    """Regulations 21, 21A and 21B."""
    # Solicited, under each of the three.
    if question["message"].get("solicited_on"):
        return True
    sector = question["message"].get("sector", "none")
    # Pensions, individual, from 2019-01-09.
    if sector == "pensions" and not is_corporate(question) and on >= PENSIONS_CALL_LAW:
        return pensions_call(question, on)
    # A valid consent.
    if has_valid_consent(question, on):
        return True
    # Claims management, from 2018-09-08: nothing else, registers are not asked.
    if sector == "claims_management" and on >= CLAIMS_CALL_LAW:
        return False
    # TPS and CTPS searched, both fresh, and neither listing binds.
    return is_clear(question, "tps", on) and is_clear(question, "ctps", on)


def pensions_call(question: Facts, on: date) -> bool:
    """Regulation 21B for a call that was not solicited."""
    # The role is authorised or trustee *and*
    sender = question.get("sender", {})
    if sender.get("pensions_role") not in ("fca_authorised", "trustee_or_manager"):
        return False
    # a valid consent,
    if has_valid_consent(question, on):
        return True
    # or expected to call
    if sender.get("expected_to_call") is not True:
        return False
    # with refusal offered at collection, not used,
    if not refusal_offered_and_not_used(question):
        return False
    # and an opt-out in this contact.
    return question["message"].get("opt_out") is True


def soft_opt_in(question: Facts) -> bool:
    """Regulation 22(3)."""
    relationship = question.get("relationship", {})
    # Kind `sale`, `negotiation` or `membership`,
    if relationship.get("kind") not in ("sale", "negotiation", "membership"):
        return False
    # with the sender,
    if relationship.get("with_sender") is not True:
        return False
    # provenance `direct`,
    if question.get("provenance") != "direct":
        return False
    # promotes exactly `own_similar` (or a `consent_request` for nothing or only `consent`),
    promotes = promoted(question["message"])
    if promotes is None:
        return False
    asks_only = question["message"]["purpose"] == "consent_request" and promotes <= {"consent"}
    if promotes != {"own_similar"} and not asks_only:
        return False
    # refusal offered and not used.
    return refusal_offered_and_not_used(question)


def charity_soft_opt_in(question: Facts, on: date) -> bool:
    """Regulation 22(3A)."""
    relationship = question.get("relationship", {})
    # `on` and `collected_on` both from 2026-02-05,
    collected_on = relationship.get("collected_on")
    if on < DATA_ACT or collected_on is None or day(collected_on) < DATA_ACT:
        return False
    # sender a `charity`,
    if question.get("sender", {}).get("kind") != "charity":
        return False
    # kind `support`, with the sender,
    if relationship.get("kind") != "support" or relationship.get("with_sender") is not True:
        return False
    # provenance `direct`,
    if question.get("provenance") != "direct":
        return False
    # promotes exactly `charity`,
    if promoted(question["message"]) != {"charity"}:
        return False
    # refusal offered and not used.
    return refusal_offered_and_not_used(question)


def refusal_offered_and_not_used(question: Facts) -> bool:
    """Whether both are stated; without a relationship on record neither can be."""
    relationship = question.get("relationship", {})
    return relationship.get("refusal_offered") is True and relationship.get("refused") is False


def promoted(message: Facts) -> set[str] | None:
    """What it promotes: absent is unknown for `marketing`, nothing for the rest."""
    if "promotes" in message:
        return set(message["promotes"])
    return None if message["purpose"] == "marketing" else set()


def is_corporate(question: Facts) -> bool:
    """Whether the subscriber counts as corporate; an unknown one counts as an individual."""
    return question.get("subscriber", "unknown") in CORPORATE


def is_clear(question: Facts, register: str, on: date) -> bool:
    """Whether the register was searched, the search is fresh, and no listing binds."""
    # Searched: both what was found, and in which edition, are stated.
    search = question.get("registers", {}).get(register, {})
    if "edition" not in search or "listed_on" not in search:
        return False
    # A search is stale when `on - edition >= 28`.
    if (on - day(search["edition"])).days >= 28:
        return False
    # A listing binds when `listed_on` is "unknown", or `on - listed_on >= 28` days.
    if search["listed_on"] is None:
        return True
    return search["listed_on"] != "unknown" and (on - day(search["listed_on"])).days < 28


def formalities(question: Facts, on: date) -> bool:
    """What the message itself must carry."""
    message = question["message"]
    channel = question["channel"]
    # Post: none.
    if channel == "post":
        return True
    # Every other channel names the sender.
    if message.get("names_sender") is not True:
        return False
    # Electronic mail carries an opt-out.
    if channel in ELECTRONIC_MAIL and message.get("opt_out") is not True:
        return False
    # An automated call and a fax give contact details.
    if channel in ("automated_call", "fax") and message.get("contact_details") is not True:
        return False
    # A live call and an automated call, from 2016-05-16, show the number.
    if channel in ("live_call", "automated_call") and on >= CALLER_ID_LAW:
        return message.get("caller_id_shown") is True
    return True


def uk_gdpr(question: Facts, on: date) -> bool:
    """The data protection line of bullet 3."""
    data_protection = question.get("data_protection", {})
    basis = data_protection.get("basis")
    # Basis is `consent`, `legitimate_interests` or `public_task`;
    if basis not in ("consent", "legitimate_interests", "public_task"):
        return False
    # if `consent`, then a valid consent for this channel must exist;
    if basis == "consent" and not has_valid_consent(question, on):
        return False
    # notice given;
    if data_protection.get("notice_given") is not True:
        return False
    # not restricted.
    return data_protection.get("restricted", False) is False


def house_marketing(question: Facts, on: date) -> bool:
    """The house rules for direct marketing that is lawful."""
    # No direct marketing to a child.
    if question.get("data_protection", {}).get("child", False) is True:
        return False
    # A valid consent on every channel, for every kind of subscriber, even if solicited.
    if has_valid_consent(question, on):
        return True
    # Exception: provenance `bought_in` and a `list_release` that names the channel.
    release = question.get("list_release")
    if question.get("provenance") != "bought_in" or release is None:
        return False
    if day(release["on"]) > on or question["channel"] not in release["channels"]:
        return False
    # The exception never covers electronic mail to an individual.
    if question["channel"] in ELECTRONIC_MAIL and not is_corporate(question):
        return False
    # For post without a valid consent MPS must then be searched, fresh and not bind.
    return question["channel"] != "post" or is_clear(question, "mps", on)


def has_valid_consent(question: Facts, on: date) -> bool:
    """Whether any consent is valid for the message."""
    return any(is_valid(consent, question, on) for consent in question.get("consents", []))


def is_valid(consent: Facts, question: Facts, on: date) -> bool:
    """Bullet 4."""
    # Given on or before `on`, not withdrawn, not spent;
    if not is_in_force(consent, on, house=is_house(question)):
        return False
    # names the channel;
    if question["channel"] not in consent.get("channels", []):
        return False
    # its topics are `all` or name the message's;
    if not topics_meet(consent.get("topics", ["all"]), question["message"].get("topic")):
        return False
    # covers everything promoted;
    if not covers(consent, question["message"]):
        return False
    # `this` address;
    if consent.get("address") != "this":
        return False
    # sender `named`; affirmative, unbundled, informed, evidenced all true.
    return is_sound(consent)


def is_in_force(consent: Facts, on: date, *, house: bool) -> bool:
    """Whether it was given, is not withdrawn and is not spent."""
    # Given on or before `on`,
    if "given_on" not in consent or day(consent["given_on"]) > on:
        return False
    # not withdrawn,
    if consent.get("withdrawn_on") and day(consent["withdrawn_on"]) <= on:
        return False
    # not spent.
    if consent.get("ends_on") and day(consent["ends_on"]) <= on:
        return False
    # House: spent after 36 months, an indirect one (or unknown `obtained`) after six.
    months = 36 if consent.get("obtained") == "direct" else 6
    return not house or on < add_months(day(consent["given_on"]), months)


def covers(consent: Facts, message: Facts) -> bool:
    """Whether what it covers takes in everything the message promotes."""
    covered = set(consent.get("covers", []))
    promotes = promoted(message)
    if promotes is None:
        return False
    # For a message that promotes nothing or only `consent`, covers anything at all.
    if promotes <= {"consent"}:
        return len(covered) > 0
    return promotes <= covered


def is_sound(consent: Facts) -> bool:
    """Whether it names the sender and all four of its qualities are stated to be there."""
    if consent.get("sender_named") != "named":
        return False
    qualities = ("affirmative", "unbundled", "informed", "evidenced")
    return all(consent.get(quality) is True for quality in qualities)


# --- storage ---------------------------------------------------------------------------------


def storage(question: Facts, on: date) -> bool:
    """May this be stored on, or read from, a visitor's device?"""
    # A consent with every flag true, given and not withdrawn;
    if storage_consent(question, on):
        return True
    purpose = question["purpose"]
    sole_purpose = question.get("sole_purpose") is True
    # or `transmission` with sole purpose;
    if purpose == "transmission":
        return sole_purpose
    # or `strictly_necessary` and requested by the user;
    if purpose == "strictly_necessary":
        return question.get("requested_by_user") is True
    # or, from 2026-02-05 only:
    if on < DATA_ACT:
        return False
    # `statistics` not shared beyond improvement, and the other conditions;
    if purpose == "statistics" and question.get("shared_beyond_improvement") is False:
        return free_measure(question)
    # `appearance` likewise but whoever shares;
    if purpose == "appearance":
        return free_measure(question)
    # `emergency` with sole purpose. Every other purpose: consent only.
    return purpose == "emergency" and sole_purpose


def free_measure(question: Facts) -> bool:
    """The conditions that `statistics` and `appearance` have in common."""
    # Provided by the service,
    if question.get("provided_by_service") is not True:
        return False
    # sole purpose,
    if question.get("sole_purpose") is not True:
        return False
    # information given,
    if question.get("information_given") is not True:
        return False
    # objection offered, none made,
    if question.get("objection_offered") is not True or question.get("objected_on"):
        return False
    # not emitted automatically.
    return question.get("emitted_automatically", False) is False


def storage_consent(question: Facts, on: date) -> bool:
    """Whether a consent cures everything."""
    consent = question.get("consent", {})
    # Every flag true,
    flags = ("before_storage", "affirmative", "informed", "refusal_as_easy", "granular")
    if not all(consent.get(flag) is True for flag in flags):
        return False
    # given
    if "given_on" not in consent or day(consent["given_on"]) > on:
        return False
    # and not withdrawn.
    if consent.get("withdrawn_on") and day(consent["withdrawn_on"]) <= on:
        return False
    # It cures an objection made before it too, but not one of its own day or later.
    objected_on = question.get("objected_on")
    return objected_on is None or day(objected_on) < day(consent["given_on"])


# --- disclosure ------------------------------------------------------------------------------


def disclosure(question: Facts, on: date) -> bool:
    """May these details be handed over, or kept, for this?"""
    act = question["act"]
    # Suppression key: always.
    if act == "keep_suppression_key":
        return True
    # By law: a legal power, of which an absent part is unknown and a blank one is no power.
    if act == "disclose_by_law":
        power = question.get("legal_power", {})
        return all(power.get(part, "").strip() != "" for part in ("instrument", "provision"))
    # All the others: notice.
    if question.get("notice_given") is not True:
        return False
    # Processor: contract.
    if act == "disclose_to_processor":
        return question.get("contract") is True
    # Sell, lease, distribute and profile: no objection.
    if question.get("objected_on"):
        return False
    if act == "profile_for_marketing":
        return profile(question, on)
    return hand_over(question, on)


def profile(question: Facts, on: date) -> bool:
    """Basis `consent` with valid permission, or `legitimate_interests`."""
    if question.get("basis") == "consent":
        return has_permission(question, on)
    return question.get("basis") == "legitimate_interests"


def hand_over(question: Facts, on: date) -> bool:
    """To sell, lease or distribute, once notice was given and nobody objected."""
    # House: sell and lease never.
    if is_house(question) and question["act"] in ("sell", "lease"):
        return False
    # Recipient named,
    if question.get("recipient") != "named":
        return False
    # and a valid permission naming the recipient
    if has_permission(question, on):
        return True
    # or `legitimate_interests`. House: distribute only with valid permission.
    return question.get("basis") == "legitimate_interests" and not is_house(question)


def has_permission(question: Facts, on: date) -> bool:
    """Whether the permission is in force and sound."""
    permission = question.get("permission", {})
    return is_in_force(permission, on, house=is_house(question)) and is_sound(permission)


# --- what unknown facts might change ---------------------------------------------------------


def completions(question: Facts, on: date) -> Iterator[Facts]:
    """The question with its unknown keys filled, every way that might lead to `allow`."""
    unknown = [
        (path, values) for path, values in hopeful(question, on) if is_absent(question, path)
    ]
    if not unknown:
        return
    for chosen in product(*(values for _, values in unknown)):
        completed = deepcopy(question)
        for (path, _), value in zip(unknown, chosen, strict=True):
            put(completed, path, value)
        yield completed


Path = tuple[str | int, ...]
Choices = Iterator[tuple[Path, list[Any]]]


def is_absent(question: Facts, path: Path) -> bool:
    """Whether no value stands at the path, an object on the way being absent too."""
    place: Any = question
    for key in path:
        if isinstance(key, str) and key not in place:
            return True
        place = place[key]
    return False


def put(question: Facts, path: Path, value: object) -> None:
    """Set the value, making the objects on the way to it."""
    place: Any = question
    for key in path[:-1]:
        place = place.setdefault(key, {}) if isinstance(key, str) else place[key]
    place[path[-1]] = value


def hopeful(question: Facts, on: date) -> Choices:
    """Each key that can be unknown, with those of its values that could help."""
    if question["question"] == "contact":
        yield from hopeful_contact(question, on)
    elif question["question"] == "storage":
        yield from hopeful_storage(on)
    else:
        yield from hopeful_disclosure(on)


def hopeful_contact(question: Facts, on: date) -> Choices:
    """The keys of a contact question that can be unknown."""
    yield ("provenance",), ["direct", "bought_in"]
    yield from hopeful_message(question["message"])
    yield ("sender", "kind"), ["charity"]
    yield ("sender", "pensions_role"), ["fca_authorised"]
    yield ("sender", "expected_to_call"), [True]
    # An absent relationship is none on record, which is no unknown fact.
    if "relationship" in question:
        yield ("relationship", "kind"), ["sale", "support"]
        yield ("relationship", "with_sender"), [True]
        yield ("relationship", "collected_on"), [on.isoformat()]
        yield ("relationship", "refusal_offered"), [True]
        yield ("relationship", "refused"), [False]
    for position in range(len(question.get("consents", []))):
        yield from hopeful_consent(position, question["channel"])
    for position in range(len(question.get("objections", []))):
        yield ("objections", position, "channels"), [[]]
    for register in ("tps", "ctps", "fps", "mps"):
        yield ("registers", register, "edition"), [on.isoformat()]
        yield ("registers", register, "listed_on"), [None]
    yield ("data_protection", "basis"), ["legitimate_interests", "contract"]
    yield ("data_protection", "notice_given"), [True]


def hopeful_message(message: Facts) -> Choices:
    """The keys of a message that can be unknown."""
    # More than one thing promoted is never easier to allow than one of them, or none.
    if message["purpose"] == "marketing":
        yield ("message", "promotes"), [[], *([code] for code in PROMOTES)]
    yield ("message", "answers_kept_for_marketing"), [False]
    yield ("message", "names_sender"), [True]
    yield ("message", "opt_out"), [True]
    yield ("message", "contact_details"), [True]
    yield ("message", "caller_id_shown"), [True]


def hopeful_consent(position: int, channel: str) -> Choices:
    """The keys of a listed consent that can be unknown."""
    # Naming the channel makes a consent, but once it is withdrawn makes an objection.
    yield ("consents", position, "channels"), [[channel], []]
    yield ("consents", position, "covers"), [list(PROMOTES)]
    yield ("consents", position, "address"), ["this"]
    for key, values in SOUND.items():
        yield ("consents", position, key), values


SOUND: dict[str, list[Any]] = {
    "sender_named": ["named"],
    "affirmative": [True],
    "unbundled": [True],
    "informed": [True],
    "evidenced": [True],
    "obtained": ["direct"],
}


def hopeful_storage(on: date) -> Choices:
    """The keys of a storage question that can be unknown."""
    yield ("requested_by_user",), [True]
    yield ("sole_purpose",), [True]
    yield ("provided_by_service",), [True]
    yield ("shared_beyond_improvement",), [False]
    yield ("information_given",), [True]
    yield ("objection_offered",), [True]
    yield ("consent", "given_on"), [on.isoformat()]
    for flag in ("before_storage", "affirmative", "informed", "refusal_as_easy", "granular"):
        yield ("consent", flag), [True]


def hopeful_disclosure(on: date) -> Choices:
    """The keys of a disclosure question that can be unknown."""
    yield ("recipient",), ["named"]
    yield ("permission", "given_on"), [on.isoformat()]
    for key, values in SOUND.items():
        yield ("permission", key), values
    yield ("legal_power", "instrument"), ["an Act"]
    yield ("legal_power", "provision"), ["section 1"]
    yield ("contract",), [True]
    yield ("notice_given",), [True]
    yield ("basis",), ["legitimate_interests"]


# --- deadline --------------------------------------------------------------------------------


def deadline(question: Facts, non_working: Container[date]) -> Facts:
    """When is it due?"""
    right = question["right"]
    # Breach: `aware_at` + 72 hours, no roll-over, with the same offset.
    if right == "breach":
        moment = datetime.fromisoformat(question["aware_at"]) + timedelta(hours=72)
        return due_on(moment, moment)
    received = day(question["received"])
    # Objection: `due` is the day of receipt.
    if right == "objection":
        return due_on(received, received)
    # Complaint: receipt + 29 days, not rolled over; the regulator's + 30 rolled over.
    if right == "complaint":
        regulator = rolled_over(received + timedelta(days=30), non_working)
        return due_on(received + timedelta(days=29), regulator)
    awaited = awaited_events(question)
    if awaited:
        return {"due": None, "latest_due": None, "waiting_for": awaited}
    due = rolled_over(month_due(question), non_working)
    return due_on(due, due)


def due_on(due: date, latest: date) -> Facts:
    """An answer that waits for nothing."""
    return {"due": due.isoformat(), "latest_due": latest.isoformat(), "waiting_for": []}


def rolled_over(due: date, non_working: Container[date]) -> date:
    """A Saturday, Sunday or bank holiday of the nation rolls to the next working day."""
    while due.isoweekday() in (6, 7) or due in non_working:
        due += timedelta(days=1)
    return due


def awaited_events(question: Facts) -> list[str]:
    """What must happen before a month right has a due day."""
    awaited = []
    if was_asked(question, "id_requested_on") and not question.get("id_received_on"):
        awaited.append("id_received_on")
    if was_asked(question, "fee_requested_on") and not question.get("fee_paid_on"):
        awaited.append("fee_paid_on")
    if awaits_clarification(question, relevant_day(question), known=not awaited):
        awaited.append("clarifications.answered_on")
    return awaited


def was_asked(question: Facts, request: str) -> bool:
    """Whether it was asked for within one month of receipt; a later request changes nothing."""
    if not question.get(request):
        return False
    return day(question[request]) <= add_months(day(question["received"]), 1)


def relevant_day(question: Facts) -> date:
    """The latest of receipt, ID received and fee paid, where asked for in time."""
    latest = day(question["received"])
    if was_asked(question, "id_requested_on") and question.get("id_received_on"):
        latest = max(latest, day(question["id_received_on"]))
    if was_asked(question, "fee_requested_on") and question.get("fee_paid_on"):
        latest = max(latest, day(question["fee_paid_on"]))
    return latest


def clarifications(question: Facts) -> list[Facts]:
    """The questions that can pause: access requests received from 2026-02-05 only."""
    if question["right"] != "access" or day(question["received"]) < DATA_ACT:
        return []
    return sorted(question.get("clarifications", []), key=lambda asked: str(asked["asked_on"]))


def awaits_clarification(question: Facts, start: date, *, known: bool) -> bool:
    """Whether a question asked in time is unanswered; while the clock waits, all are in time."""
    if not known:
        return any(not asked.get("answered_on") for asked in clarifications(question))
    in_time = timely(question, start, months_allowed(question, start))
    return any(not asked.get("answered_on") for asked in in_time)


def timely(question: Facts, start: date, months: int) -> list[Facts]:
    """The questions asked within the months plus the days paused before each."""
    kept: list[Facts] = []
    for asked in clarifications(question):
        before = [d for d in paused_days(kept, start) if d < day(asked["asked_on"])]
        if day(asked["asked_on"]) <= add_months(start, months) + timedelta(days=len(before)):
            kept.append(asked)
    return kept


def paused_days(asked_in_time: list[Facts], start: date) -> set[date]:
    """The days from asking to answering, both included, once each, none before the start."""
    paused = set()
    for asked in asked_in_time:
        current = max(day(asked["asked_on"]), start)
        while asked.get("answered_on") and current <= day(asked["answered_on"]):
            paused.add(current)
            current += timedelta(days=1)
    return paused


def months_allowed(question: Facts, start: date) -> int:
    """Three, if the notice went out within the first month plus paused days; else one."""
    if not question.get("extended_on"):
        return 1
    paused = len(paused_days(timely(question, start, 1), start))
    in_time = day(question["extended_on"]) <= add_months(start, 1) + timedelta(days=paused)
    return 3 if in_time else 1


def month_due(question: Facts) -> date:
    """The months from the relevant day, then the paused days, before roll-over."""
    start = relevant_day(question)
    months = months_allowed(question, start)
    paused = paused_days(timely(question, start, months), start)
    return add_months(start, months) + timedelta(days=len(paused))
