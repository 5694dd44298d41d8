"""The largest and most hostile file takes about a second, never time that grows with its square."""

from __future__ import annotations

import time

import pytest

from petition.statements.text import position, prose
from petition.statements.text.outline import format_outline

SIZE = 200 * 1024
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
    # About a second; the margin is for slow machines, and what is quadratic takes minutes.
    assert time.process_time() - began < 10
