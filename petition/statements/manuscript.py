"""A position written down again as Markdown, in the one form that reads back as the same tree."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from petition.statements import roll
from petition.statements.demands import DATED, FARTHEST_JUMP
from petition.statements.layout import as_paragraph, protected
from petition.statements.tree import Demand, Position, Signatory

USUAL_HEADING = "Signatories"


def to_text(position: Position) -> str:
    """Canonical Markdown; parsing it gives the same title, blocks, demands and signatories."""
    blocks = [_title(position.title)] if position.title else []
    blocks += map(as_paragraph, position.opening)
    blocks += [as_paragraph(position.introduction)] if position.introduction else []
    plain = _counts_plainly(position.demands)
    for demand in position.demands:
        blocks += _demand(demand, 0, plain)
    blocks += map(as_paragraph, position.closing)
    if position.signatories:
        blocks += [f"## {_heading(position)}", "\n".join(map(_signatory, position.signatories))]
    return "\n\n".join(blocks) + "\n"


def _title(title: str) -> str:
    # Closing number signs are markup, so a title that ends with one gets another.
    return f"# {protected(title)}{' #' if title.endswith('#') else ''}"


def _demand(demand: Demand, depth: int, plain: bool) -> list[str]:
    delimiter = "." if demand.number.rsplit(".", 1)[-1].isdigit() else ")"
    indent = " " * 3 * depth
    bullet = "" if plain else "- "
    blocks = [f"{indent}{bullet}{demand.number}{delimiter} {demand.text}".rstrip()]
    blocks += [f"{indent}    {as_paragraph(paragraph)}" for paragraph in demand.paragraphs]
    for below in demand.demands:
        blocks += _demand(below, depth + 1, plain=False)
    return blocks


def _counts_plainly(demands: Sequence[Demand]) -> bool:
    """Whether the numbers at the top are accepted without a bullet, which vouches for those out of order."""
    if not all(demand.number.isdigit() and not DATED.match(demand.text) for demand in demands):
        return False
    values = [int(demand.number) for demand in demands]
    return values[:1] == [1] and all(b - a <= FARTHEST_JUMP for a, b in pairwise(values))


def _heading(position: Position) -> str:
    printed = (line.text for line in position.placed if line.role == roll.HEADING_ROLE)
    return roll.heading_words(next(printed, "")) or USUAL_HEADING


def _signatory(signatory: Signatory) -> str:
    country = f" ({signatory.country})" if signatory.country else ""
    return f"- {protected(signatory.name + country)}"
