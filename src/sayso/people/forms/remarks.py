"""Whether a text touches on what the law guards most (UK GDPR article 9), by the words in it.

A list of words cannot tell what somebody means. It errs on the side of caution: a remark that is
found by mistake is still read and answered, and only ever kept away from choosing people by it.
"""

import re
from collections.abc import Mapping

WORDS: Mapping[str, str] = {
    "health": """
        adhd, allerg~, anaphyla~, anxiety, arthriti~, asthma~, autis~, blind, blindness, cancer~,
        chemotherap~, chronic~, coeliac, celiac, covid~, deaf~, dementia, depressed, depression,
        diabet~, diagnos~, disabled, disabilit~, dyslexi~, epilep~, epipen~, hearing aid~, hearing
        loss, heart attack, heart condition, heart disease, hiv, hospital~, ill, illness~, impaired,
        impairment~, insulin, intoleran~, medical~, medication~, mental health, migraine~, miscarr~,
        pregnan~, sick, sickness, stroke, surgery, surgical, therapy, therapist~, unwell,
        wheelchair~
    """,
    "belief": """
        agnostic~, atheis~, baptis~, buddhis~, catholic~, christian, christians, christianity,
        church~, halal, hindu~, islam~, jew, jews, jewish, judaism, kosher, mosque~, muslim~,
        prayer~, praying, protestant~, quaker~, ramadan, religio~, sabbath, sikh~, synagogue~
    """,
    "politics": """
        brexit~, communis~, conservative party, fascis~, green party, labour party, lib dem~,
        liberal democrat~, marxis~, plaid cymru, political~, politics, reform uk, sinn fein,
        sinn féin, snp, socialis~, tory, tories, ukip, voted for, voted against, voting for,
        voting against
    """,
    "sex": """
        bisexual~, gay, heterosexual~, homosexual~, lesbian~, lgbt~, nonbinary, non-binary, queer,
        sex life, sexual~, transgender~, trans man, trans men, trans woman, trans women,
        trans person, trans people
    """,
    "union": """
        gmb, nasuwt, on strike, shop steward~, trade union~, union dues, union member~, union rep~,
        unison, unite the union
    """,
    "origin": """
        african~, asian~, asylum, black british, black man, black men, black people, black person,
        black woman, black women, caribbean, ethnic~, gypsy, gypsies, immigra~, mixed race, my race,
        racial~, racism, racist~, refugee~, roma
    """,
}
"""Words by what they touch on; ~ stands for any ending."""


def _pattern(words: str) -> re.Pattern[str]:
    parts = [" ".join(word.split()) for word in words.split(",")]
    forms = [re.escape(part.rstrip("~")) + (r"\w*" if part.endswith("~") else "") for part in parts]
    return re.compile(rf"\b(?:{'|'.join(forms)})\b", re.IGNORECASE)


_FOUND = {name: _pattern(words) for name, words in WORDS.items()}


def touches(text: str) -> frozenset[str]:
    """What a text may touch on: health, belief, politics, sex, union, origin."""
    plain = " ".join(text.split())
    return frozenset(name for name, words in _FOUND.items() if words.search(plain))
