from django.apps import AppConfig


class AssuranceConfig(AppConfig):
    name = "sayso.assurance"
