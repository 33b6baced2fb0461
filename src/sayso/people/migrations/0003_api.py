"""The keys of other programs, and what they were answered."""

from typing import ClassVar

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("people", "0002_imports")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="ApiKey",
            fields=[
                ("kid", models.CharField(max_length=16, primary_key=True, serialize=False)),
                ("secret_sha256", models.CharField(max_length=64)),
                ("name", models.CharField(max_length=100)),
                ("scopes", models.TextField()),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("ended_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="IdempotencyKey",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("request", models.CharField(max_length=64)),
                ("lease_until", models.DateTimeField()),
                ("status", models.SmallIntegerField(null=True)),
                ("body", models.TextField(blank=True)),
                ("made_at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
            ],
        ),
    ]
