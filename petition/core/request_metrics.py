"""How many requests there were, how they were answered and how long that took; for ``/metrics``.

Of a request only the endpoint, the method and the kind of answer are counted, never its path, its client or its time
of day. Under gunicorn each process counts into files of its own, which ``prometheus_client`` adds up: the server's
configuration says where they are (``PROMETHEUS_MULTIPROC_DIR``), and forgets those of a process that has ended.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from time import perf_counter
from typing import TYPE_CHECKING

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram
from prometheus_client.multiprocess import MultiProcessCollector

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

FOLDER = "PROMETHEUS_MULTIPROC_DIR"
METHODS = frozenset(("GET", "HEAD", "POST", "OPTIONS"))
# Seconds.
BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)

ANSWERS = Counter("undersigned_answers", "Requests answered.", ["endpoint", "method", "status"])
SECONDS = Histogram("undersigned_answer_seconds", "From request to answer.", ["method"], buckets=BUCKETS)


def request_registry() -> CollectorRegistry:
    """Where the figures of requests are read: of all processes of this server, or of this one where it is alone."""
    if FOLDER not in os.environ:
        return REGISTRY
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    return registry


class CountRequests:
    """Middleware that counts every answer."""

    def __init__(self, app: WSGIApplication) -> None:
        self.app = app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Counts the answer of the application when it begins."""
        begun = perf_counter()

        def note(status: str, headers: list[tuple[str, str]], *fault: object) -> object:
            method = environ.get("REQUEST_METHOD", "")
            method = method if method in METHODS else "other"
            # Flask leaves its request there; what is answered before it, a file or a page that is kept, has none.
            request = environ.get("werkzeug.request")
            endpoint = getattr(request, "endpoint", "before-flask") or "none"
            ANSWERS.labels(endpoint, method, f"{status[0]}xx").inc()
            SECONDS.labels(method).observe(perf_counter() - begun)
            return start_response(status, headers, *fault)  # type: ignore[arg-type]

        return self.app(environ, note)  # type: ignore[arg-type]
