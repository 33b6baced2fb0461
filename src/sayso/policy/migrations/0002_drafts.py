"""Policies that are being written, and those whom one approved alone after a wait."""

from typing import ClassVar

import django.utils.timezone
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import F, Q

import sayso.policy.models
from sayso.policy import triggers


def install(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    triggers.install(schema_editor.connection)


def remove(_apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    triggers.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("policy", "0001_policy_versions")]

    operations: ClassVar = [
        migrations.RunPython(remove, install),
        migrations.CreateModel(
            name="Draft",
            fields=[
                (
                    "name",
                    models.CharField(
                        default=sayso.policy.models.new_name,
                        max_length=32,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("text", models.TextField()),
                ("hands", models.JSONField(default=list)),
                ("edits", models.PositiveIntegerField(default=0)),
                ("begun_by", models.CharField(max_length=200)),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("proposed_by", models.CharField(blank=True, max_length=200)),
                ("proposed_at", models.DateTimeField(null=True)),
                ("remark", models.CharField(blank=True, max_length=500)),
                ("ended_at", models.DateTimeField(null=True)),
                ("version", models.CharField(blank=True, max_length=60)),
            ],
            options={"ordering": ["-changed_at"]},
        ),
        migrations.RemoveConstraint("policyversion", "policy_approved_by_another"),
        migrations.AddField(
            "policyversion", "waited_days", models.PositiveSmallIntegerField(null=True)
        ),
        migrations.AddConstraint(
            "policyversion",
            models.CheckConstraint(
                condition=~Q(by=F("approved_by")) | Q(waited_days__isnull=False, waited_days__gt=0),
                name="policy_approved_by_another_or_late",
            ),
        ),
        migrations.RunPython(install, remove),
    ]
