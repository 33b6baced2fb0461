"""Which facts of the campaign are missing, without which no row at all could be allowed."""

from collections.abc import Iterator
from typing import Any

from sayso.law import QuestionError, decide
from sayso.law.codes import Channel, Promotes
from sayso.law.words import listed
from sayso.lists.check import ASKED, Campaign, question_for
from sayso.lists.columns import Columns
from sayso.lists.errors import ListError
from sayso.lists.facts import with_facts
from sayso.lists.said import Record


def must_be_able_to_allow(campaign: Campaign, columns: Columns) -> None:
    """Stop, naming the facts to state, where not even the best row could be allowed.

    The best row is on no register, consented or asked for the message if anybody did, and is a
    company if a column says who is. Raises ListError, in one sentence for all channels.
    """
    needed: dict[str, None] = {}
    for channel in campaign.channels:
        needed |= dict.fromkeys(_needed(campaign, channel, columns))
    if needed:
        keys = list(needed)
        raise ListError(
            f"No row could be allowed while these facts are not known: {listed(keys, 'and')}; "
            f"{_how_to_state(keys)}."
        )


def _how_to_state(keys: list[str]) -> str:
    registers = [key.rpartition(".")[2] for key in keys if key.startswith("registers.")]
    others = len(keys) > len(registers)
    searched = [f"--register {name}=FILE@DATE" for name in registers if name != "mps"]
    how = [f"search with {listed(searched, 'and')}"] if searched else []
    if "mps" in registers:
        how.append("leave post out, for the mail preference register cannot be searched yet")
    return listed([*how, *(["state them with --set KEY=VALUE or --facts FILE"] * others)], "and")


def _needed(campaign: Campaign, channel: Channel, columns: Columns) -> tuple[str, ...]:
    """The fewest facts that would let some row be allowed; none if it may be, or never can."""
    found = []
    for question in _best_rows(campaign, channel, columns):
        answer = decide(question).answer
        missing = tuple(key for key in answer.missing if key not in columns.facts.values())
        if answer.allowed or (answer.missing and not missing):
            return ()
        if missing:
            found.append(missing)
    return min(found, key=len, default=())


def _best_rows(campaign: Campaign, channel: Channel, columns: Columns) -> Iterator[Any]:
    searches = {
        register: {"edition": str(campaign.registers[register].edition), "listed_on": None}
        for register in ASKED.get(channel, ())
        if register in campaign.registers
    }
    said = campaign.said
    yeses = [_best_consent(campaign, channel)] if said.has("consent") else []
    requests = [Record("solicited", {"on": campaign.on.isoformat()})]
    if not said.has("solicited") and "message.solicited_on" not in columns.facts.values():
        requests = []
    facts = campaign.facts
    if "subscriber" in columns.facts.values():
        facts = with_facts(facts, [("subscriber", "limited_company")])
    try:
        yield question_for(campaign, channel, facts, yeses + requests, searches)
        yield question_for(campaign, channel, facts, yeses, searches)
        yield question_for(campaign, channel, facts, requests, searches)
        yield question_for(campaign, channel, facts, (), searches)
    except QuestionError as error:
        raise ListError(f'The fact "{error.field}" cannot be read: {error.message}') from None


def _best_consent(campaign: Campaign, channel: Channel) -> Record:
    topic = campaign.facts.get("message", {}).get("topic", "all")
    facts = {
        "given_on": campaign.on.isoformat(),
        "channels": [str(channel)],
        "covers": [str(code) for code in Promotes],
        "topics": ["all", str(topic)],
        "address": "this",
        "sender_named": "named",
        "affirmative": True,
        "unbundled": True,
        "informed": True,
        "evidenced": True,
        "obtained": "direct",
    }
    return Record("consent", facts)
