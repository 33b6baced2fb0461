"""What delivery cannot do, said in one sentence."""


class DeliveryError(Exception):
    """Why it cannot be queued, opened or sent, and what to do next; it names nobody."""
