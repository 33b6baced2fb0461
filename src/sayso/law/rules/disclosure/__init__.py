"""May these details be handed over, or kept? The rules of the law."""

from sayso.law.rule import Rule
from sayso.law.rules.disclosure import (
    disclosure_notice,
    disclosure_objection,
    disclosure_recipient,
    handing_on,
    legal_demand,
    processor,
    profiling,
    suppression_key,
)

RULES: tuple[Rule, ...] = (
    disclosure_objection.RULE,
    handing_on.RULE,
    profiling.RULE,
    processor.RULE,
    legal_demand.RULE,
    suppression_key.RULE,
    disclosure_recipient.RULE,
    disclosure_notice.RULE,
)
