"""Run as a program: a file comes on standard input, what a module reads in it goes out as JSON.

What decodes a file can be made to take all memory and to end its process. Therefore it runs in a process of its own,
with little memory, little time and no secrets. The arguments are the module, and the name that the file has.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import resource
import sys
import types
from pathlib import Path

MIB = 1 << 20
MEMORY, SECONDS = 512 * MIB, 10


def limit_resources(memory: int = MEMORY, seconds: int = SECONDS) -> None:
    """Little memory, little time, no files, no core dump; not every system knows every limit."""
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
    ):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, (most, most))


def load_module(name: str) -> types.ModuleType:
    """A module of the program without the whole application, which would take a second to load."""
    package = types.ModuleType("petition")
    package.__path__ = [str(Path(__file__).resolve().parents[1])]
    sys.modules["petition"] = package
    return importlib.import_module(name)


def main() -> None:
    """Writes what the module's ``read_file`` answers; "too_much" where it would have taken too much memory."""
    reader = load_module(sys.argv[1])
    data = sys.stdin.buffer.read()
    limit_resources(getattr(reader, "MEMORY", MEMORY), getattr(reader, "SECONDS", SECONDS))
    try:
        answer = json.dumps(reader.read_file(data, sys.argv[2]))
    except (MemoryError, RecursionError):
        answer = json.dumps("too_much")
    sys.stdout.write(answer)


if __name__ == "__main__":
    main()
