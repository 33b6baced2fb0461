"""What the record says when it cannot do what was asked."""


class RecordError(Exception):
    """One sentence: what cannot be done, why, and what to do next; never anybody's details.

    `code` is for programs, `field` is what it is about, if that can be named.
    """

    def __init__(self, message: str, *, code: str = "refused", field: str | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.field = field
