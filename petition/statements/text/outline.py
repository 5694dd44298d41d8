"""A position as the command line shows it: what was found, and what became of every line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from petition.statements.text import prose
from petition.statements.text.tree import Demand, Position, Signatory

WIDTH = 96


def format_outline(position: Position) -> str:
    """Title, paragraphs cut to a line each, demands as a tree, signatories, notes, and all lines."""
    opening = [*position.opening, *([position.introduction] if position.introduction else [])]
    demands = [line for demand in position.demands for line in _format_demand(demand, 1)]
    placed = [_shorten_line(f"{line.number:>4}  {line.role}: {line.text}") for line in position.line_roles]
    parts = [
        [f"Title: {prose.plain_text(position.title) or '(none)'}"],
        _format_part("Opening", (_format_paragraph(text, 1) for text in opening)),
        _format_part(f"Demands ({sum(1 for _ in position.walk())})", demands),
        _format_part("Closing", (_format_paragraph(text, 1) for text in position.closing)),
        _format_part(f"Signatories ({len(position.signatories)})", map(_format_signatory, position.signatories)),
        _format_part("Notes", (f"  {note}" for note in position.notes)),
        _format_part("What became of every line", (f"  {line}" for line in placed)),
    ]
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def _format_part(name: str, lines: Iterable[str]) -> Sequence[str]:
    return [f"{name}:", *(list(lines) or ["  (none)"])]


def _format_demand(demand: Demand, depth: int) -> list[str]:
    lines = [_shorten_line(f"{'  ' * depth}{demand.number}  {prose.plain_text(demand.text)}")]
    lines += [_format_paragraph(paragraph, depth + 2) for paragraph in demand.paragraphs]
    return lines + [line for below in demand.demands for line in _format_demand(below, depth + 1)]


def _format_paragraph(text: str, depth: int) -> str:
    return _shorten_line(f"{'  ' * depth}{prose.plain_text(text)}")


def _format_signatory(signatory: Signatory) -> str:
    return f"  {signatory.name}" + (f" ({signatory.country})" if signatory.country else "")


def _shorten_line(line: str) -> str:
    return line if len(line) <= WIDTH else f"{line[: WIDTH - 1].rstrip()}…"
