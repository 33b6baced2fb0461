"""The triggers without which events could be altered."""

from typing import ClassVar

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from sayso.people import triggers
from sayso.people.router import KEYS


def install(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.alias != KEYS:
        triggers.install(schema_editor.connection)


def remove(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.alias != KEYS:
        triggers.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("people", "0003_api")]

    operations: ClassVar = [
        migrations.RunPython(install, remove),
    ]
