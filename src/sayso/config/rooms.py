"""The rooms that Django knows."""

ROOMS = ("evidence", "policy", "delivery", "people", "rights", "website")
"""Those that have models, from the lowest: each may know only those before it."""

PAGES = ("assurance",)
"""Those that have pages, and no models."""
