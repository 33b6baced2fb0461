"""Indexes that are used: Django makes one more on PostgreSQL for each text, to find it by LIKE.

Everything that is looked up here is a name or a hash, and it is looked up whole. Without the others
a person is added in two thirds of the time.
"""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

FOR_LIKE = r"""
    SELECT indexname FROM pg_indexes
    WHERE schemaname = current_schema()
    AND tablename LIKE 'people\_%' AND indexname LIKE '%\_like'
"""


def drop(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor != "postgresql":
        return
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(FOR_LIKE)
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP INDEX {schema_editor.quote_name(name)}")


class Migration(migrations.Migration):
    dependencies: ClassVar = [("people", "0004_events_only_grow")]

    operations: ClassVar = [
        # The rows of an import are found by the constraint that there is one of each.
        migrations.AlterField(
            model_name="importrow",
            name="run",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="rows",
                to="people.import",
            ),
        ),
        migrations.RunPython(drop, migrations.RunPython.noop),
    ]
