"""What the log cannot do, said in one sentence."""


class EvidenceError(Exception):
    """Something is missing, or is not as it was signed; the sentence says what to do next."""
