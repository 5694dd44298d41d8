"""House rule 4: only views, commands and the worker commit."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted((ROOT / "petition").rglob("*.py"))
MAY = {
    "petition/cli.py",
    "petition/serve.py",
    "petition/worker.py",
    "petition/mail/delivery.py",
}


def commits(source: str) -> list[int]:
    """The lines on which something is committed."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
    ]


def may_commit(path: str) -> bool:
    return path in MAY or path.endswith("/views.py") or "/views/" in path or path == "petition/accounts/sign_in.py"


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_it_commits_only_in_views_commands_and_the_worker(path: Path) -> None:
    name = str(path.relative_to(ROOT))
    assert may_commit(name) or commits(path.read_text()) == []


def test_it_notices_a_commit() -> None:
    assert commits("def f():\n    db.session.commit()\n") == [2]
    assert not may_commit("petition/signing/actions/sign.py")
