"""An installation for processes that tests start, one after the other."""

import os
import sys


def set_up(*, is_new: bool) -> None:
    """The settings; and for the first process the tables, and the shipped policy."""
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "sayso.config.settings"
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from sayso.policy.tests.kept import applied

    if not is_new:
        return
    settings.ENVIRONMENT.keys.mkdir(mode=0o700, parents=True, exist_ok=True)
    for database in ("default", "keys"):
        call_command("migrate", database=database, verbosity=0)
    applied()


def tell(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()
