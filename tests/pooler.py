"""PgBouncer, running from the shipped file in front of the tests' PostgreSQL; ports, paths and the size are the test's own."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
from sqlalchemy import URL
from sqlalchemy.engine import make_url

import services
from petition.config import ROOT

PASSWORD = "a-password"
START_SECONDS = 30


@contextmanager
def pgbouncer(database_url: str, *, size: int) -> Iterator[str]:
    """Gives the address of a database through a pooler that lends ``size`` server processes to everybody."""
    direct, port = make_url(database_url), services.free_port()
    folder = Path(tempfile.mkdtemp(prefix="undersigned-pgbouncer-", dir="/tmp"))
    (folder / "userlist.txt").write_text(f'"{direct.username}" "{PASSWORD}"\n')
    (folder / "pgbouncer.ini").write_text(configured(direct, port, folder, size))
    # It refuses to be root.
    user = pwd.getpwnam(services.OWNER).pw_uid if os.getuid() == 0 else None
    if user is not None:
        os.chown(folder, user, -1)
    command = [services.pgbouncer() or "pgbouncer", f"{folder}/pgbouncer.ini"]
    with (folder / "printed").open("wb") as printed:
        process = subprocess.Popen(command, stdout=printed, stderr=subprocess.STDOUT, user=user, cwd="/")
    through = direct.set(host="127.0.0.1", port=port, password=PASSWORD)
    try:
        wait_for(through, process, folder / "printed")
        yield through.render_as_string(hide_password=False)
    finally:
        process.terminate()
        process.wait(timeout=START_SECONDS)
        shutil.rmtree(folder)


def configured(direct: URL, port: int, folder: Path, size: int) -> str:
    """The shipped file, changed where it has to be."""
    changes = {
        "undersigned = host=10.0.0.20 port=5432 dbname=undersigned": (
            f"{direct.database} = host={direct.host} port={direct.port} dbname={direct.database}"
        ),
        "listen_port = 6432": f"listen_port = {port}",
        "/etc/pgbouncer/userlist.txt\n": f"{folder}/userlist.txt\n",
        "default_pool_size = 20": f"default_pool_size = {size}",
        "reserve_pool_size = 5": "reserve_pool_size = 0",
    }
    shipped = (ROOT / "deploy" / "pgbouncer.ini").read_text()
    for old, new in changes.items():
        assert old in shipped, f"{old} is not in the shipped file"
        shipped = shipped.replace(old, new)
    return shipped


def wait_for(url: URL, process: subprocess.Popen[bytes], printed: Path) -> None:
    """Waits until it lets in who knows the password."""
    address = url.set(drivername="postgresql").render_as_string(hide_password=False)
    for _ in range(START_SECONDS * 10):
        assert process.poll() is None, printed.read_text()
        with suppress(psycopg.OperationalError):
            psycopg.connect(address, connect_timeout=2).close()
            return
        time.sleep(0.1)
    raise RuntimeError(printed.read_text())
