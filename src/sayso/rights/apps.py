from django.apps import AppConfig


class RightsConfig(AppConfig):
    name = "sayso.rights"

    def ready(self) -> None:
        """Take in what people answer to messages of ours, whichever room sent them."""
        # What needs the models can be had only once they are there.
        from sayso.delivery.returns import on_reply  # noqa: PLC0415
        from sayso.rights.answers import hear  # noqa: PLC0415

        on_reply("rights", hear)
