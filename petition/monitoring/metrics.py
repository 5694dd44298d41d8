"""What ``/metrics`` says beside the requests: what waits, how jobs ran, how many have signed.

Names and units as Prometheus recommends them (https://prometheus.io/docs/practices/naming/).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from petition.backups.queries import last_backup
from petition.core import job_runs
from petition.core.request_metrics import request_registry
from petition.monitoring import queries


class DatabaseFigures(Collector):
    """What the database knows at the moment of asking; to be read in one read-only transaction."""

    def collect(self) -> Iterator[Metric]:
        """All figures."""
        yield from self._collect_waiting()
        yield from self._collect_jobs()
        yield from self._collect_counts()

    def _collect_waiting(self) -> Iterator[Metric]:
        forms, mails = queries.waiting_forms(), queries.due_mails()
        for name, says, figure in (
            ("forms_waiting", "Forms that were received and not acted on.", forms.number),
            ("forms_waiting_seconds", "How long the oldest of them has waited.", forms.seconds),
            ("mails_due", "Mails that could be sent now.", mails.number),
            ("mails_due_seconds", "How long the oldest of them has waited.", mails.seconds),
            ("mails_unsent", "Mails not sent yet, those included that are due later.", queries.unsent_mails()),
            ("mails_failed", "Mails given up within the last seven days.", queries.failed_mails()),
        ):
            yield GaugeMetricFamily(f"undersigned_{name}", says, value=figure)

    def _collect_jobs(self) -> Iterator[Metric]:
        seen = job_runs.last_seen()
        yield GaugeMetricFamily("undersigned_worker_seen_time_seconds", "When a worker was last active.", _time(seen))
        newest = last_backup()
        made_at = _time(newest.made_at if newest is not None else None)
        yield GaugeMetricFamily("undersigned_backup_time_seconds", "Of when the newest backup is.", made_at)
        ended = GaugeMetricFamily("undersigned_job_ended_time_seconds", "When a job last ended.", labels=["job"])
        failed = GaugeMetricFamily("undersigned_job_failed_time_seconds", "When a job last failed.", labels=["job"])
        for name, run in sorted(job_runs.latest_runs().items()):
            ended.add_metric([name], _time(run.ended_at))
            failed.add_metric([name], _time(run.failed_at))
        yield from (ended, failed)

    def _collect_counts(self) -> Iterator[Metric]:
        counted = GaugeMetricFamily(
            "undersigned_signatures", "Confirmed, as the public page counts them.", labels=["statement", "kind"]
        )
        for slug, organisations, individuals in queries.public_counts():
            counted.add_metric([slug, "organisation"], organisations)
            counted.add_metric([slug, "individual"], individuals)
        yield counted


def write_metrics() -> bytes:
    """All figures, in Prometheus' text format 0.0.4."""
    found = CollectorRegistry()
    found.register(DatabaseFigures())
    return generate_latest(request_registry()) + generate_latest(found)


def _time(moment: datetime | None) -> float:
    """Seconds since 1970; 0 for never."""
    return moment.timestamp() if moment is not None else 0.0
