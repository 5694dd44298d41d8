"""The load benchmark: what it writes, what two runs of it tell, and that it works at all."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
BENCH = ROOT / "tests" / "bench"
sys.path.append(str(BENCH))

import compare  # noqa: E402
from report import Report, markdown, read_run, schema_faults  # noqa: E402
from wrk import Round  # noqa: E402

ABOUT = {"machine": {}, "commit": "abc", "date": "2026-12-01 00:00 UTC", "quick": True, "minutes": 1.0}


def written(sign: list[float], seconds: float = 2.0) -> dict[str, Any]:
    report = Report(database="postgresql", section="signing")
    healthz = [Round(rate) for rate in (1000.0, 2000.0, 1500.0)]
    report.add_rounds("healthz", healthz)
    report.add_rounds("sign", [Round(rate, 5.0, 20.0) for rate in sign], ("healthz", healthz))
    report.add("make run, first start", [seconds], "s")
    return report.to_json(ABOUT)


def words(*runs: dict[str, Any]) -> dict[str, tuple[float, str]]:
    return {name: (round(change, 2), word) for _db, name, _a, _b, change, _noise, word in compare.compare(*runs)}


def test_it_writes_figures_with_ratios_of_the_same_rounds_and_verdicts() -> None:
    run = written([500.0, 1000.0, 750.0])
    assert schema_faults(run) == []
    sign = run["figures"][1]
    assert (sign["value"], sign["low"], sign["high"], sign["p99"]) == (750, 500, 1000, 20)
    # The machine was twice as fast in the second round, and so were both.
    assert (sign["ratio_low"], sign["ratio"], sign["ratio_high"]) == (0.5, 0.5, 0.5)
    assert [(one["name"], one["reached"]) for one in run["aims"]] == [("sign", True), ("sign", True)]
    assert [one["reached"] for one in written([300.0] * 3)["aims"]] == [False, True]
    assert "| postgresql | sign | 750 /s | 500 – 1,000 | 5.0 / 20.0 ms | 0.500 of healthz |" in markdown(run)


def test_it_says_what_is_wrong_with_a_file_that_is_no_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = written([500.0] * 3)
    del run["figures"][0]["unit"]
    run["figures"][1]["ratio"] = "half"
    assert schema_faults(run) == ["figure 0: unit is no str", "figure 1: ratio is no float"]
    (tmp_path / "a.json").write_text(json.dumps(run))
    (tmp_path / "b.json").write_text("{")
    for name in ("a.json", "b.json", "c.json"):
        assert compare.main([str(tmp_path / name)] * 2) == 2
    assert "unit is no str" in capsys.readouterr().err


def test_it_tells_a_difference_from_noise() -> None:
    steady, slower = written([500.0, 1000.0, 750.0]), written([250.0, 500.0, 375.0], seconds=1.0)
    assert words(steady, slower)["sign"] == (0.5, "WORSE")
    assert words(slower, steady)["sign"] == (2.0, "BETTER")
    # Of seconds less is better, and a tenth is never a difference.
    assert words(steady, slower)["make run, first start"] == (0.5, "BETTER")
    assert words(steady, written([500.0, 1000.0, 750.0], seconds=2.15))["make run, first start"] == (1.07, "")
    # Whose rounds were twice apart cannot tell of a third.
    assert words(steady, written([250.0, 1500.0, 500.0]))["sign"] == (0.67, "")


def test_it_compares_two_files_that_make_is_given_as_words(tmp_path: Path) -> None:
    for name, sign in (("a.json", 500.0), ("b.json", 250.0)):
        (tmp_path / name).write_text(json.dumps(written([sign] * 3)))
        assert read_run(tmp_path / name)["commit"] == "abc"
    files = [str(tmp_path / name) for name in ("a.json", "b.json")]
    for given in (files, [f"A={files[0]}", f"B={files[1]}"]):
        command = ["make", "-C", str(ROOT), "--no-print-directory", "-o", ".venv/.dev", "bench-compare", *given]
        said = subprocess.run(command, capture_output=True, text=True, check=True)
        assert "WORSE" in said.stdout and "A: a.json, commit abc" in said.stdout, said.stdout + said.stderr


@pytest.mark.combination
def test_it_measures(tmp_path: Path) -> None:
    if shutil.which("wrk") is None:
        pytest.fail("wrk is missing: run `make services`")
    out = tmp_path / "bench.json"
    command = [sys.executable, str(BENCH / "run.py"), "--quick", "--database", "sqlite", "--out", str(out), "healthz"]
    said = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert said.returncode == 0, said.stdout + said.stderr
    assert {one["name"] for one in read_run(out)["figures"]} > {"healthz", "healthz, through nginx"}


def test_each_script_of_the_makefile_finds_what_it_imports() -> None:
    scripts = sorted(set(re.findall(r"tests/bench/\w+\.py", (ROOT / "Makefile").read_text())))
    assert len(scripts) == 3
    for script in scripts:
        # As ``python SCRIPT`` does, in a folder of its own, without what the tests have on their path.
        source = (
            f"import runpy, sys; sys.path[0] = {str(ROOT / 'tests/bench')!r}; runpy.run_path({script!r}, run_name='x')"
        )
        subprocess.run([sys.executable, "-c", source], cwd=ROOT, check=True, env={**os.environ, "PYTHONPATH": ""})
