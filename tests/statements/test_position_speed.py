"""A large and hostile file takes about a second, never time or steps that grow with its square."""

from __future__ import annotations

import sys
import time
from types import FrameType
from typing import Any

import pytest

from petition.statements.text import position, prose
from petition.statements.text.outline import format_outline

SIZE = 100 * 1024
HEAVY = {
    "numbers": "1. x\n",
    "letters": "a) x\nb) y\n",
    "paths": "1.1.1.1.1.1.1.1. x\n",
    "stars": "*",
    "alternating": "*_",
    "brackets": "[",
    "links": "[a](",
    "spaces": "# a" + " " * 5000,
    "hashes": "# a #",
    "backslashes": "\\",
    "quotes": "> ",
    "round brackets": "(",
    "stops": "a. ",
    "names": "Signatories\nName (Belarus\n",
    "headings": "Signed by:\n",
    "one a line": "Harbour Watch\n",
    "one a paragraph": "Harbour Watch\n\n",
    "separators": "---\n",
    "deep": "".join(f"{' ' * (2 * depth)}1. x\n" for depth in range(60)),
    "joiners": "\u200d",
    "marks": "e\u0301",
    "date": "1.1.19 ",
}


@pytest.mark.parametrize("kind", HEAVY)
def test_it_is_quick_with(kind: str) -> None:
    unit = HEAVY[kind]
    text = "Title\n\nText.\n\n1. A\n\n" + unit * (SIZE // len(unit.encode()))
    began = time.process_time()
    found = position.parse(text)
    format_outline(found)
    for block in (*found.opening, *found.closing):
        prose.inline_html(block)
    # About a second; the margin is for slow machines, and what is quadratic takes far longer.
    assert time.process_time() - began < 5


STEPPED = HEAVY | {
    "comments": "<!-- x -->\n",
    "open comments": "<!-- \n",
    "tags": "{% x %}{% \n",
    "HTML": "<b>x</b><td>\n",
    "definitions": "[a]: http://x.y\n[a][b]\n",
    "pictures": "![a](b) ![a](\n",
    "tables": "Signed by\n\n| a | b |\n|---|---|\n| c | d |\n\n",
    "rows": "Signed by: Aa Bb, Cc Dd\n",
    "asking": "We ask:\n\n- a\n- b\n\n",
    "lists": "We ask:\n\n1. a\n2. b\n\nText here.\n\n",
    "footnotes": "[^a]: x\n",
    "fences": "---\na: b\n",
    "ordinals": "First, a\n\nSecond, b\n\n",
    "columns": "Signed by\nAa   Bb\nCc   Dd\n\n",
    "people": "Signed by\n\n- Anna Alt, Professor, University of Minsk (Belarus)\n- a@b.example\n",
}


def count_steps(text: str) -> int:
    """How many calls reading a text takes."""
    steps = 0

    def count(frame: FrameType, event: str, argument: Any) -> None:
        nonlocal steps
        steps += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        position.parse(text)
    finally:
        sys.setprofile(None)
    return steps


def test_it_takes_twice_the_steps_for_twice_the_text() -> None:
    for kind, unit in STEPPED.items():
        start, times = "Title\n\nText.\n\n1. A\n\n", max(20, 800 // len(unit))
        short, long = (count_steps(start + unit * (times * factor)) for factor in (1, 4))
        assert long < 5.5 * short + 500, kind


LAYOUTS = {
    "bullets": "- Anna Roe {}a, Head Teacher, School {}, Town {}, Kenya\n",
    "lines": "Anna Roe {}a, Professor, University of Minsk, Belarus\n",
    "lines in Cyrillic": "Имя Фамилия {}, учитель, школа, Беларусь\n",
    "numbers": "{}. Harbour Watch (Kenya)\n",
    "table": "| Harbour Watch {} | Kenya |\n",
    "tabs": "{}\tHarbour Watch\tKenya\n",
    "commas": "Harbour Watch {}, ",
    "semicolons": "Harbour Watch {}, Kenya;\n",
    "paragraphs": "Anna Roe{}\n\n",
}
MOST_STEPS_OF_A_ROW = 1000


def make_roll(row: str, rows: int) -> str:
    return "# T\n\nWe act.\n\nSigned by:\n\n" + "".join(row.replace("{}", str(100 + number)) for number in range(rows))


def test_it_reads_a_row_of_a_roll_in_so_many_steps() -> None:
    for layout, row in LAYOUTS.items():
        short, long = (count_steps(make_roll(row, rows)) for rows in (80, 320))
        assert (long - short) / 240 < MOST_STEPS_OF_A_ROW, layout


def test_it_finds_ten_thousand_signatories() -> None:
    rows = "Harbour Watch {}, Kenya\nЦентр «Вясна {}» (Беларусь)\n"
    found = position.parse(make_roll("".join(f"- {row}\n" for row in rows.splitlines()), 5000))
    assert len(found.signatories) == 10_000
    assert {each.country for each in found.signatories} == {"Kenya", "Беларусь"}
