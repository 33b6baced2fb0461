from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "sayso.evidence"
