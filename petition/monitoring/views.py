"""``/metrics``, for Prometheus."""

from __future__ import annotations

from hmac import compare_digest

from flask import Blueprint, Response, abort, current_app, request
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST

from petition.core import access
from petition.monitoring.metrics import write_metrics

blueprint = Blueprint("monitoring", __name__)


@blueprint.get("/metrics")
@access.allow_anybody
def metrics() -> ResponseReturnValue:
    """Figures without personal data: to this machine, or to who brings ``METRICS_TOKEN`` as a bearer token (RFC 6750).

    To everybody else there is no such page. What a proxy passes on is not from this machine.
    """
    if not (request.environ.get("undersigned.is_local") or _has_token()):
        abort(404)
    return Response(write_metrics(), content_type=CONTENT_TYPE_LATEST)


def _has_token() -> bool:
    token, given = current_app.config["SETTINGS"].metrics_token, request.authorization
    if token is None or given is None or given.type != "bearer" or not given.token:
        return False
    return compare_digest(given.token.encode(), token.encode())
