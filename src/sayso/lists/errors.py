"""What the reading and writing of lists says when it must stop."""


class ListError(Exception):
    """One sentence for the terminal: what cannot be done, why, and what to do next."""
