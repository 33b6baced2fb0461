"""What the registers allow: every rule that asks them asks here."""

from sayso.law.rule import Finding, permit, silent, withhold, withhold_unknown
from sayso.law.rules.registers import REGISTER_REASONS
from sayso.law.states import NOT_BINDING, REFUSING, YES, Consent, ContactSituation, Register


def clear_of(situation: ContactSituation, *registers: str) -> Finding:
    """Permit if every register was searched lately and none binds.

    A consent or a request leaves nothing to withhold: the registers no longer matter.
    """
    bound = _bound(situation, registers)
    unsure = any(getattr(situation, register) not in NOT_BINDING for register in registers)
    if not bound and not unsure:
        return permit(CLEAR[registers])
    if situation.consent is Consent.VALID:
        return silent("The person consented, so the registers do not matter.")
    if situation.solicited is YES:
        return silent("The person asked for it, so the registers do not matter.")
    return withhold(bound) if bound else withhold_unknown(situation, *registers)


def _bound(situation: ContactSituation, registers: tuple[str, ...]) -> str | None:
    """Why the first register that certainly refuses does so, if one does."""
    for register in registers:
        state: Register = getattr(situation, register)
        if state in REFUSING:
            return REGISTER_REASONS[register, state]
    return None


CLEAR = {
    ("tps", "ctps"): "The number does not stand on TPS or CTPS in a way that binds today.",
    ("fps",): "The number does not stand on the fax register in a way that binds today.",
}
