"""Files of people that are brought in by the browser, with how they are to be read."""

from typing import ClassVar

from django.db import models

from sayso.people.import_models import Import
from sayso.staff.work_models import State, Work


class Stage(models.TextChoices):
    """What is done with a file: how it is read is settled, then it is tried, then it is meant."""

    READING = "reading"
    TRIAL = "trial"
    MEANT = "meant"


class Upload(Work):
    """A file that somebody sent. It lies in a folder of this name until it is in or given up.

    `headings` are those of the file, `words` what each column is, by its place; `settings` hold
    for every row. `trial` is what the trial told. `run` is the import, once it was begun.
    """

    file_name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    how = models.CharField(max_length=200, blank=True)
    headings = models.JSONField(default=list)
    words = models.JSONField(default=dict)
    settings = models.JSONField(default=dict)
    stage = models.CharField(max_length=7, choices=Stage.choices, default=Stage.READING)
    trial = models.JSONField(default=dict)
    run = models.ForeignKey(Import, null=True, on_delete=models.PROTECT)

    class Meta(Work.Meta):
        """The newest first."""

        abstract = False
        indexes: ClassVar = [models.Index(fields=["state", "asked_at"], name="uploads_next")]

    @property
    def is_in(self) -> bool:
        """Whether all that may come in of it is on record."""
        return self.stage == Stage.MEANT and self.state == State.DONE
