"""Every byte that a database keeps."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from sqlalchemy.engine import make_url


def stored(url: str, folder: Path) -> bytes:
    """Every byte the database keeps: the file with its log, or a dump."""
    if url.startswith("sqlite"):
        file = Path(make_url(url).database or "")
        return b"".join(path.read_bytes() for path in file.parent.glob(f"{file.name}*"))
    program = Path(os.environ["TEST_POSTGRESQL_PROGRAMS"]) / "pg_dump"
    plain = url.replace("postgresql+psycopg", "postgresql")
    return subprocess.run([program, plain], check=True, capture_output=True, cwd=folder).stdout
