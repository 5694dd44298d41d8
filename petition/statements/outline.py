"""A position as the command line shows it: what was found, and what became of every line."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from petition.statements import prose
from petition.statements.tree import Demand, Position, Signatory

WIDTH = 96


def outline(position: Position) -> str:
    """Title, paragraphs cut to a line each, demands as a tree, signatories, notes, and all lines."""
    opening = [*position.opening, *([position.introduction] if position.introduction else [])]
    demands = [line for demand in position.demands for line in _demand(demand, 1)]
    placed = [_shortened(f"{line.number:>4}  {line.role}: {line.text}") for line in position.placed]
    parts = [
        [f"Title: {prose.plain(position.title) or '(none)'}"],
        _part("Opening", (_paragraph(text, 1) for text in opening)),
        _part(f"Demands ({sum(1 for _ in position.walk())})", demands),
        _part("Closing", (_paragraph(text, 1) for text in position.closing)),
        _part(f"Signatories ({len(position.signatories)})", map(_signatory, position.signatories)),
        _part("Notes", (f"  {note}" for note in position.notes)),
        _part("What became of every line", (f"  {line}" for line in placed)),
    ]
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def _part(name: str, lines: Iterable[str]) -> Sequence[str]:
    return [f"{name}:", *(list(lines) or ["  (none)"])]


def _demand(demand: Demand, depth: int) -> list[str]:
    lines = [_shortened(f"{'  ' * depth}{demand.number}  {prose.plain(demand.text)}")]
    lines += [_paragraph(paragraph, depth + 2) for paragraph in demand.paragraphs]
    return lines + [line for below in demand.demands for line in _demand(below, depth + 1)]


def _paragraph(text: str, depth: int) -> str:
    return _shortened(f"{'  ' * depth}{prose.plain(text)}")


def _signatory(signatory: Signatory) -> str:
    return f"  {signatory.name}" + (f" ({signatory.country})" if signatory.country else "")


def _shortened(line: str) -> str:
    return line if len(line) <= WIDTH else f"{line[: WIDTH - 1].rstrip()}…"
