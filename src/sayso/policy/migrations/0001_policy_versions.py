"""The versions of the policy, and the triggers that keep each as it was applied."""

from typing import ClassVar

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from sayso.policy import triggers


def install(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    triggers.install(schema_editor.connection)


def remove(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    triggers.remove(schema_editor.connection)


class Migration(migrations.Migration):
    initial = True

    dependencies: ClassVar = []

    operations: ClassVar = [
        migrations.CreateModel(
            name="PolicyVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(unique=True)),
                ("slug", models.CharField(max_length=60, unique=True)),
                ("effective_on", models.DateField()),
                ("text", models.TextField()),
                ("sha256", models.CharField(max_length=64, unique=True)),
                ("applied_at", models.DateTimeField()),
                ("by", models.CharField(max_length=200)),
                ("approved_by", models.CharField(max_length=200)),
                ("note", models.TextField()),
            ],
            options={
                "ordering": ["number"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("by", models.F("approved_by")), _negated=True),
                        name="policy_approved_by_another",
                    )
                ],
            },
        ),
        migrations.RunPython(install, remove),
    ]
