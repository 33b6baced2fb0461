"""Under how many keys a point is hashed; the triggers without which events could be altered."""

from typing import ClassVar

from django.db import migrations, models
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
    dependencies: ClassVar = [("people", "0001_the_record")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="contactpoint", name="key", field=models.IntegerField(default=1)
        ),
        migrations.RunPython(install, remove),
    ]
