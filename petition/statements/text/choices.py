"""What a person said of parts of a text, where the reading of it is to be another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from petition.statements.text.normalisation import normalise_text

Use = Literal["demands", "text", "signatories"]
USES: tuple[Use, ...] = ("demands", "text", "signatories")
KINDS = ("organisation", "individual")
MOST = 2000


@dataclass(frozen=True)
class Choices:
    """What a person said: ``blocks`` by the number of their first line, from 1, and ``kinds`` of signatories by name.

    A block is one of ``Position.blocks``. A line inside a block stands for all of it. ``all_kinds`` is for signatories
    of whom nothing is said by name.
    """

    blocks: Mapping[int, Use] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    all_kinds: str = ""

    def __bool__(self) -> bool:
        return bool(self.blocks or self.kinds or self.all_kinds)

    def choose(self, line: int, use: Use) -> Choices:
        """These choices and one more for the block that begins on a line."""
        return Choices({**self.blocks, line: use}, self.kinds, self.all_kinds)

    def choose_kind(self, name: str, kind: str) -> Choices:
        """These choices and the kind of one signatory."""
        return Choices(self.blocks, {**self.kinds, name: kind}, self.all_kinds)

    def to_json(self) -> dict[str, Any]:
        """As it is stored: ``{"blocks": {"12": "demands"}, "kinds": {name: kind}, "all_kinds": ""}``."""
        return {
            "blocks": {str(line): use for line, use in self.blocks.items()},
            "kinds": dict(self.kinds),
            "all_kinds": self.all_kinds,
        }


def read_choices(stored: Any) -> Choices:
    """Choices from their stored form; what is no choice is passed over."""
    if not isinstance(stored, dict):
        return Choices()
    given, kinds = stored.get("blocks"), stored.get("kinds")
    blocks: dict[int, Use] = {}
    for line, use in list(given.items())[:MOST] if isinstance(given, dict) else ():
        chosen = next((each for each in USES if each == use), None)
        if chosen and str(line).isdecimal():
            blocks[int(line)] = chosen
    named = {str(name): str(kind) for name, kind in (kinds.items() if isinstance(kinds, dict) else ()) if kind in KINDS}
    everybody = stored.get("all_kinds")
    return Choices(blocks, named, everybody if everybody in KINDS else "")


def move_choices(choices: Choices, old: str, new: str) -> Choices:
    """The choices for a text that was changed: each goes with its line, to the nearest one with the same words.

    A choice whose line is there no more is dropped.
    """
    before, after = normalise_text(old).split("\n"), normalise_text(new).split("\n")
    places: dict[str, list[int]] = {}
    for number, line in enumerate(after, 1):
        places.setdefault(line.strip(), []).append(number)
    moved: dict[int, Use] = {}
    for number, use in choices.blocks.items():
        words = before[number - 1].strip() if 0 < number <= len(before) else ""
        if words and words in places:
            moved[min(places[words], key=lambda place: abs(place - number))] = use
    return Choices(moved, choices.kinds, choices.all_kinds)
