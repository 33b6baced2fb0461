"""Which store a table lies in: secrets in that of the keys, everything else not."""

from typing import Any

from django.db.models import Model

KEYS = "keys"

SECRETS = {("people", "subjectkey"), ("delivery", "messagekey"), ("rights", "requestkey")}
"""The tables of secrets, by their rooms."""


class KeysApart:
    """Django's way to ask for the store of a model."""

    def db_for_read(self, model: type[Model], **_: Any) -> str | None:
        """The store to read from."""
        named = model._meta  # noqa: SLF001 - Django's documented name
        return KEYS if (named.app_label, named.model_name) in SECRETS else None

    def db_for_write(self, model: type[Model], **_: Any) -> str | None:
        """The store to write to."""
        return self.db_for_read(model)

    def allow_migrate(
        self, db: str, app_label: str, model_name: str | None = None, **_: Any
    ) -> bool:
        """Whether a table belongs in a store."""
        return (db == KEYS) is ((app_label, model_name) in SECRETS)
