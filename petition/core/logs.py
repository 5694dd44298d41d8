"""What a log may hold: that something failed, and where; never whose request it was, nor what anybody wrote.

Servers put a client's address and path into their own log lines, and the text of an exception may repeat a name that
the database or a form holds. Every record of this process is therefore made without them, whichever handler writes it.
A line about a request carries a number drawn for that request, by which its lines are found together; it is drawn when
the first of them is written, says nothing about the visitor, and the answer to a failed request carries it too.
"""

from __future__ import annotations

import errno
import json
import logging
import secrets
import sys
import traceback
from datetime import UTC, datetime
from types import TracebackType
from typing import Any

from flask import Flask, Response, g, has_request_context, request

# What servers say about requests, by the logger and from which level on. In a process that serves, gunicorn warns of
# nothing else; what its master says of its processes is another one's, and stays.
SERVERS = {"waitress": logging.NOTSET, "gunicorn.error": logging.WARNING}
LONGEST_CHAIN = 5
REQUEST_ID_BYTES = 8


class AnonymousRecord(logging.LogRecord):
    """A log record without the text of its exception, and of a server's line about a request only its origin."""

    def __init__(self, *args: Any, **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        self.fault = self.exc_info[1] if self.exc_info else None
        if self.exc_info and self.exc_info[1] is not None:
            self.exc_text, self.exc_info = format_trace(self.exc_info[1], self.exc_info[2]), None
        if self._is_about_a_request():
            self.msg, self.args = f"trouble with a request ({self.name}: {self.module}.{self.funcName})", ()
        self.request_id = request_id() if has_request_context() else None
        self.endpoint = request.endpoint if has_request_context() else None

    def _is_about_a_request(self) -> bool:
        return self.name in SERVERS and self.levelno >= SERVERS[self.name]


class JSONFormatter(logging.Formatter):
    """One JSON object a line: ``time`` (RFC 3339, UTC), ``level``, ``logger``, ``message``; of a request also
    ``request_id`` and ``endpoint``, of a fault also ``trace``.
    """

    def format(self, record: logging.LogRecord) -> str:
        """The line."""
        said = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": getattr(record, "request_id", None),
            "endpoint": getattr(record, "endpoint", None),
            "trace": record.exc_text,
        }
        return json.dumps({name: value for name, value in said.items() if value is not None}, ensure_ascii=False)


def make_records_anonymous() -> None:
    """Has every log record of this process made as ``AnonymousRecord``."""
    logging.setLogRecordFactory(AnonymousRecord)


def init_app(app: Flask, log_format: str) -> None:
    """Writes the log as ``LOG_FORMAT`` says, and names a failed request in its answer."""
    app.after_request(_add_request_id)
    if log_format == "json":
        _write_json()


def request_id() -> str:
    """The number of this request, in 16 hex digits."""
    if "request_id" not in g:
        g.request_id = secrets.token_hex(REQUEST_ID_BYTES)
    return str(g.request_id)


def _write_json() -> None:
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JSONFormatter())
    logging.getLogger().handlers[:] = [handler]
    # gunicorn's own logger passes nothing on, and its handler was made before the application was loaded.
    for own in logging.getLogger("gunicorn.error").handlers:
        own.setFormatter(handler.formatter)


def _add_request_id(response: Response) -> Response:
    if response.status_code >= 500:
        response.headers["X-Request-ID"] = request_id()
    return response


def format_trace(fault: BaseException, frames: TracebackType | None = None) -> str:
    """Where an exception was raised, and its kind; with those that led to it, the first of them first."""
    told: list[str] = []
    at: BaseException | None = fault
    while at is not None and len(told) < LONGEST_CHAIN:
        where = "".join(traceback.format_tb(frames if frames is not None else at.__traceback__))
        told.append(f"Traceback (most recent call last):\n{where}{_exception_kind(at)}")
        frames, at = None, at.__cause__ or (None if at.__suppress_context__ else at.__context__)
    return "\n\n".join(reversed(told))


def _exception_kind(fault: BaseException) -> str:
    name = f"{type(fault).__module__}.{type(fault).__qualname__}".removeprefix("builtins.")
    code = errno.errorcode.get(fault.errno or 0) if isinstance(fault, OSError) else None
    return f"{name} ({code})" if code else name
