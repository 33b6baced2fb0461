"""A process that logs, seals and exports without end, so that it can be killed at any moment.

python -m sayso.evidence.tests.killed FOLDER      prints the size of each batch it has committed
python -m sayso.evidence.tests.killed FOLDER end  seals and exports what is left, once
"""

import os
import sys
from pathlib import Path

import django


def go_on(folder: Path) -> None:
    from sayso.evidence.actions import seal
    from sayso.evidence.export import export
    from sayso.evidence.tests.log import log

    while True:
        tell(len(log(50)))
        seal(batch=20)
        export(folder)


def end(folder: Path) -> None:
    from sayso.evidence.actions import seal
    from sayso.evidence.export import export
    from sayso.evidence.models import Entry

    seal()
    export(folder)
    tell(Entry.objects.count())


def tell(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "sayso.config.settings"
    django.setup()
    from django.core.management import call_command

    call_command("migrate", "evidence", verbosity=0)
    (end if sys.argv[2:] else go_on)(Path(sys.argv[1]))
