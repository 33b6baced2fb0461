"""Which facts of the campaign are missing, without which no row at all could be allowed."""

from collections.abc import Iterator

from sayso.law import Answer, ContactQuestion, QuestionError, decide
from sayso.law.codes import Channel, Promotes
from sayso.law.words import listed
from sayso.lists.check import Campaign, question_for
from sayso.lists.columns import Columns
from sayso.lists.errors import ListError
from sayso.lists.facts import with_facts
from sayso.lists.said import Record
from sayso.lists.until import ASKED


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
    searched = [f"--register {name}=FILE@DATE" for name in registers if name != "mps"]
    how = [f"search with {listed(searched, 'and')}"] if searched else []
    if "mps" in registers:
        how.append("leave post out, for the mail preference register cannot be searched yet")
    if len(keys) > len(registers):
        them = "the others" if how else "them"
        how.append(f"state {them} with --set KEY=VALUE or --facts FILE")
    return listed(how, "and")


def _needed(campaign: Campaign, channel: Channel, columns: Columns) -> tuple[str, ...]:
    """The fewest facts that would let some row be allowed; none if it may be, or never can.

    Where nothing said or stated so far could allow a row, it is what a consent would need beside.
    """
    yeses = [_best_consent(campaign, channel)]
    answers = _hopeful(campaign, channel, columns, yeses if campaign.said.has("consent") else [])
    found = answers or _hopeful(campaign, channel, columns, yeses)
    stated = columns.facts.values()
    missing = [tuple(key for key in answer.missing if key not in stated) for answer in found]
    return min(missing, key=len, default=())


def _hopeful(
    campaign: Campaign, channel: Channel, columns: Columns, yeses: list[Record]
) -> list[Answer]:
    """The answers for the best rows that are allowed, or would be with facts not known."""
    try:
        questions = list(_best_rows(campaign, channel, columns, yeses))
    except QuestionError as error:
        raise ListError(f'The fact "{error.field}" cannot be read: {error.message}') from None
    answers = [decide(question).answer for question in questions]
    return [answer for answer in answers if answer.allowed or answer.missing]


def _best_rows(
    campaign: Campaign, channel: Channel, columns: Columns, yeses: list[Record]
) -> Iterator[ContactQuestion]:
    """A row on no register, with and without what may be said of it, a company or not."""
    searches = {
        register: {"edition": str(campaign.registers[register].edition), "listed_on": None}
        for register in ASKED.get(channel, ())
        if register in campaign.registers
    }
    stated = columns.facts.values()
    requests = [Record("solicited", {"on": campaign.on.isoformat(), "channels": ["all"]})]
    if not campaign.said.has("solicited") and "message.solicited_on" not in stated:
        requests = []
    facts = [campaign.facts]
    if "subscriber" in stated:
        facts.append(with_facts(campaign.facts, [("subscriber", "limited_company")]))
    for known in facts:
        for said in (yeses + requests, yeses, requests, []):
            yield question_for(campaign, channel, known, said, searches)


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
