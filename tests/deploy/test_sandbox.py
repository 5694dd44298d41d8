"""The shipped units give whoever takes the program over as little as they can, by systemd's own count."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from petition.config import ROOT

pytestmark = pytest.mark.systemd
UNITS = sorted((ROOT / "deploy").glob("*.service"))
# Of ten; what is left is the network, which the program is there for.
MOST = 2.0


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.name)
def test_it_exposes_little(unit: Path) -> None:
    told = analyzed("security", "--offline=true", str(unit))
    found = re.search(r"Overall exposure level for \S+: ([0-9.]+)", told)
    assert found is not None, told
    assert float(found[1]) <= MOST, told


def test_it_says_nothing_that_systemd_does_not_know(tmp_path: Path) -> None:
    there = tmp_path / "srv"
    for unit in (*UNITS, ROOT / "deploy" / "undersigned.socket"):
        # What it starts need not be on this machine.
        text = re.sub(r"^(ExecStart)=\S+", r"\1=/bin/true", unit.read_text(), flags=re.MULTILINE)
        there.mkdir(exist_ok=True)
        (there / unit.name).write_text(text.replace("User=undersigned", "User=root"))
    told = analyzed("verify", "--recursive-errors=no", *(str(path) for path in sorted(there.iterdir())))
    assert [line for line in told.splitlines() if "undersigned" in line] == []


def analyzed(*words: str) -> str:
    """What systemd-analyze says."""
    environ = {**os.environ, "SYSTEMD_COLORS": "0", "COLUMNS": "200"}
    ended = subprocess.run(
        ["systemd-analyze", "--no-pager", *words], capture_output=True, text=True, env=environ, timeout=60
    )
    return ended.stdout + ended.stderr
