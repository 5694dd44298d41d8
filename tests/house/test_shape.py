"""House rules on the shape of the code (1, 10, 15, 19): sizes, names, templates beside their endpoints."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from flask import Flask

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted((ROOT / "petition").rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.*"))
FUNCTION_LINES, MODULE_LINES, TEMPLATE_LINES = 40, 300, 120
UNWANTED_MODULES = {"utils", "helpers", "misc", "common", "base", "manager", "service"}
UNWANTED_WORDS = ("Manager", "Handler", "Service", "Helper", "Info")
FEATURES = (
    "accounts",
    "mail",
    "statements",
    "organisations",
    "identity",
    "signing",
    "list",
    "removals",
    "invitations",
    "notices",
    "backups",
    "desk",
    "site",
    "monitoring",
)
FIVE = {"models", "queries", "actions", "forms", "views"}
PARTS = {"base.html", "layout.html", "layout.txt"}


def functions(source: str) -> list[ast.FunctionDef | ast.AsyncFunctionDef]:
    return [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]


def too_long(source: str) -> list[str]:
    return [
        f"{node.name} ({node.end_lineno - node.lineno + 1} lines)"
        for node in functions(source)
        if node.end_lineno is not None and node.end_lineno - node.lineno + 1 > FUNCTION_LINES
    ]


def named(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_it_keeps_modules_and_functions_short() -> None:
    sources = {named(path): path.read_text() for path in MODULES}
    assert [name for name, source in sources.items() if source.count("\n") > MODULE_LINES] == []
    assert {name: long for name, source in sources.items() if (long := too_long(source))} == {}


def test_it_uses_the_fields_words_for_names() -> None:
    assert [named(path) for path in MODULES if path.stem in UNWANTED_MODULES] == []
    for path in MODULES:
        classes = [node.name for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.ClassDef)]
        assert [name for name in classes if name.endswith(UNWANTED_WORDS)] == [], named(path)


@pytest.mark.parametrize("feature", FEATURES)
def test_it_gives_each_feature_views_or_deeds_under_the_five_names(feature: str) -> None:
    names = {path.stem for path in (ROOT / "petition" / feature).iterdir() if path.name != "__init__.py"}
    assert names & FIVE


def test_it_keeps_templates_short() -> None:
    assert [named(path) for path in TEMPLATES if path.read_text().count("\n") > TEMPLATE_LINES] == []


def test_it_names_a_page_template_after_its_endpoint(app: Flask) -> None:
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    shown_by_others = {
        "signing/booth_ended", "signing/booth_signed", "signing/closed", "signing/confirmed", "signing/link_problem", "signing/erased", "errors/error",
    }  # fmt: skip
    for path in TEMPLATES:
        name = path.relative_to(ROOT / "templates").with_suffix("")
        is_part = name.parts[0] in ("components", "layouts", "security") or name.name.startswith("_")
        if is_part or path.name in PARTS or len(name.parts) > 2 or str(name) in shown_by_others:
            continue
        assert str(name).replace("/", ".") in endpoints, f"{name} is the page of no endpoint"


def test_it_notices_a_function_that_is_too_long() -> None:
    long = "def f():\n" + "    x = 1\n" * FUNCTION_LINES
    assert too_long(long) == ["f (41 lines)"]
    assert too_long("def f():\n" + "    x = 1\n" * (FUNCTION_LINES - 1)) == []
