from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "sayso.people"

    def ready(self) -> None:
        """Answer for our own marketing, and hear of what comes back."""
        from sayso.delivery import gates, returns  # noqa: PLC0415 - models are ready only now
        from sayso.people.gate import may_leave  # noqa: PLC0415 - as above
        from sayso.people.heard import heard  # noqa: PLC0415 - as above

        gates.register("people", may_leave)
        returns.on_report("people", heard)
