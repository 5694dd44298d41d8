"""A mail server that takes every mail and counts it: enough of SMTP (RFC 5321) for smtplib, and little to do."""

from __future__ import annotations

import asyncio
import time
from multiprocessing.context import SpawnContext

ANSWERS = {b"EHLO": b"250-sink\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n", b"QUIT": b"221 bye\r\n", b"DATA": b"354 go on\r\n"}
LARGEST = 1 << 20


class Counter:
    """What the mail server tells the other process: how many mails it took, and the first of them."""

    def __init__(self, context: SpawnContext, port: int) -> None:
        self.port = port
        self._listening, self._mails = context.Value("b", 0), context.Value("q", 0)
        self._length, self._first = context.Value("q", 0), context.Array("c", LARGEST)

    @property
    def is_listening(self) -> bool:
        """Whether it takes connections."""
        return bool(self._listening.value)

    @property
    def mails(self) -> int:
        """How many mails it has taken."""
        return int(self._mails.value)

    @property
    def first(self) -> bytes:
        """The first mail as it came, with its dots doubled (RFC 5321, 4.5.2)."""
        return bytes(self._first.raw[: self._length.value])

    def listen(self) -> None:
        """Tells that it listens."""
        self._listening.value = 1

    def count(self, mail: bytes) -> None:
        """Counts a mail, and keeps it if it is the first."""
        if not self._length.value:
            self._first.raw = mail[:LARGEST].ljust(LARGEST, b"\0")
            self._length.value = min(len(mail), LARGEST)
        self._mails.value += 1

    def wait_for(self, number: int, seconds: float) -> bool:
        """Whether so many mails have come within the time."""
        end = time.monotonic() + seconds
        while self.mails < number and time.monotonic() < end:
            time.sleep(0.001)
        return self.mails >= number


class Dialogue(asyncio.Protocol):
    """One connection."""

    def __init__(self, counter: Counter) -> None:
        self.counter, self.rest, self.is_data = counter, b"", False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Greets."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        """Answers each whole line, or a whole mail."""
        self.rest += data
        while True:
            end = b"\r\n.\r\n" if self.is_data else b"\r\n"
            found, separator, rest = self.rest.partition(end)
            if not separator:
                return
            self.rest = rest
            if self.is_data:
                self.is_data = False
                self.counter.count(found + b"\r\n")
                self.transport.write(b"250 taken\r\n")
            else:
                self._answer(found[:4].upper())

    def _answer(self, word: bytes) -> None:
        self.is_data = word == b"DATA"
        self.transport.write(ANSWERS.get(word, b"250 ok\r\n"))
        if word == b"QUIT":
            self.transport.close()


def serve(counter: Counter) -> None:
    """Serves until the process is ended."""

    async def listen() -> None:
        server = await asyncio.get_running_loop().create_server(lambda: Dialogue(counter), "127.0.0.1", counter.port)
        counter.listen()
        await server.serve_forever()

    asyncio.run(listen())
