"""House rule: code of before works on a schema of after, since both run beside each other while machines are restarted.

A revision only adds. What is no longer used is taken out by a later one, which says which one came before it
(``CONTRACTS = "0041"``); what cannot be done so says why everything has to stop for it (``NEEDS_A_STOP``).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

VERSIONS = sorted((Path(__file__).resolve().parents[2] / "migrations" / "versions").glob("*.py"))
# Before this rule.
SINCE = 29
TAKEN_AWAY = ("drop_column", "drop_table", "rename_table")
IN_SQL = re.compile(r"\b(DROP\s+(TABLE|COLUMN)|RENAME\s+(TO|COLUMN)|SET\s+NOT\s+NULL)\b", re.IGNORECASE)


def breaks(source: str) -> Iterator[str]:
    """What ``upgrade`` and what it calls do that code of before would fail at, each by its line."""
    for function in ast.parse(source).body:
        if isinstance(function, ast.FunctionDef) and function.name != "downgrade":
            for node in ast.walk(function):
                if isinstance(node, ast.Call) and (found := fault_of(node)):
                    yield f"line {node.lineno}: {found}"
                if isinstance(node, ast.Constant) and isinstance(node.value, str) and IN_SQL.search(node.value):
                    yield f"line {node.lineno}: {node.value.strip()[:60]}"


def fault_of(call: ast.Call) -> str | None:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else ""
    given = {word.arg: ast.unparse(word.value) for word in call.keywords}
    if name in TAKEN_AWAY:
        return name
    if name == "alter_column" and ("new_column_name" in given or given.get("nullable") == "False"):
        return "alter_column that renames, or asks for a value"
    if name == "add_column":
        column = next((one for one in call.args if isinstance(one, ast.Call)), None)
        said = {word.arg: ast.unparse(word.value) for word in column.keywords} if column else {}
        if said.get("nullable") == "False" and "server_default" not in said:
            return "add_column that asks for a value and has none of its own"
    return None


def marks(source: str) -> dict[str, str]:
    """What a revision says of itself."""
    return {
        node.targets[0].id: str(node.value.value)
        for node in ast.parse(source).body
        if isinstance(node, ast.Assign)
        and isinstance(node.targets[0], ast.Name)
        and isinstance(node.value, ast.Constant)
    }


def test_it_only_adds_while_code_of_before_runs() -> None:
    for path in VERSIONS:
        source, number = path.read_text(), int(path.name[:4])
        said, found = marks(source), list(breaks(source))
        if number < SINCE or not found or said.get("NEEDS_A_STOP"):
            continue
        before = said.get("CONTRACTS", "")
        assert before.isdecimal() and int(before) < number, f"{path.name}: {found}; see docs/deploy.md"


@pytest.mark.parametrize(
    "line",
    [
        'op.drop_column("a", "b")',
        'batch.drop_column("b")',
        'op.rename_table("a", "b")',
        'op.alter_column("a", "b", new_column_name="c")',
        'op.alter_column("a", "b", nullable=False)',
        'op.add_column("a", sa.Column("b", sa.Integer(), nullable=False))',
        'op.execute("ALTER TABLE a DROP COLUMN b")',
        'op.execute("ALTER TABLE a RENAME TO b")',
    ],
)
def test_it_finds_what_breaks_code_of_before(line: str) -> None:
    assert list(breaks(f"def upgrade():\n    {line}\n"))
    assert not list(breaks(f"def downgrade():\n    {line}\n"))


def test_it_lets_a_revision_add() -> None:
    added = 'op.add_column("a", sa.Column("b", sa.Integer(), server_default="0", nullable=False))'
    assert not list(breaks(f'def upgrade():\n    {added}\n    op.create_table("c")\n'))
