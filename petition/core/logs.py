"""What a log may hold: that something failed, and where; never whose request it was, nor what anybody wrote.

Servers put a client's address and path into their own log lines, and the text of an exception may repeat a name that
the database or a form holds. Every record of this process is therefore made without them, whichever handler writes it.
"""

from __future__ import annotations

import errno
import logging
import traceback
from types import TracebackType
from typing import Any

# What servers say about requests, by the logger and from which level on. In a process that serves, gunicorn warns of
# nothing else; what its master says of its processes is another one's, and stays.
SERVERS = {"waitress": logging.NOTSET, "gunicorn.error": logging.WARNING}
LONGEST_CHAIN = 5


class AnonymousRecord(logging.LogRecord):
    """A log record without the text of its exception, and of a server's line about a request only its origin."""

    def __init__(self, *args: Any, **keywords: Any) -> None:
        super().__init__(*args, **keywords)
        self.fault = self.exc_info[1] if self.exc_info else None
        if self.exc_info and self.exc_info[1] is not None:
            self.exc_text, self.exc_info = format_trace(self.exc_info[1], self.exc_info[2]), None
        if self._is_about_a_request():
            self.msg, self.args = f"trouble with a request ({self.name}: {self.module}.{self.funcName})", ()

    def _is_about_a_request(self) -> bool:
        return self.name in SERVERS and self.levelno >= SERVERS[self.name]


def init_app() -> None:
    """Has every log record of this process made as ``AnonymousRecord``."""
    logging.setLogRecordFactory(AnonymousRecord)


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
