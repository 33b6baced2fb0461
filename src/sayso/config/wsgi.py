"""The service as a web server runs it."""

import gc
import multiprocessing
import os
import signal
import threading
from importlib import import_module

from django.core.wsgi import get_wsgi_application

from sayso.config import logs


def _end_with_whoever_started_it() -> None:
    """Left alone, it would hold its address, so that nobody else could answer there."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        if hasattr(os, "setpgid"):  # Ctrl-C is for that one, who tells this one; not for both
            os.setpgid(0, 0)
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)


logs.configure()
threading.Thread(target=_end_with_whoever_started_it, daemon=True).start()
application = get_wsgi_application()
import_module("sayso.website.statistics.counting").start()  # not before there are models
gc.collect()
gc.freeze()  # what is loaded by now stays, and need not be looked through again and again
