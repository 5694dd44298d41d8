"""A text taken apart into what stands beside its like in another language: title, paragraphs, each demand; and back."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from petition.statements.editions.translation_carrying import comparable_numbers
from petition.statements.editions.translation_sync import demand_numbers
from petition.statements.text.markdown import to_markdown
from petition.statements.text.normalisation import normalise_text
from petition.statements.text.position import parse
from petition.statements.text.translation_faults import words_of_blocks
from petition.statements.text.tree import Demand, Position

BEFORE, AFTER = ("title", "opening", "introduction"), ("closing",)
PARAGRAPHS = re.compile(r"\n\s*\n")
BULLETS = ("- ", "* ", "• ")
MARKER = re.compile(r"(?:[-*+•] +)?\S+")


@dataclass(frozen=True)
class TextPart:
    """A part of a text: ``key`` is the word for it, or the number of a demand in the binding text.

    ``blocks`` are its paragraphs, each one line of inline Markdown; ``number`` is that of a demand as printed here;
    ``is_there``: the text has a demand of this number, be it without words.
    """

    key: str
    blocks: tuple[str, ...]
    number: str = ""
    is_there: bool = True

    @property
    def words(self) -> str:
        """Its words without markup, in one line."""
        return words_of_blocks(self.blocks)

    @property
    def source(self) -> str:
        """What stands in a box, to be written in."""
        return "\n\n".join(self.blocks)


def split_text(position: Position, numbers: Sequence[str]) -> dict[str, TextPart]:
    """The parts of a text in its order; demands under the ``numbers`` of the binding text, as far as it has them."""
    printed = comparable_numbers(demand_numbers(position))
    demands = {demand.number: demand for demand in position.walk()}
    found = [_text_part(position, part) for part in BEFORE]
    for key, number in comparable_numbers(list(numbers)).items():
        own = demands[printed[key]] if key in printed else Demand(number, "")
        found.append(
            TextPart(number, tuple(each for each in (own.text, *own.paragraphs) if each), own.number, key in printed)
        )
    found += [_text_part(position, part) for part in AFTER]
    return {part.key: part for part in found}


def _text_part(position: Position, part: str) -> TextPart:
    value = getattr(position, part) or ()
    return TextPart(part, (value,) if isinstance(value, str) else value)


def read_blocks(typed: str) -> tuple[str, ...]:
    """The paragraphs of what was typed into the box of one part; each bullet is one."""
    found: list[str] = []
    for paragraph in PARAGRAPHS.split(normalise_text(typed)):
        begins = True
        for line in filter(str.strip, paragraph.split("\n")):
            begins = begins or line.lstrip().startswith(BULLETS)
            found = [*found, line.strip()] if begins else [*found[:-1], f"{found[-1]} {line.strip()}"]
            begins = False
    return tuple(found)


def write_parts(
    wording: str, position: Position, binding: Position, parts: Mapping[str, tuple[str, ...]]
) -> tuple[str, str | None]:
    """The text with these parts in place of its own, and the key of the first part that does not read back as typed.

    Lines of parts that stayed remain as they were written, where that reads as what was meant; else the whole text is
    written in one form. Demands that it lacks come in under the numbers of the binding text.
    """
    numbers = demand_numbers(binding)
    stands = split_text(position, numbers)
    changed = [key for key in stands if key in parts and parts[key] != stands[key].blocks]
    if not changed:
        return wording, None
    wanted = {key: parts.get(key, part.blocks) for key, part in stands.items()}
    spliced = _splice_lines(wording, position, stands, wanted, changed)
    if spliced is not None and _find_difference(spliced, numbers, wanted) is None:
        return spliced, None
    whole = normalise_text(to_markdown(_compose(position, binding, stands, wanted)))
    return whole, _find_difference(whole, numbers, wanted)


def _compose(
    position: Position, binding: Position, stands: Mapping[str, TextPart], wanted: Mapping[str, tuple[str, ...]]
) -> Position:
    def compose_demand(demand: Demand) -> Demand:
        text, *paragraphs = wanted[demand.number] or ("",)
        number = stands[demand.number].number
        return Demand(number, text, tuple(paragraphs), tuple(map(compose_demand, demand.demands)))

    return replace(
        position,
        title=" ".join(wanted["title"]),
        opening=wanted["opening"],
        introduction=" ".join(wanted["introduction"]) or None,
        demands=tuple(map(compose_demand, binding.demands)),
        closing=wanted["closing"],
    )


def _find_difference(wording: str, numbers: Sequence[str], wanted: Mapping[str, tuple[str, ...]]) -> str | None:
    """The first part of a text that has other paragraphs than wanted; the title where the demands are other ones."""
    read = parse(wording)
    if list(comparable_numbers(demand_numbers(read))) != list(comparable_numbers(list(numbers))):
        known = comparable_numbers(demand_numbers(read))
        return next((each for key, each in comparable_numbers(list(numbers)).items() if key not in known), numbers[-1])
    found = split_text(read, numbers)
    return next((key for key, blocks in wanted.items() if _flat(found[key].blocks) != _flat(blocks)), None)


def _flat(blocks: Sequence[str]) -> list[str]:
    return [" ".join(block.split()) for block in blocks]


def _splice_lines(
    wording: str,
    position: Position,
    stands: Mapping[str, TextPart],
    wanted: Mapping[str, tuple[str, ...]],
    changed: Sequence[str],
) -> str | None:
    """The text with the lines of changed parts alone written anew; None where a part has no lines of its own."""
    lines: list[str | None] = list(wording.split("\n"))
    for key in changed:
        own = _lines_of(position, stands[key])
        if (
            not own
            or not wanted[key]
            or own != [line.number for line in position.line_roles if _is_between(own, line.number)]
        ):
            return None
        first = wording.split("\n")[own[0] - 1]
        lines[own[0] - 1] = _write_lines(key, first, stands[key], wanted[key])
        for number in range(own[0] + 1, own[-1] + 1):
            lines[number - 1] = None
    return normalise_text("\n".join(line for line in lines if line is not None))


def _is_between(own: Sequence[int], number: int) -> bool:
    return own[0] <= number <= own[-1]


def _lines_of(position: Position, part: TextPart) -> list[int]:
    roles = {f"demand {part.number}", f"paragraph of demand {part.number}"} if part.number else {part.key}
    return [line.number for line in position.line_roles if line.role in roles]


def _write_lines(key: str, first: str, part: TextPart, blocks: Sequence[str]) -> str:
    if not part.number:
        return "# " + blocks[0] if key == "title" and first.lstrip().startswith("#") else "\n\n".join(blocks)
    margin = " " * (len(first) - len(first.lstrip()))
    marker = MARKER.match(first.lstrip())
    head, indent = f"{margin}{marker[0] if marker else f'{part.number}.'}", f"{margin}    "
    return "\n\n".join([f"{head} {blocks[0]}", *(f"{indent}{block}" for block in blocks[1:])])
