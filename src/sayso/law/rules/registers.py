"""What a search of a preference register means, in one sentence for each of its states."""

from sayso.law.states import Register

NAMES = {
    "tps": "TPS register",
    "ctps": "CTPS register",
    "fps": "fax register",
    "mps": "mail preference register",
}

_REASONS = {
    Register.LISTED: "The {thing} has been on the {name} for 28 days or more.",
    Register.LISTED_UNDATED: "The {thing} is on the {name}, and since when is not known.",
    Register.STALE: "The {name} was searched in an edition 28 days old or more.",
}

REGISTER_REASONS = {
    (register, state): reason.format(name=name, thing="address" if register == "mps" else "number")
    for register, name in NAMES.items()
    for state, reason in _REASONS.items()
}
"""Why a search refuses, by register and what it found."""
