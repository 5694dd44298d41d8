"""The image and the Compose file promise what they do: nothing is written, nobody is root, and every path and name is there."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import psycopg
import pytest
import yaml

from deploy.running import KEY
from petition import config
from petition.config import ROOT

DEPLOY = ROOT / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
CONTAINERFILE = (DEPLOY / "Containerfile").read_text()
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]


@pytest.mark.parametrize("name", SERVICES)
def test_it_may_write_nowhere_and_become_nobody(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"] and "cap_add" not in service and "privileged" not in service
    assert "no-new-privileges:true" in service["security_opt"]


def test_it_mounts_what_is_there() -> None:
    volumes = [one.split(":") for service in SERVICES.values() for one in service.get("volumes", ())]
    for source, _, *mode in volumes:
        if source.startswith("."):
            # The certificate is the operator's.
            assert (DEPLOY / source).exists() or source == "./tls", source
            assert mode == ["ro"]
        else:
            assert source in COMPOSE["volumes"]
    for service in SERVICES.values():
        if build := service.get("build"):
            assert (DEPLOY / build["context"] / build["dockerfile"]).is_file()


def test_it_asks_for_what_the_example_has() -> None:
    asked = set(re.findall(r"\$\{(\w+)", (DEPLOY / "compose.yaml").read_text()))
    lines = (DEPLOY / "example" / "compose.env").read_text()
    assert asked == set(re.findall(r"^(\w+)=", lines, re.MULTILINE))
    # An empty key or password starts nothing.
    assert all(f"${{{name}:?}}" in (DEPLOY / "compose.yaml").read_text() for name in asked)


def test_it_sets_settings_that_there_are() -> None:
    documented = (ROOT / "docs" / "running.md").read_text()
    examples = [(DEPLOY / "example" / f"{name}.env").read_text() for name in ("web", "worker")]
    names = {name for text in examples for name in re.findall(r"^(\w+)=", text, re.MULTILINE)}
    for name in names | set(SERVICES["web-1"]["environment"]):
        assert f"`{name}`" in documented, name
    # Keys that nobody put in stop the start.
    with pytest.raises(config.SettingError):
        config.load_settings(dict(re.findall(r"^(\w+)=(.*)$", examples[0], re.MULTILINE)), instance=Path("/nowhere"))


@pytest.mark.parametrize("script", ["nginx.sh", "pgbouncer.sh"])
def test_it_changes_what_the_shipped_files_say(script: str) -> None:
    text = (DEPLOY / "containers" / script).read_text()
    shipped = (DEPLOY / ("nginx.conf" if script == "nginx.sh" else "pgbouncer.ini")).read_text()
    patterns = re.findall(r"\bs\|((?:[^|\\]|\\.)+)\|", text)
    assert len(patterns) > 2
    for pattern in patterns:
        pattern = pattern.replace(r"\(", "(").replace(r"\)", ")")
        assert re.search(pattern, shipped, re.MULTILINE), pattern


def test_it_takes_along_all_that_the_program_needs(tmp_path: Path) -> None:
    taken = re.findall(r"^COPY (?!--from)(.+) (\S+)$", CONTAINERFILE, re.MULTILINE)
    for sources, target in taken:
        for source in sources.split():
            to = tmp_path / target / (Path(source).name if target.endswith("/") else "")
            to.parent.mkdir(parents=True, exist_ok=True)
            there = ROOT / source
            shutil.copytree(there, to) if there.is_dir() else shutil.copy(there, to)
    settings = {"SECRET_KEY": KEY, "DATA_KEYS": KEY, "INSTANCE_PATH": f"{tmp_path}/i", "PATH": "/usr/bin:/bin"}
    started = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", "db", "upgrade"],
        cwd=tmp_path, env=settings, capture_output=True, text=True, timeout=120,
    )  # fmt: skip
    assert started.returncode == 0, started.stderr
    ignored = (ROOT / ".containerignore").read_text().splitlines()
    assert ignored[1] == "*" and {f"!{one.split('/')[0]}" for pair in taken for one in pair[0].split()} <= set(ignored)


def test_it_runs_as_nobody_and_locked() -> None:
    last = CONTAINERFILE.rpartition("\nFROM ")[2]
    assert re.search(r"^USER [1-9]\d+:[1-9]\d+$", last, re.MULTILINE)
    assert " install" not in last
    assert all("--require-hashes" in line for line in CONTAINERFILE.splitlines() if " install " in line)
    assert "HEALTHCHECK" in last and "sbom.json" in CONTAINERFILE


def test_it_keeps_what_must_not_come_back_when_all_containers_are_gone() -> None:
    """The log of erasures lies in a volume, which only a folder of the image that is the user's lets that user write into."""
    worker = SERVICES["worker"]
    log = Path(worker["environment"]["ERASURE_LOG"])
    name, folder = worker["volumes"][0].split(":")
    assert name in COMPOSE["volumes"] and log.parent == Path(folder)
    user = re.search(r"^USER (\S+)$", CONTAINERFILE, re.MULTILINE)
    assert user is not None and f"chown {user[1]} {folder}" in CONTAINERFILE
    assert str(log.parent) not in worker["tmpfs"]


@pytest.mark.postgresql
def test_it_gives_postgresql_words_that_it_knows() -> None:
    said = [(DEPLOY / "example" / f"{name}.conf").read_text() for name in ("postgresql", "replica")]
    names = {name for text in said for name in re.findall(r"^(\w+) =", text, re.MULTILINE)}
    with psycopg.connect(os.environ["TEST_POSTGRESQL_URL"].replace("+psycopg", "")) as connection:
        known = connection.execute("SELECT name FROM pg_settings WHERE name = ANY(%s)", [sorted(names)]).fetchall()
    assert names == {name for (name,) in known}
