"""A process that brings in a file, so that it can be killed at any moment.

python -m sayso.people.tests.killed_import FILE   tells of each chunk once it is in for good
"""

import os
import sys
from pathlib import Path

CHUNK = 10


def set_up() -> None:
    """The tables, the keys and the policy, once; whoever comes later finds them."""
    import django

    os.environ["DJANGO_SETTINGS_MODULE"] = "sayso.config.settings"
    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from sayso.people.keys import make_keys
    from sayso.people.tests.cast import TODAY, exemplar
    from sayso.policy.actions import apply_policy
    from sayso.policy.models import PolicyVersion

    make_keys(settings.ENVIRONMENT.keys)
    for database in ("default", "keys"):
        call_command("migrate", database=database, verbosity=0)
    if not PolicyVersion.objects.exists():
        apply_policy(text=exemplar(), by="Daniel Officer", approved_by="Grace Second", today=TODAY)


def bring_in_all(file: Path) -> None:
    from sayso.people.imports.running import begun, bring_in
    from sayso.people.tests.brought_in import planned

    plan = planned(file, overwrite=True)
    tell("begun")
    for results in bring_in(begun(plan), plan, chunk=CHUNK):
        tell(str(results[-1].row))
    tell("done")


def tell(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    set_up()
    bring_in_all(Path(sys.argv[1]))
