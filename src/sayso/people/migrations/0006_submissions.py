"""What people send by a form."""

from typing import ClassVar

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("people", "0005_only_equals")]

    operations: ClassVar = [
        migrations.CreateModel(
            name="Submission",
            fields=[
                ("name", models.CharField(max_length=32, primary_key=True, serialize=False)),
                ("sid", models.CharField(db_index=True, max_length=32)),
                ("form", models.CharField(max_length=60)),
                ("policy", models.CharField(max_length=64)),
                ("lookup", models.CharField(blank=True, db_index=True, max_length=32)),
                ("once", models.CharField(max_length=64, unique=True)),
                ("sealed", models.BinaryField(default=bytes)),
                ("sensitive", models.BooleanField(default=False)),
                ("shown_at", models.DateTimeField()),
                ("received_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("taken_at", models.DateTimeField(db_index=True, null=True)),
                ("entered_at", models.DateTimeField(null=True)),
                ("waits", models.BooleanField(default=False)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("declined_at", models.DateTimeField(null=True)),
            ],
        ),
    ]
