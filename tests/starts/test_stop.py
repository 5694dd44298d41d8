"""What a person has to change stops every kind of start: one line, no traceback, and a code that is final."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

import services
from make_starts import FLASK, GUNICORN, KEY, NOBODY, OTHER_KEY, SECONDS, STARTS, Ended, ended, environment
from petition import config

FINAL = 3
NOWHERE = "https://exa mple.org"


@pytest.mark.parametrize(
    "start",
    [
        *("command", "server", "worker", "gunicorn"),
        *(
            pytest.param(start, marks=pytest.mark.combination)
            for start in ("gunicorn, 4 workers", "gunicorn, 4 workers, preloaded")
        ),
    ],
)
def test_it_says_once_which_setting_is_wrong(start: str, tmp_path: Path) -> None:
    told = ended(STARTS[start], environment(tmp_path / "instance", PUBLIC_URL=NOWHERE))
    said = "PUBLIC_URL: must be an address such as https://sign.example.org, without a path"
    assert told == Ended(FINAL, [said])


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("workers", "preloaded"),
    [
        ("4", []),
        ("1", ["--preload"]),
        pytest.param("1", [], marks=pytest.mark.combination),
        pytest.param("4", ["--preload"], marks=pytest.mark.combination),
    ],
)
def test_it_ends_gunicorn_for_good(database_url: str, workers: str, preloaded: list[str], tmp_path: Path) -> None:
    command = [*GUNICORN, "--workers", workers, *preloaded, "wsgi:app"]
    told = ended(command, environment(tmp_path / "instance", DATABASE_URL=database_url, DATA_KEYS=OTHER_KEY))
    assert told.code == FINAL
    assert len(told.lines) == 1 and told.lines[0].startswith(
        "DATA_KEYS: must contain the keys that this database was written"
    )


def test_it_ends_before_the_schema_is_there(tmp_path: Path) -> None:
    environ = environment(tmp_path / "instance")
    for start in ("command", "worker", "gunicorn"):
        told = ended(STARTS[start], environ)
        assert told == Ended(FINAL, ["DATABASE_URL: the schema is not this program's; run: flask db upgrade"])


@pytest.mark.parametrize(
    "commands",
    [
        (STARTS["command"], STARTS["worker"], STARTS["server"]),
        pytest.param(
            ([*FLASK, "db", "upgrade"], [*FLASK, "keys", "rotate"], [*FLASK, "statement", "import", "position.md"]),
            marks=pytest.mark.combination,
        ),
    ],
    ids=["starts", "commands"],
)
def test_it_ends_commands_with_one_line_where_the_database_is_away(commands: list[list[str]], tmp_path: Path) -> None:
    url = f"postgresql://127.0.0.1:{services.free_port()}/none"
    environ = environment(tmp_path / "instance", DATABASE_URL=url)
    position = tmp_path / "position.md"
    position.write_text("# Title\n\nText.\n")
    for command in commands:
        told = ended([str(position) if part == position.name else part for part in command], environ)
        assert told.code == 1, (command, told)
        assert len(told.lines) == 1 and told.lines[0].startswith("DATABASE_URL: the database cannot be used now: ")


# Root may do everything, and nobody may not start our Python where root keeps it: so it begins as root.
AS_NOBODY = f"""
import os
from petition import config
if os.getuid() == 0:
    os.setgroups([]), os.setgid({NOBODY}), os.setuid({NOBODY})
config.load_or_exit()
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """The instance of somebody who is not root, after a first start, where everybody can go to it."""
    with tempfile.TemporaryDirectory(dir="/tmp") as above:
        Path(above).chmod(0o755)
        config.load_settings({}, instance=Path(above) / "instance")
        if os.getuid() == 0:
            for path in (Path(above) / "instance", *(Path(above) / "instance").iterdir()):
                os.chown(path, NOBODY, NOBODY)
        yield Path(above) / "instance"


FORBIDDEN: dict[str, tuple[str, str]] = {
    "secret_key": ("SECRET_KEY: ", "cannot be read"),
    "data_keys": ("DATA_KEYS: ", "cannot be read"),
    "undersigned.sqlite": ("DATABASE_URL: ", "cannot be read"),
    "": ("SECRET_KEY: ", "cannot be"),
}


def test_it_says_which_file_it_may_not_use(folder: Path) -> None:
    for name, (setting, said) in FORBIDDEN.items():
        before = (folder / name).stat().st_mode
        (folder / name).chmod(0)
        told = ended([sys.executable, "-c", AS_NOBODY], environment(folder))
        (folder / name).chmod(before)
        assert told.code == FINAL and len(told.lines) == 1, told
        assert told.lines[0].startswith(setting) and said in told.lines[0] and "Permission denied" in told.lines[0]


def test_it_says_what_is_in_the_place_of_a_file(tmp_path: Path) -> None:
    for name, setting in (("secret_key", "SECRET_KEY"), ("undersigned.sqlite", "DATABASE_URL")):
        shutil.rmtree(tmp_path / "instance", ignore_errors=True)
        (tmp_path / "instance" / name).mkdir(parents=True)
        told = ended(STARTS["command"], environment(tmp_path / "instance"))
        assert told.code == FINAL
        assert len(told.lines) == 1 and told.lines[0].startswith(f"{setting}: {tmp_path}/instance/{name} is no ")


def test_it_says_that_the_disk_is_full(tmp_path: Path) -> None:
    """No file may grow here, which root meets as everybody does; a full disk says it in other words."""
    full: Callable[[], None] = partial(resource.setrlimit, resource.RLIMIT_FSIZE, (0, 0))
    keys = {"SECRET_KEY": KEY, "DATA_KEYS": KEY}
    for more, setting in (({}, "SECRET_KEY"), (keys, "DATABASE_URL")):
        told = subprocess.run(
            STARTS["server"], env=environment(tmp_path / setting, **more), cwd=config.ROOT, preexec_fn=full,
            capture_output=True, text=True, timeout=SECONDS,
        )  # fmt: skip
        assert told.returncode != 0 and told.stderr.count("\n") == 1, told.stderr
        assert told.stderr.startswith(f"{setting}: ")
        assert [path.name for path in (tmp_path / setting).iterdir() if "key" in path.name] == []
