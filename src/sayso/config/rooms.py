"""The rooms that Django knows."""

ROOMS = ("evidence", "policy", "delivery", "people", "rights")
"""Those that have models, from the lowest: each may know only those before it."""

PAGES = ("website", "assurance")
"""Those that have pages, and no models: the lower first."""
