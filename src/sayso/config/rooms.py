"""The rooms that have models, from the lowest: each may know only those before it."""

ROOMS = ("evidence", "policy", "delivery", "people")
