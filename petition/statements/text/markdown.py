"""A position written down again as Markdown, in the one form that reads back as the same tree."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from petition.statements.text import line_layout
from petition.statements.text.cleaning.clean_text import clean_text
from petition.statements.text.cleaning.references import NOTE
from petition.statements.text.demand_tree import DATED, FARTHEST_JUMP
from petition.statements.text.demands.asking import asks, heads_demands
from petition.statements.text.line_layout import KEPT_DASHES, as_paragraph, escape
from petition.statements.text.roll import headings, section, signatory_list
from petition.statements.text.tree import Demand, Position, Signatory

USUAL_HEADING = "Signatories"
COLUMNS = "| Name | Role | Organisation | City | Country |"


def to_markdown(position: Position) -> str:
    """Canonical Markdown; parsing it gives the same title, blocks, demands and signatories."""
    blocks = [_write_title(position.title)] if position.title else []
    introduction = [position.introduction] if position.introduction else []
    blocks += _write_paragraphs([*position.opening, *introduction])
    plain = _needs_no_bullets(position.demands)
    for demand in position.demands:
        blocks += _write_demand(demand, 0, plain)
    closing = _write_paragraphs(position.closing, has_notes=True)
    roll = _write_roll(position) if position.signatories else []
    # Without demands only what stands below the signatories is a closing.
    blocks += [*closing, *roll] if position.demands else [*roll, *closing]
    return "\n\n".join(blocks) + "\n"


def _write_paragraphs(texts: Sequence[str], *, has_notes: bool = False) -> list[str]:
    """Paragraphs; bullets behind one that asks are protected, for they would be read as demands."""
    written, has_asked = list[str](), False
    for text in texts:
        bulleted = text.startswith(KEPT_DASHES)
        has_asked = has_asked or (not bulleted and (asks(text) or heads_demands(text)))
        plain = has_notes and NOTE.match(text) is not None
        written.append(text if plain else escape(text) if bulleted and has_asked else as_paragraph(text))
    return written


def _write_title(title: str) -> str:
    # Closing number signs are markup, so a title that ends with one gets another.
    return f"# {escape(title)}{' #' if title.endswith('#') else ''}"


def _write_demand(demand: Demand, depth: int, plain: bool) -> list[str]:
    delimiter = "." if demand.number.rsplit(".", 1)[-1].isdigit() else ")"
    indent = " " * 3 * depth
    bullet = "" if plain else "- "
    blocks = [f"{indent}{bullet}{demand.number}{delimiter} {demand.text}".rstrip()]
    blocks += [f"{indent}    {as_paragraph(paragraph)}" for paragraph in demand.paragraphs]
    for below in demand.demands:
        blocks += _write_demand(below, depth + 1, plain=False)
    return blocks


def _needs_no_bullets(demands: Sequence[Demand]) -> bool:
    """Whether the numbers at the top are accepted without a bullet, which vouches for those out of order."""
    if not all(demand.number.isdigit() and not DATED.match(demand.text) for demand in demands):
        return False
    values = [int(demand.number) for demand in demands]
    return values[:1] == [1] and all(b - a <= FARTHEST_JUMP for a, b in pairwise(values))


def _write_heading(position: Position) -> str:
    printed = (line.text for line in position.line_roles if line.role == section.HEADING_ROLE)
    words = headings.heading_words(next(printed, ""))
    return words if words and headings.match_heading(f"## {words}") else USUAL_HEADING


def _write_roll(position: Position) -> list[str]:
    """The list of signatories, a bulleted line each; as a table where lines alone would be read in another way."""
    heading = f"## {_write_heading(position)}"
    bullets = "\n".join(map(_write_signatory, position.signatories))
    read = signatory_list.find_headed_lists(line_layout.source_lines(clean_text(f"{heading}\n\n{bullets}\n")))
    if tuple(read.signatories) == position.signatories:
        return [heading, bullets]
    rows = [COLUMNS, "|---|---|---|---|---|", *map(_write_row, position.signatories)]
    return [heading, "\n".join(rows)]


def _write_signatory(signatory: Signatory) -> str:
    country = f" ({signatory.country})" if signatory.country else ""
    beside = [each for each in (signatory.role, signatory.organisation, signatory.place) if each]
    return f"- {escape(', '.join([signatory.name, *beside]) + country)}"


def _write_row(signatory: Signatory) -> str:
    cells = (signatory.name, signatory.role, signatory.organisation, signatory.place, signatory.country)
    return f"| {' | '.join((cell or '').replace('|', '&#124;') for cell in cells)} |"
