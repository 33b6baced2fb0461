"""What the room refuses."""


class CheckError(Exception):
    """One sentence: what cannot be checked, why, and what to do next."""
