"""What the room refuses."""


class StaffError(Exception):
    """One sentence: what cannot be done, why, and what to do next."""
