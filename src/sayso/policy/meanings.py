"""What follows from a change of the policy, for whoever has to approve it."""

NEW_PURPOSE = "It starts with no consents."
ANOTHER_PURPOSE = "That makes it another purpose: it needs a new id, and starts with no consents."
OTHER_WORDS = "Those are other words: they need a new id. What people agreed to stays as it was."
ASK_AGAIN = "Visitors are asked again."

_MEANINGS = {
    "version": "",
    "organisation": "Every message and every notice says so from that day.",
    "privacy_officer": "Every notice says so from that day.",
    "regulator": "Every notice says so from that day.",
    "promises added": "Its controls must run from that day.",
    "promises removed": "It is promised no more; tell people before that day.",
    "promises words": "Something else is promised; tell people before that day.",
    "promises controls added": "It must run from that day.",
    "promises controls removed": "It no longer keeps this promise.",
    "purposes added": NEW_PURPOSE,
    "purposes removed": "Nothing is sent for it any more; a consent to it reaches nothing else.",
    "purposes name": ANOTHER_PURPOSE,
    "purposes summary": ANOTHER_PURPOSE,
    "purposes kind": ANOTHER_PURPOSE,
    "purposes promotes": ANOTHER_PURPOSE,
    "purposes basis": ANOTHER_PURPOSE,
    "purposes channels added": "Its messages may go this way, to whom the law allows.",
    "purposes channels removed": "Nobody is reached this way for it any more.",
    "purposes wordings": "People are asked in these words from that day; an earlier yes stands.",
    "purposes retention": "What is kept for it is kept by another line of the schedule.",
    "purposes at_most_a_month": "The limit holds from that day.",
    "wordings added": "People can be asked in these words from that day.",
    "wordings removed": "Nobody is asked in these words any more; an earlier yes is on record.",
    "wordings assessed": "Whoever agreed in these words is judged by the new assessment.",
    "wordings": OTHER_WORDS,
    "objections added": "People can say no in these words from that day.",
    "objections removed": "A no that was said in these words still stands.",
    "objections": OTHER_WORDS,
    "methods evidenced": "What came in this way is judged by the new finding.",
    "methods obtained": "What came in this way is judged by the new finding.",
    "house_rules consent_months raised": "Some consents that had run out count again.",
    "house_rules consent_months lowered": "More consents have run out from that day.",
    "house_rules indirect_consent_months raised": "Some consents that had run out count again.",
    "house_rules indirect_consent_months lowered": "More consents have run out from that day.",
    "house_rules closed_channels added": "Nothing is sent this way from that day.",
    "house_rules closed_channels removed": "A purpose may name it from that day.",
    "fields added": "It may be asked from that day.",
    "fields removed": "It is asked no more, and what is held of it has no purpose.",
    "fields needed_for removed": "What is held of it may not be used for that any more.",
    "sources added": "Details may come in this way from that day.",
    "sources removed": "Details no longer come in this way.",
    "sources collects added": "It may be asked there from that day.",
    "sources collects removed": "It is asked there no more.",
    "notices": "People are told so from its day on; those told before were told something else.",
    "forms added": "It can be filled in from that day.",
    "forms removed": "It cannot be filled in any more; what came in by it stays.",
    "forms": "It is shown so from that day; what was shown before is taken as it was shown.",
    "registers added": "It is searched from that day.",
    "registers removed": "It is searched no more; what needs it is refused.",
    "registers max_age_days lowered": "Editions of more days clear nobody.",
    "cookies": ASK_AGAIN,
    "cookies removed": "It is removed from visitors' devices.",
    "banner origins added": "It may be put there from that day.",
    "banner origins removed": "It is not put there any more.",
    "retention keep": "Records that are over by the new span are due on that day.",
    "retention counted_from": "Records that are over by the new count are due on that day.",
    "retention then": "Records that fall due from that day end so.",
    "staff.rights added": "It is shut until a role has it.",
    "staff.modules": "It decides from that day who has access.",
    "staff.modules pass_mark raised": "Passes below it no longer count.",
    "staff.modules valid_months lowered": "Passes that are older lapse on that day.",
    "staff.roles rights added": "Whoever has the role gets it, after the training.",
    "staff.roles rights removed": "Whoever has the role loses it on that day.",
    "staff.lone_approval_days": "What takes two may be approved so by one whom nobody can second.",
    "staff.export_alone raised": "More details may be taken out by one person alone.",
    "staff.export_alone lowered": "A second person is needed sooner.",
    "suppliers.duties added": "Suppliers must show it before anything more is shared with them.",
    "suppliers.review_months lowered": "Some suppliers are due for review on that day.",
    "statistics minimum_cell raised": "Smaller groups are hidden from that day.",
    "statistics minimum_cell lowered": "Smaller groups are shown from that day.",
}

OTHERWISE = "It holds from that day."


def meaning(section: str, field: str, change: str) -> str:
    """What a kind of change means; of several sentences that fit, the most exact one."""
    for key in (f"{section} {field} {change}", f"{section} {field or change}", section):
        if key in _MEANINGS:
            return _MEANINGS[key]
    return OTHERWISE
