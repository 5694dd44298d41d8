"""How waitress, which serves ``make run``, receives what is larger than any form takes.

By itself it answers with a bare page and closes the connection while the browser still sends, which then reads no
answer at all. Here the body is taken and thrown away, within a bound, and the application answers.
"""

# mypy: allow-subclassing-any

from __future__ import annotations

import io
from typing import Any

import waitress
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.utilities import RequestEntityTooLarge

from petition.core.request_bodies import LARGEST_BODY, MOST_DISCARDED


class DiscardingBuffer:
    """A buffer that keeps nothing."""

    def append(self, data: bytes) -> None:
        """Forgets it."""

    def __len__(self) -> int:
        return 0

    def getfile(self) -> io.BytesIO:
        """An empty body."""
        return io.BytesIO()

    def close(self) -> None:
        """Nothing is open."""


class RequestParser(HTTPRequestParser):
    """One request; where its body is too large, the application gets the request without it, once it is sent."""

    expect_continue: bool

    def received(self, data: bytes) -> int:
        """Takes bytes of the request, and gives how many of them."""
        taken: int = super().received(data)
        if isinstance(self.error, RequestEntityTooLarge):
            self._go_on_without_body()
        return taken

    def _go_on_without_body(self) -> None:
        self.error = None
        if not isinstance(self.body_rcv.buf, DiscardingBuffer):
            self.body_rcv.buf.close()
            self.body_rcv.buf = DiscardingBuffer()
        # Who asks first whether to send ("Expect: 100-continue") gets the answer instead of the leave.
        self.completed = self.expect_continue or self.body_rcv.completed or self.body_bytes_received >= MOST_DISCARDED
        self.expect_continue = False
        self.headers["CONTENT_LENGTH"] = str(max(self.content_length, self.body_bytes_received))
        self.headers["CONNECTION"] = "close"


class RequestChannel(HTTPChannel):
    """One connection."""

    parser_class = RequestParser


def create_server(application: Any, **adjustments: Any) -> Any:
    """A waitress server, or several for a name with several addresses, that receives so; raises OSError."""
    listening: dict[int, Any] = {}
    server = waitress.create_server(application, map=listening, max_request_body_size=LARGEST_BODY + 1, **adjustments)
    for one in listening.values():
        if hasattr(one, "channel_class"):
            one.channel_class = RequestChannel
    return server
