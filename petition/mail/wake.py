"""Rings for the worker when there is mail, through Redis where there is one."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from flask import Flask, current_app
from huey import RedisHuey
from huey.serializer import SignedSerializer
from redis import ConnectionPool
from redis.backoff import NoBackoff
from redis.retry import Retry

log = logging.getLogger(__name__)
BRIEFLY = 0.2
# How long Redis is left alone, in seconds, after it did not answer.
QUIET = 30.0
# One ring is enough for many mails: the worker looks for all that is due.
ENOUGH = 3


class Bell:
    """What a web process rings; it costs a request next to nothing, even where Redis is away."""

    def __init__(self, app: Flask) -> None:
        self.queue = queue(app, timeout=BRIEFLY)
        self.task = on_ring(self.queue, _nothing)
        self.quiet_until = 0.0

    def ring(self) -> None:
        """Tells a worker, once, that there is something to send. Never fails."""
        if time.monotonic() < self.quiet_until:
            return
        try:
            if self.queue.storage.queue_size() < ENOUGH:
                self.task()
        except Exception as fault:
            self.quiet_until = time.monotonic() + QUIET
            log.warning(
                "Redis does not answer (%s); mails go out without it, a few seconds later",
                type(fault).__name__,
            )


def wake() -> None:
    """Has the outbox looked at now instead of soon; to be called after the commit.

    Does nothing without ``REDIS_URL``: the worker then looks every second by itself.
    """
    if current_app.config["SETTINGS"].redis_url is None:
        return
    bell = current_app.extensions.get("bell")
    if bell is None:
        bell = current_app.extensions["bell"] = Bell(current_app._get_current_object())  # type: ignore[attr-defined]
    bell.ring()


def queue(app: Flask, *, timeout: float) -> Any:
    """The queue in Redis that web processes and workers share; ``timeout`` is in seconds."""
    settings = app.config["SETTINGS"]
    pool = ConnectionPool.from_url(
        settings.redis_url,
        socket_connect_timeout=timeout,
        socket_timeout=timeout,
        retry=Retry(NoBackoff(), 0),
    )
    # Tasks are pickled: who can write into Redis must not be able to run code in the worker.
    signed = SignedSerializer(secret=settings.secret_key, salt="mail")
    return RedisHuey("undersigned-mail", results=False, serializer=signed, connection_pool=pool)


def on_ring(shared: Any, deed: Callable[[], None]) -> Any:
    """What happens in the worker when somebody rings; both sides must name it alike."""

    @shared.task(name="send", expires=60)  # type: ignore[untyped-decorator]
    def send() -> None:
        deed()

    return send


def _nothing() -> None:
    """The web's side only rings."""
