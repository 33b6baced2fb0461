"""The figures of the service, as Prometheus reads them: counts, and how far behind the log is.

Decisions are counted where they are told: see `people.told`.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

from django.db.models import Min
from prometheus_client import CollectorRegistry, Counter, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import REGISTRY, Collector

from sayso.config.environment import metrics_folder
from sayso.delivery.models import Intent, Report, State
from sayso.evidence.models import Entry, Unsealed

REQUESTS = Counter("sayso_requests", "Requests answered.", ["route", "status"])


def answered(route: str, status: int) -> None:
    """Count a request by the form of its address, in which nobody is named."""
    REQUESTS.labels(route, str(status)).inc()


class _Log(Collector):
    """How many rows wait to be sealed, and for how long, as it is when asked."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        rows = Unsealed.objects.count()
        yield GaugeMetricFamily("sayso_log_unsealed_rows", "Rows not sealed yet.", rows)
        age = oldest_unsealed()
        yield GaugeMetricFamily("sayso_log_oldest_unsealed_seconds", "Age of the oldest.", age)


class _Outbox(Collector):
    """How many messages wait, and of how many nobody knows whether they went, as it is now."""

    def collect(self) -> Iterator[GaugeMetricFamily]:
        waiting = Intent.objects.filter(state=State.QUEUED).count()
        yield GaugeMetricFamily("sayso_messages_waiting", "Messages not sent yet.", waiting)
        doubts = Intent.objects.filter(state=State.IN_DOUBT).count()
        yield GaugeMetricFamily("sayso_messages_in_doubt", "Messages that may have gone.", doubts)
        unheard = Report.objects.filter(heard_at=None, intent__isnull=False).count()
        yield GaugeMetricFamily("sayso_reports_unheard", "Reports no room has heard of.", unheard)


def oldest_unsealed() -> float:
    """For how many seconds the oldest row has waited to be sealed."""
    at = Entry.objects.filter(unsealed__isnull=False).aggregate(at=Min("at"))["at"]
    return max(0.0, (datetime.now(UTC) - at).total_seconds()) if at else 0.0


def exposition() -> bytes:
    """All figures, those of the other processes included."""
    registry = REGISTRY
    if folder := metrics_folder():
        registry = CollectorRegistry()
        MultiProcessCollector(registry, path=str(folder))  # type: ignore[no-untyped-call]
    return generate_latest(registry) + _as_it_is()


def _as_it_is() -> bytes:
    registry = CollectorRegistry()
    registry.register(_Log())
    registry.register(_Outbox())
    return generate_latest(registry)
