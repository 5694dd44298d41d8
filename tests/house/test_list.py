"""Promise 5 and 8: what is published of an endorsement is read in one place."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2] / "petition"
SHOWN = {"shown_name", "shown_key", "shown_beside", "shown_comment", "shown_country", "shown_reason"}
READER = "list/queries/signatories.py"
# They write the columns, or spare themselves to open a sealed name that stands in the clear beside it.
OWNERS = ("signing/", "removals/")


def named(path: Path) -> set[str]:
    """The shown columns that a module names, as an attribute, a keyword or a text."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        found |= {node.attr} if isinstance(node, ast.Attribute) else set()
        found |= {node.arg or ""} if isinstance(node, ast.keyword) else set()
        found |= {str(node.value)} if isinstance(node, ast.Constant) else set()
    return found & SHOWN


def test_it_reads_the_shown_columns_in_one_module() -> None:
    readers = {str(path.relative_to(ROOT)): named(path) for path in ROOT.rglob("*.py") if named(path)}
    assert readers.pop(READER) >= SHOWN - {"shown_key"}
    assert [one for one in readers if not one.startswith(OWNERS)] == []


def test_it_shows_no_endorsement_in_a_template() -> None:
    templates = ROOT.parent / "templates"
    assert [path for path in templates.rglob("*.*") if any(f".{column}" in path.read_text() for column in SHOWN)] == []
