"""The files that were brought in, and what became of their rows."""

from typing import ClassVar

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("people", "0001_the_record")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Import",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=200)),
                ("sha256", models.CharField(db_index=True, max_length=64)),
                ("mapping", models.JSONField(default=dict)),
                ("policy", models.CharField(max_length=64)),
                ("actor", models.CharField(max_length=80)),
                ("state", models.CharField(default="begun", max_length=8)),
                ("cursor", models.BigIntegerField(default=0)),
                ("counts", models.JSONField(default=dict)),
                ("started_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("finished_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="ImportRow",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("row", models.BigIntegerField()),
                ("outcome", models.CharField(max_length=16)),
                ("sid", models.CharField(blank=True, max_length=32)),
                ("reason", models.TextField(blank=True)),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="people.import",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["sid"], name="rows_of_a_person")],
                "constraints": [
                    models.UniqueConstraint(fields=("run", "row"), name="one_outcome_a_row")
                ],
            },
        ),
    ]
