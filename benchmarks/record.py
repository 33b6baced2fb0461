"""An empty record of its own, for the benchmarks to fill."""

import os
from datetime import date
from importlib import import_module
from pathlib import Path

import django
from django.core.management import call_command

TODAY = date(2026, 11, 22)


def set_up(folder: Path) -> None:
    """A record with its keys, and the shipped policy applied."""
    os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/record.sqlite3")
    os.environ |= {
        "SAYSO_HOME": str(folder / "home"),
        "SAYSO_KEYS": str(folder / "keys"),
        "DJANGO_SETTINGS_MODULE": "sayso.config.settings",
    }
    (folder / "home").mkdir(mode=0o700)
    django.setup()
    import_module("sayso.people.keys").make_keys(folder / "keys")
    import_module("sayso.evidence.keys").new_signing_key(folder / "keys")
    for database in ("default", "keys"):
        call_command("migrate", database=database, verbosity=0)
    shipped = import_module("sayso.policy.reading").shipped()
    apply = import_module("sayso.policy.actions").apply_policy
    apply(text=shipped, by="Ada Ashby", approved_by="Bert Brook", today=TODAY)
