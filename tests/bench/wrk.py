"""The load: wrk, which is compiled, on the same machine (https://github.com/wg/wrk)."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

SCRIPTS = Path(__file__).resolve().parent / "load"
THREADS, CONNECTIONS = 2, 16
HOST = "bench.example"
DRAINED_WITHIN = 120  # seconds
MISSING = "wrk is missing: run `make services`, or on Debian `apt-get install wrk`"


class BenchFailed(Exception):
    """What makes the whole run worth nothing; the text is one line."""


@dataclass(frozen=True)
class Round:
    """What one round gave: answers a second, milliseconds of the median and of the slowest hundredth."""

    rate: float
    p50: float = 0.0
    p99: float = 0.0
    answered: int = 0
    # Of a file of posts: how many lines were sent, and the most that one of the threads sent.
    sent: int = 0
    used: int = 0


Deed = Callable[[int], Round]


def is_here() -> bool:
    """Whether wrk is installed."""
    return shutil.which("wrk") is not None


def get(port: int, path: str, *, headers: tuple[str, ...] = (), asks_before: bool = False) -> Deed:
    """Asks for the same page again and again; where ``asks_before``, once beforehand, so that a cache has it.

    Whoever asks nginx for a page that it is fetching waits for half a second, a quarter of a round.
    """

    def ask(seconds: int) -> Round:
        if asks_before:
            _ask_once(port, path, headers)
        return _run(port, path, seconds, "answers.lua", headers=headers)

    return ask


def get_past_caches(port: int, path: str) -> Deed:
    """Asks for a page with a cookie and, each time, with other words in the address, so that no cache may answer."""

    def ask(seconds: int) -> Round:
        return _run(port, path, seconds, "past.lua", os.urandom(4).hex(), headers=("Cookie: bench=1",))

    return ask


class Posts:
    """Sends each line of a file of posts once; ``sent`` is how many went out, ``answered`` how many were answered."""

    def __init__(self, port: int, file: Path) -> None:
        self.port, self.file, self.offset, self.sent, self.answered = port, file, 0, 0, 0

    def __call__(self, seconds: int) -> Round:
        """One round, from where the last one ended."""
        done = _run(self.port, "/", seconds, "post.lua", str(self.file), str(self.offset), str(THREADS))
        self.offset += THREADS * done.used
        self.sent += done.sent
        self.answered += done.answered
        return done


def take_rounds(deeds: Mapping[str, Deed], *, seconds: int, rounds: int) -> dict[str, list[Round]]:
    """Each deed in turn, so often: what the machine does besides then concerns all of them alike.

    Before, each is warmed up for a second.
    """
    for deed in deeds.values():
        deed(1)
    found: dict[str, list[Round]] = {name: [] for name in deeds}
    for _ in range(rounds):
        for name, deed in deeds.items():
            found[name].append(deed(seconds))
    for name, done in found.items():
        if not all(one.rate for one in done):
            raise BenchFailed(f"{name}: no answer within {seconds} s")
    return found


def middle(rounds: list[Round]) -> float:
    """The median of the rates."""
    return median(one.rate for one in rounds)


def _run(port: int, path: str, seconds: int, script: str, *arguments: str, headers: tuple[str, ...] = ()) -> Round:
    command = [
        "wrk",
        f"-t{THREADS}",
        f"-c{CONNECTIONS}",
        f"-d{seconds}s",
        "--timeout",
        "20s",
        "-s",
        str(SCRIPTS / script),
    ]
    for one in (f"Host: {HOST}", *headers):
        command += ["-H", one]
    command += [f"http://127.0.0.1:{port}{path}", "--", *arguments]
    given = {**os.environ, "BENCH_LOAD": str(SCRIPTS)}
    said = subprocess.run(command, env=given, capture_output=True, text=True, timeout=seconds + 60)
    _drain(port)
    lines = [line for line in said.stdout.splitlines() if line.startswith("{")]
    if said.returncode or not lines:
        raise BenchFailed(f"wrk failed on {path.split('?')[0]}: {said.stderr.strip() or said.stdout.strip()}")
    return _read(path, json.loads(lines[-1]))


def _drain(port: int) -> None:
    """Waits until a server has done what wrk left in its queue: the next round would pay for it."""
    for _ in range(2):
        _ask_once(port, "/healthz")


def _ask_once(port: int, path: str, headers: tuple[str, ...] = ()) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=DRAINED_WITHIN)
    # As wrk asks, with no header more: a cache keeps a page for each spelling of Accept-Encoding.
    connection.putrequest("GET", path, skip_host=True, skip_accept_encoding=True)
    for name, value in (("Host", HOST), *(one.split(": ", 1) for one in headers)):
        connection.putheader(name, value)
    connection.endheaders()
    connection.getresponse().read()
    connection.close()


def _read(path: str, told: dict[str, Any]) -> Round:
    where = path.split("?")[0]
    if told["refused"]:
        raise BenchFailed(f"{told['refused']} answers were refusals ({told['worst'] or 'not 2xx or 3xx'}) on {where}")
    if told["broken"]:
        raise BenchFailed(f"{told['broken']} connections broke or hung on {where}")
    if told["spare"]:
        raise BenchFailed("more was sent than had been prepared: the figures are not of what they say")
    rate = told["answered"] / told["seconds"]
    return Round(rate, told["p50"], told["p99"], told["answered"], told["sent"], told["used"])
