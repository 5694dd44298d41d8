"""How a translation follows the binding text into a new edition: what of it still stands, and what lags behind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from petition.statements.editions.renumbering import mapping_kinds
from petition.statements.editions.translation_carrying import Status, carry_translation, comparable_numbers
from petition.statements.text.prose import inline_html, plain_text
from petition.statements.text.rendering import render_position
from petition.statements.text.tree import Demand, Position
from petition.statements.text.words import bare_words

PARTS = ("title", "opening", "introduction", "closing")


@dataclass(frozen=True)
class TranslationStatus:
    """How far the translation of a demand or part is; ``since``: the edition since which it lags behind."""

    status: Status = "up_to_date"
    since: int | None = None


UP_TO_DATE = TranslationStatus()


@dataclass(frozen=True)
class EditionStep:
    """One step of the binding text: from ``old`` to ``new``, which is edition ``number``.

    ``mapping`` says for each new number which old ones it comes from. A typing mistake changes no meaning.
    """

    old: Position
    new: Position
    mapping: Mapping[str, tuple[str, ...]]
    number: int
    is_typing: bool


@dataclass(frozen=True)
class EarlierTranslation:
    """A translation as it stood in the edition before: demands and parts without a standing are up to date."""

    position: Position
    demands: Mapping[str, TranslationStatus] = field(default_factory=dict)
    parts: Mapping[str, TranslationStatus] = field(default_factory=dict)


@dataclass(frozen=True)
class SyncedTranslation:
    """A translation in the new edition; ``demands`` by the numbers of the binding text.

    ``is_as_written``: the working text has the new numbers already, so it stays as it was written.
    """

    position: Position
    demands: dict[str, TranslationStatus]
    parts: dict[str, TranslationStatus]
    is_as_written: bool

    @property
    def is_whole(self) -> bool:
        """Whether nothing of it lags behind."""
        return all(each.status == "up_to_date" for each in (*self.demands.values(), *self.parts.values()))


def sync_translation(working: Position, before: EarlierTranslation, step: EditionStep) -> SyncedTranslation:
    """The translation as it was worked on last, under the numbers of the new edition.

    A demand whose binding words changed is up to date only where its translation was changed as well.
    A working text may have the new numbers already, or still the old ones.
    """
    old_numbers = demand_numbers(step.old)
    known = demands_by_number(before.position, old_numbers) or {}
    texts = _renumber_demands(working, known, step)
    position, is_as_written = working, texts is not None
    if texts is None:
        position = working if demands_by_number(working, old_numbers) is not None else before.position
        position = carry_translation(position, step.mapping, step.new, old_numbers)
        texts = demands_by_number(position, demand_numbers(step.new)) or {}
    by_kind = mapping_kinds(old_numbers, step.mapping)
    binding = ({each.number: each for each in step.old.walk()}, {each.number: each for each in step.new.walk()})
    found: dict[str, TranslationStatus] = {}
    for number, kind in by_kind.items():
        origin = step.mapping[number][0] if kind == "same" else number
        changed = kind != "same" or (not step.is_typing and not has_same_words(binding[0][origin], binding[1][number]))
        earlier = before.demands.get(origin, UP_TO_DATE) if kind == "same" else UP_TO_DATE
        found[number] = _status_of_text(texts.get(number), known.get(origin), changed, earlier, step.number)
    return SyncedTranslation(position, found, _part_statuses(position, before, step), is_as_written)


def _renumber_demands(working: Position, known: Mapping[str, Demand], step: EditionStep) -> dict[str, Demand] | None:
    """The working text by new numbers; None where it has other numbers, or still the demands of the old ones."""
    texts = demands_by_number(working, demand_numbers(step.new))
    if texts is None:
        return None
    stayed = [number for number, text in texts.items() if number in known and has_same_words(text, known[number])]
    return None if any(step.mapping[number] != (number,) for number in stayed) else texts


def _status_of_text(
    text: Demand | None, known: Demand | None, changed: bool, earlier: TranslationStatus, edition: int
) -> TranslationStatus:
    if text is None or not words_of(text):
        return earlier if earlier.status == "missing" else TranslationStatus("missing", edition)
    if known is None or bare_words(words_of(text)) != bare_words(words_of(known)):
        return UP_TO_DATE
    if earlier.status != "up_to_date":
        return earlier
    return TranslationStatus("stale", edition) if changed else UP_TO_DATE


def _part_statuses(position: Position, before: EarlierTranslation, step: EditionStep) -> dict[str, TranslationStatus]:
    found = {}
    for part in PARTS:
        old, new, here, there = (_text_of_part(each, part) for each in (step.old, step.new, position, before.position))
        earlier = before.parts.get(part, UP_TO_DATE)
        if new and not here:
            found[part] = earlier if earlier.status == "missing" else TranslationStatus("missing", step.number)
        elif bare_words(here) != bare_words(there):
            found[part] = UP_TO_DATE
        elif earlier.status == "up_to_date" and old != new and not step.is_typing:
            found[part] = TranslationStatus("stale", step.number)
        else:
            found[part] = earlier
    return found


def _text_of_part(position: Position, part: str) -> str:
    value = getattr(position, part) or ""
    return " ".join(plain_text(value if isinstance(value, str) else "\n\n".join(value)).split())


def demand_numbers(position: Position) -> list[str]:
    """The numbers of a text, in its order."""
    return [demand.number for demand in position.walk()]


def demands_by_number(position: Position, binding: Sequence[str]) -> dict[str, Demand] | None:
    """The demands by the numbers of the binding text; None where there are other ones, or in another order."""
    own = list(position.walk())
    if list(comparable_numbers([demand.number for demand in own])) != list(comparable_numbers(list(binding))):
        return None
    return dict(zip(binding, own, strict=True))


def words_of(demand: Demand) -> str:
    """A demand's own words without markup, in one line."""
    return " ".join(" ".join(plain_text(block) for block in (demand.text, *demand.paragraphs)).split())


def has_same_words(one: Demand, other: Demand) -> bool:
    """Whether two demands have the same words, whatever stands below them."""
    return words_of(one) == words_of(other)


def render_synced(
    followed: SyncedTranslation, binding: Position, *, language: str, binding_language: str
) -> dict[str, Any]:
    """The text as ``rendering.render_position`` shows it, with ``status``, ``since`` and ``language`` of every demand.

    What is missing stands in the binding language. ``parts`` says the same of title, opening,
    introduction and closing.
    """
    made = render_position(followed.position)
    originals = list(binding.walk())
    for shown, original in zip(_walk_demands(made["demands"]), originals, strict=True):
        standing = followed.demands[original.number]
        missing = standing.status == "missing"
        shown |= {"status": standing.status, "since": standing.since}
        shown["language"] = binding_language if missing else language
        if missing:
            shown["blocks"] = [inline_html(block) for block in (original.text, *original.paragraphs) if block]
    stand_in = render_position(binding)
    made["parts"] = {}
    for part, standing in followed.parts.items():
        missing = standing.status == "missing"
        made[part] = stand_in[part] if missing else made[part]
        tongue = binding_language if missing else language
        made["parts"][part] = {"status": standing.status, "since": standing.since, "language": tongue}
    return made


def _walk_demands(demands: Sequence[dict[str, Any]]) -> Iterable[dict[str, Any]]:
    for demand in demands:
        yield demand
        yield from _walk_demands(demand["demands"])


def statuses_of_rendered(
    rendered: Mapping[str, Any], binding: Sequence[str]
) -> tuple[dict[str, TranslationStatus], dict[str, TranslationStatus]]:
    """How far a rendered text is: its demands by the numbers of the binding text, and its parts."""
    demands = dict(zip(binding, (_parse_status(each) for each in _walk_demands(rendered["demands"])), strict=False))
    return demands, {part: _parse_status(each) for part, each in rendered.get("parts", {}).items()}


def _parse_status(stored: Mapping[str, Any]) -> TranslationStatus:
    return TranslationStatus(stored.get("status", "up_to_date"), stored.get("since"))
