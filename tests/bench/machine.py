"""On what a run was made: what matters for its figures, and nothing that names the machine."""

from __future__ import annotations

import os
import platform
import re
import sqlite3
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import services

ROOT = Path(__file__).resolve().parents[2]


def describe_run(*, quick: bool, minutes: float) -> dict[str, Any]:
    """The head of a run's file."""
    return {
        "machine": describe_machine(),
        "commit": _commit(),
        "date": datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        "quick": quick,
        "minutes": round(minutes, 1),
    }


def describe_machine() -> dict[str, Any]:
    """Processor, memory, system and versions; and how many processes wanted a core in the last minutes."""
    memory = re.search(r"MemTotal:\s+(\d+)", _read("/proc/meminfo"))
    processor = re.search(r"model name\s*:\s*(.+)", _read("/proc/cpuinfo"))
    programs = os.environ.get("TEST_POSTGRESQL_PROGRAMS", "")
    return {
        "processor": processor[1].strip() if processor else platform.machine(),
        "cores": os.cpu_count(),
        "memory_gib": round(int(memory[1]) / 1024**2) if memory else None,
        "system": f"{platform.system()} {platform.release().split('-')[0]}",
        "load": round(os.getloadavg()[2], 1),
        "python": platform.python_version(),
        "gunicorn": version("gunicorn"),
        "sqlite": sqlite3.sqlite_version,
        "postgresql": _number(f"{programs}/postgres", "--version") if programs else None,
        "nginx": _number(services.nginx() or "nginx", "-v"),
        "wrk": _number("wrk", "-v"),
    }


def _commit() -> str:
    """Its short hash; with a plus sign where files were changed."""
    given = _run("git", "-C", str(ROOT), "rev-parse", "--short", "HEAD").strip()
    changed = _run("git", "-C", str(ROOT), "status", "--porcelain", "--untracked-files=no").strip()
    return (given or "unknown") + ("+" if changed else "")


def _number(*command: str) -> str | None:
    found = re.search(r"\d+(\.\d+)+", _run(*command))
    return found[0] if found else None


def _run(*command: str) -> str:
    try:
        said = subprocess.run(command, capture_output=True, text=True, timeout=30)
    except OSError:
        return ""
    return said.stdout + said.stderr


def _read(path: str) -> str:
    try:
        return Path(path).read_text()
    except OSError:
        return ""
