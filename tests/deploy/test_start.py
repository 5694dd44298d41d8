"""The shipped units start what they say: several on one machine, none for ever, and each ends when told to."""

from __future__ import annotations

import os
import re
import runpy
import subprocess
import time
from pathlib import Path

import pytest
from gunicorn.arbiter import Arbiter

import services
from deploy.running import START_SECONDS, command, gunicorn
from petition.config import ROOT

UNITS = ("undersigned.service", "undersigned-worker.service")


def value(unit: str, name: str) -> str:
    found = re.search(rf"^{name}=(.*)$", (ROOT / "deploy" / unit).read_text(), re.MULTILINE)
    assert found is not None, name
    return found[1]


def test_it_serves_twice_on_one_machine(settings: dict[str, str], tmp_path: Path) -> None:
    with gunicorn(tmp_path / "first", settings) as first, gunicorn(tmp_path / "second", settings) as second:
        for server in (first, second):
            assert server.get("/healthz")[0] == 200
            # Nothing but its log: no socket in the home folder, which the unit keeps from it anyway.
            assert [path.name for path in server.folder.rglob("*")] == ["gunicorn.log"]
        for _ in range(20):
            first.get("/healthz")
        # Of all its processes, whichever answers.
        counted = 'undersigned_answers_total{endpoint="health.healthz",method="GET",status="2xx"} 21.0'
        assert all(counted in first.get("/metrics")[1] for _ in range(8))
        assert first.get("/metrics", "X-Forwarded-For: 203.0.113.9")[0] == 404
        told = time.monotonic()
        assert first.stop() == 0
        assert time.monotonic() - told < int(value(UNITS[0], "TimeoutStopSec"))
        assert second.get("/healthz")[0] == 200


def test_it_ends_at_once_where_it_cannot_start(settings: dict[str, str], tmp_path: Path) -> None:
    environment = {**os.environ, **settings, "PUBLIC_URL": "nonsense", "HOME": f"{tmp_path}/home"}
    environment["GUNICORN_CMD_ARGS"] = f"--bind=127.0.0.1:{services.free_port()}"
    ended = subprocess.run(
        command(), cwd=ROOT, env=environment, capture_output=True, text=True, timeout=START_SECONDS * 2
    )
    assert ended.returncode != 0
    assert ended.stderr.count("PUBLIC_URL: must be an address") == 1
    assert "Listening" not in ended.stderr and "Booting" not in ended.stderr


@pytest.mark.parametrize("unit", UNITS)
def test_it_is_not_started_again_where_that_mends_nothing(unit: str) -> None:
    final = value(unit, "RestartPreventExitStatus").split()
    assert str(Arbiter.WORKER_BOOT_ERROR) in final
    assert str(Arbiter.APP_LOAD_ERROR) in final or unit != UNITS[0]
    assert (value(unit, "Restart"), value(unit, "UMask"), value(unit, "ProtectHome")) == ("always", "0077", "true")


def test_it_has_time_to_end() -> None:
    shipped = runpy.run_path(str(ROOT / "deploy" / "gunicorn.conf.py"))
    assert shipped["graceful_timeout"] < int(value(UNITS[0], "TimeoutStopSec"))
    proxy = re.search(r"proxy_read_timeout (\d+)s;", (ROOT / "deploy" / "nginx.conf").read_text())
    assert proxy is not None and shipped["timeout"] < int(proxy[1])
