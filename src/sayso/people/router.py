"""Which store a table lies in: the secrets of people in that of the keys, everything else not."""

from typing import Any

from django.db.models import Model

KEYS = "keys"


class KeysApart:
    """Django's way to ask for the store of a model."""

    def db_for_read(self, model: type[Model], **_: Any) -> str | None:
        """The store to read from."""
        return KEYS if model.__name__ == "SubjectKey" else None

    def db_for_write(self, model: type[Model], **_: Any) -> str | None:
        """The store to write to."""
        return self.db_for_read(model)

    def allow_migrate(
        self, db: str, app_label: str, model_name: str | None = None, **_: Any
    ) -> bool:
        """Whether a table belongs in a store."""
        is_secret = app_label == "people" and model_name == "subjectkey"
        return (db == KEYS) is is_secret
