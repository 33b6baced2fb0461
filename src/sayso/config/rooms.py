"""The rooms that Django knows."""

ROOMS = (
    "evidence",
    "policy",
    "delivery",
    "staff",
    "people",
    "rights",
    "screening",
    "website",
    "assurance",
)
"""From the lowest: each may know only those before it."""

ACCOUNTS = ("account", "mfa")
"""The libraries that keep the addresses and the second factors of members of staff."""
