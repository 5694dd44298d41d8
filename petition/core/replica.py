"""Public pages may read from a replica of PostgreSQL, as long as it shows what the primary says must show.

A view is marked with ``prefer_replica``. Its GET is answered from the replica where

- whoever asks has no cookie (is not signed in), and does not come from a page of this site that is their own alone,
- the replica held, a moment ago, all that the primary had written at most ``FRESH_SECONDS`` before,
- in the very snapshot that the page is made of it shows the content version that the primary shows, or a later one:
  a name that was hidden never comes back from a replica that lags (promise 5).

Everything else, and every write, is the primary's. Where the replica is away it is not tried for some seconds.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast
from urllib.parse import urlsplit

from flask import Flask, current_app, request
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from petition.core import content_version, slow_queries
from petition.core import db as database

log = logging.getLogger(__name__)
View = TypeVar("View", bound=Callable[..., Any])
MARK = "prefers_replica"
# How old what the replica shows may be; how often both are asked for it; how long one that is away is left alone.
FRESH_SECONDS, ASKED_EVERY, RETRY_SECONDS = 5.0, 1.0, 5.0
CONNECT_SECONDS = 2
# A server that is no replica has replayed nothing: it holds what it wrote itself.
WRITTEN = (
    "SELECT system_identifier, current_database(),"
    " CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END::text"
    " FROM pg_control_system()"
)
REACHED = (
    "SELECT system_identifier = :system AND current_database() = :name"
    " AND CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_lsn() END >= :place ::pg_lsn"
    " FROM pg_control_system()"
)


class Replica:
    """The replica, and until when it is known to hold what the primary had written lately; for any thread.

    A place in the primary's log is noted with its time. Once the replica has reached it, it shows all that was
    committed until then; so no clocks are compared, and a replica that hears nothing any more is found out.
    """

    def __init__(self, engine: Engine, primary: Engine) -> None:
        self.engine, self.primary = engine, primary
        self.fresh_until, self._asked_at, self._away_until = 0.0, 0.0, 0.0
        self._noted: dict[str, Any] | None = None
        self._noted_at = 0.0
        self._lock = threading.Lock()

    def is_close(self) -> bool:
        """Whether it is there and close enough behind; whoever finds another one asking waits for nothing."""
        at = time.monotonic()
        if at < self._away_until:
            return False
        if (not self._asked_at or at - self._asked_at >= ASKED_EVERY) and self._lock.acquire(blocking=False):
            try:
                self._asked_at = at
                self._compare(at)
            except DBAPIError as fault:
                self.leave_alone(fault)
            finally:
                self._lock.release()
        return time.monotonic() < self.fresh_until

    def leave_alone(self, fault: DBAPIError) -> None:
        """Does without it for some seconds."""
        self.fresh_until, self._away_until = 0.0, time.monotonic() + RETRY_SECONDS
        log.warning("the replica does not answer, public pages read from the primary: %s", type(fault.orig).__name__)

    def _compare(self, at: float) -> None:
        if self._noted is not None and not self._has_reached():
            return
        if self._noted is not None:
            self.fresh_until = self._noted_at + FRESH_SECONDS
        with database.read_transactions(), self.primary.connect() as connection:
            system, name, place = connection.execute(text(WRITTEN)).one()
        self._noted, self._noted_at = {"system": system, "name": name, "place": place}, at
        if self._has_reached():
            self.fresh_until = at + FRESH_SECONDS

    def _has_reached(self) -> bool:
        with database.read_transactions(), self.engine.connect() as connection:
            return bool(connection.execute(text(REACHED), self._noted).scalar_one())


def init_app(app: Flask, url: str | None, slow_query_ms: int) -> None:
    """Has public pages read from the replica at ``url``, where one is named."""
    if url is None:
        return
    # A server that takes no connection may not keep a reader: the primary is asked instead.
    engine = create_engine(
        url, hide_parameters=True, pool_pre_ping=True, connect_args={"connect_timeout": CONNECT_SECONDS}
    )
    database.tune_engine(engine)
    slow_queries.log_slow_queries(engine, slow_query_ms)
    with app.app_context():
        app.extensions["replica"] = Replica(engine, database.db.engine)


def prefer_replica(view: View) -> View:
    """Marks a public view whose GET the replica may answer; where that fails in the middle, the primary answers."""

    @wraps(view)
    def run(**values: Any) -> Any:
        try:
            return view(**values)
        except DBAPIError as fault:
            if database.read_engine() is None:
                raise
            _replica().leave_alone(fault)
            use_primary()
            return view(**values)

    setattr(run, MARK, True)
    return cast(View, run)


def choose_engine() -> None:
    """Before the first question of a request: leaves it to the replica where that may answer."""
    database.set_read_engine(None)
    if "replica" not in current_app.extensions or not _may_be_late():
        return
    version = content_version.current_version()
    if version is None or not _replica().is_close():
        return
    database.set_read_engine(_replica().engine)
    try:
        # The first question of the transaction: what the page asks it finds in the same snapshot.
        shown = database.db.session.execute(text(content_version.READ)).scalar_one()
    except DBAPIError as fault:
        _replica().leave_alone(fault)
        shown = -1
    if shown < version:
        use_primary()


def use_primary() -> None:
    """From here on the request asks the primary."""
    database.db.session.rollback()
    database.set_read_engine(None)


def _replica() -> Replica:
    return cast(Replica, current_app.extensions["replica"])


def _may_be_late() -> bool:
    """Whether whoever asks cannot notice that something is missing that they have just done."""
    if request.method not in ("GET", "HEAD") or request.cookies:
        return False
    return _is_marked(request.endpoint) and not _comes_from_own_page()


def _is_marked(endpoint: str | None) -> bool:
    return getattr(current_app.view_functions.get(endpoint or ""), MARK, False)


def _comes_from_own_page() -> bool:
    """Whether a link was followed on a page of this site that is not public: after signing, confirming, changing."""
    came_from = urlsplit(request.headers.get("Referer", ""))
    if came_from.netloc != request.host:
        return False
    try:
        endpoint, _values = current_app.create_url_adapter(request).match(came_from.path, method="GET")  # type: ignore[union-attr]
    except RequestRedirect:
        return False
    except HTTPException:
        return True
    return not _is_marked(endpoint)
