"""What all tests share, whichever room they are of."""

import signal

from sayso.evidence.tests.log import an_emptied_log
from sayso.people.tests.said_before import nothing_left_said
from sayso.policy.tests.kept import no_policy_left

__all__ = ["an_emptied_log", "no_policy_left", "nothing_left_said"]

# What runs in the background ignores Ctrl-C or a closed terminal, and so would all it starts.
signal.signal(signal.SIGINT, signal.default_int_handler)
if hasattr(signal, "SIGHUP"):
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
