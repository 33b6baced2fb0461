"""The organisation's own rules, stricter than the law; they can only refuse."""

from sayso.law.rule import Rule
from sayso.law.rules.house import (
    house_child,
    house_closed_channel,
    house_consent,
    house_distribution,
    house_mail_preference,
    house_no_sale,
)

CONTACT_RULES: tuple[Rule, ...] = (
    house_closed_channel.RULE,
    house_consent.RULE,
    house_mail_preference.RULE,
    house_child.RULE,
)
DISCLOSURE_RULES: tuple[Rule, ...] = (
    house_no_sale.RULE,
    house_distribution.RULE,
)
