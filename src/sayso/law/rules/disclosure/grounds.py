"""The two grounds on which details are handed on or used to profile."""

from sayso.law.rule import Finding, permit, withhold, withhold_unknown
from sayso.law.states import Consent, DisclosureSituation, LawfulBasis


def interests_or_permission(situation: DisclosureSituation, *, basis_matters: bool) -> Finding:
    """Permit on legitimate interests, or on the person's good permission.

    `basis_matters`: the permission counts only where consent is the lawful basis.
    """
    if situation.basis is LawfulBasis.LEGITIMATE_INTERESTS:
        return permit("It rests on legitimate interests, and the person has not objected.")
    unknown_basis = situation.basis is LawfulBasis.UNKNOWN
    allowed_by_basis = not basis_matters or situation.basis is LawfulBasis.CONSENT
    if situation.permission is Consent.VALID and allowed_by_basis:
        return permit("The person gave their permission.")
    if unknown_basis or (situation.permission is Consent.UNKNOWN and allowed_by_basis):
        return withhold_unknown(situation, "basis", "permission")
    return withhold("Neither a good permission nor legitimate interests carry it.")
