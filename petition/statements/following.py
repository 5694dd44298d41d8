"""How a translation follows the binding text into a new edition: what of it still stands, and what lags behind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from petition.statements.carrying import Status, carry, comparable
from petition.statements.prose import inline_html, plain
from petition.statements.rendering import render
from petition.statements.renumbering import kinds
from petition.statements.tree import Demand, Position

PARTS = ("title", "opening", "introduction", "closing")


@dataclass(frozen=True)
class Standing:
    """How far the translation of a demand or part is; ``since``: the edition since which it lags behind."""

    status: Status = "up_to_date"
    since: int | None = None


UP_TO_DATE = Standing()


@dataclass(frozen=True)
class Step:
    """One step of the binding text: from ``old`` to ``new``, which is edition ``number``.

    ``mapping`` says for each new number which old ones it comes from. A typing mistake changes no meaning.
    """

    old: Position
    new: Position
    mapping: Mapping[str, tuple[str, ...]]
    number: int
    is_typing: bool


@dataclass(frozen=True)
class Translated:
    """A translation as it stood in the edition before: demands and parts without a standing are up to date."""

    position: Position
    demands: Mapping[str, Standing] = field(default_factory=dict)
    parts: Mapping[str, Standing] = field(default_factory=dict)


@dataclass(frozen=True)
class Followed:
    """A translation in the new edition; ``demands`` by the numbers of the binding text.

    ``is_as_written``: the working text has the new numbers already, so it stays as it was written.
    """

    position: Position
    demands: dict[str, Standing]
    parts: dict[str, Standing]
    is_as_written: bool

    @property
    def is_whole(self) -> bool:
        """Whether nothing of it lags behind."""
        return all(each.status == "up_to_date" for each in (*self.demands.values(), *self.parts.values()))


def follow(working: Position, before: Translated, step: Step) -> Followed:
    """The translation as it was worked on last, under the numbers of the new edition.

    A demand whose binding words changed is up to date only where its translation was changed as well.
    A working text may have the new numbers already, or still the old ones.
    """
    old_numbers = numbers(step.old)
    known = by_number(before.position, old_numbers) or {}
    texts = _renumbered(working, known, step)
    position, is_as_written = working, texts is not None
    if texts is None:
        position = working if by_number(working, old_numbers) is not None else before.position
        position = carry(position, step.mapping, step.new, old_numbers)
        texts = by_number(position, numbers(step.new)) or {}
    by_kind = kinds(old_numbers, step.mapping)
    binding = ({each.number: each for each in step.old.walk()}, {each.number: each for each in step.new.walk()})
    found: dict[str, Standing] = {}
    for number, kind in by_kind.items():
        origin = step.mapping[number][0] if kind == "same" else number
        changed = kind != "same" or (not step.is_typing and not alike(binding[0][origin], binding[1][number]))
        earlier = before.demands.get(origin, UP_TO_DATE) if kind == "same" else UP_TO_DATE
        found[number] = _standing(texts.get(number), known.get(origin), changed, earlier, step.number)
    return Followed(position, found, _parts(position, before, step), is_as_written)


def _renumbered(working: Position, known: Mapping[str, Demand], step: Step) -> dict[str, Demand] | None:
    """The working text by new numbers; None where it has other numbers, or still the demands of the old ones."""
    texts = by_number(working, numbers(step.new))
    if texts is None:
        return None
    stayed = [number for number, text in texts.items() if number in known and alike(text, known[number])]
    return None if any(step.mapping[number] != (number,) for number in stayed) else texts


def _standing(text: Demand | None, known: Demand | None, changed: bool, earlier: Standing, edition: int) -> Standing:
    if text is None or not words_of(text):
        return earlier if earlier.status == "missing" else Standing("missing", edition)
    if known is None or not alike(text, known):
        return UP_TO_DATE
    if earlier.status != "up_to_date":
        return earlier
    return Standing("stale", edition) if changed else UP_TO_DATE


def _parts(position: Position, before: Translated, step: Step) -> dict[str, Standing]:
    found = {}
    for part in PARTS:
        old, new, here, there = (_part(each, part) for each in (step.old, step.new, position, before.position))
        earlier = before.parts.get(part, UP_TO_DATE)
        if new and not here:
            found[part] = earlier if earlier.status == "missing" else Standing("missing", step.number)
        elif here != there:
            found[part] = UP_TO_DATE
        elif earlier.status == "up_to_date" and old != new and not step.is_typing:
            found[part] = Standing("stale", step.number)
        else:
            found[part] = earlier
    return found


def _part(position: Position, part: str) -> str:
    value = getattr(position, part) or ""
    return " ".join(plain(value if isinstance(value, str) else "\n\n".join(value)).split())


def numbers(position: Position) -> list[str]:
    """The numbers of a text, in its order."""
    return [demand.number for demand in position.walk()]


def by_number(position: Position, binding: Sequence[str]) -> dict[str, Demand] | None:
    """The demands by the numbers of the binding text; None where there are other ones, or in another order."""
    own = list(position.walk())
    if list(comparable([demand.number for demand in own])) != list(comparable(list(binding))):
        return None
    return dict(zip(binding, own, strict=True))


def words_of(demand: Demand) -> str:
    """A demand's own words without markup, in one line."""
    return " ".join(" ".join(plain(block) for block in (demand.text, *demand.paragraphs)).split())


def alike(one: Demand, other: Demand) -> bool:
    """Whether two demands have the same words, whatever stands below them."""
    return words_of(one) == words_of(other)


def rendered(followed: Followed, binding: Position, *, language: str, binding_language: str) -> dict[str, Any]:
    """The text as ``rendering.render`` shows it, with ``status``, ``since`` and ``language`` of every demand.

    What is missing stands in the binding language. ``parts`` says the same of title, opening,
    introduction and closing.
    """
    made = render(followed.position)
    originals = list(binding.walk())
    for shown, original in zip(_walk(made["demands"]), originals, strict=True):
        standing = followed.demands[original.number]
        missing = standing.status == "missing"
        shown |= {"status": standing.status, "since": standing.since}
        shown["language"] = binding_language if missing else language
        if missing:
            shown["blocks"] = [inline_html(block) for block in (original.text, *original.paragraphs) if block]
    stand_in = render(binding)
    made["parts"] = {}
    for part, standing in followed.parts.items():
        missing = standing.status == "missing"
        made[part] = stand_in[part] if missing else made[part]
        tongue = binding_language if missing else language
        made["parts"][part] = {"status": standing.status, "since": standing.since, "language": tongue}
    return made


def _walk(demands: Sequence[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    for demand in demands:
        yield demand
        yield from _walk(demand["demands"])


def standings(rendered: Mapping[str, Any], binding: Sequence[str]) -> tuple[dict[str, Standing], dict[str, Standing]]:
    """How far a rendered text is: its demands by the numbers of the binding text, and its parts."""
    demands = dict(zip(binding, (_read(each) for each in _walk(rendered["demands"])), strict=False))
    return demands, {part: _read(each) for part, each in rendered.get("parts", {}).items()}


def _read(stored: Mapping[str, Any]) -> Standing:
    return Standing(stored.get("status", "up_to_date"), stored.get("since"))
