"""Reading a file that a stranger made, in a process with little memory, little time and no secrets."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from petition.core.text import clean_line

PROGRAM = Path(__file__).with_name("reading_program.py")
SECONDS = 20


class TooMuch(Exception):
    """A file that took more memory or time than it may: it grows when it is opened."""


class ReadingFailed(Exception):
    """A file on which its reader gave up."""


def read_in_process(module: str, data: bytes, name: str = "", seconds: int = SECONDS) -> Any:
    """What ``read_file(data, name)`` of a module answers, as JSON has it; raises TooMuch, ReadingFailed.

    ``seconds`` is what the clock may show; of the processor's time and of memory the module names its own ``SECONDS``
    and ``MEMORY`` in bytes, or takes those of ``reading_program``.
    """
    command = [sys.executable, "-I", str(PROGRAM), module, clean_line(name)[:200]]
    try:
        ended = subprocess.run(  # noqa: S603 - our own program; the file comes on its standard input
            command, input=data, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        raise TooMuch(module) from None
    if ended.returncode < 0:
        raise TooMuch(module)
    if ended.returncode:
        raise ReadingFailed(module)
    answer = json.loads(ended.stdout)
    if answer == "too_much":
        raise TooMuch(module)
    return answer
