"""House rule 4: only views, commands and the worker commit; at the desk, only the one ceremony of its acts does."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted((ROOT / "petition").rglob("*.py"))
CEREMONY = "petition/desk/acts.py"
# What belongs to the ceremony: forgotten once, something erased stays in a file, or a mail waits.
OF_THE_CEREMONY = ("commit", "rollback", "truncate_wal", "wake_worker")
MAY = {
    CEREMONY,
    "petition/cli.py",
    "petition/backups/commands.py",
    "petition/serve.py",
    "petition/worker.py",
    "petition/mail/delivery.py",
}


def calls(source: str, *names: str) -> list[str]:
    """The calls of something of these names, with the lines they stand on."""
    made = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Call)]
    named = [(one.lineno, getattr(one.func, "attr", getattr(one.func, "id", ""))) for one in made]
    return [f"{name} in line {line}" for line, name in named if name in names]


def may_commit(path: str) -> bool:
    if path.startswith("petition/desk/"):
        return path == CEREMONY
    return path in MAY or path.endswith("/views.py") or "/views/" in path or path == "petition/accounts/sign_in.py"


def test_it_commits_only_in_views_commands_and_the_worker() -> None:
    sources = {str(path.relative_to(ROOT)): path.read_text() for path in MODULES}
    assert [name for name, source in sources.items() if calls(source, "commit") and not may_commit(name)] == []


def test_it_keeps_the_ceremony_of_the_desk_in_one_place() -> None:
    found = {path: calls(path.read_text(), *OF_THE_CEREMONY) for path in MODULES if "desk" in path.parts}
    assert {str(path.relative_to(ROOT)) for path, lines in found.items() if lines} == {CEREMONY}
    there = {line.split()[0] for line in found[ROOT / CEREMONY]}
    assert there == set(OF_THE_CEREMONY)


def test_it_notices_a_commit() -> None:
    assert calls("def f():\n    db.session.commit()\n", "commit") == ["commit in line 2"]
    assert calls("wake_worker()\nwake_worker\n", *OF_THE_CEREMONY) == ["wake_worker in line 1"]
    assert not may_commit("petition/signing/sign/actions.py")
