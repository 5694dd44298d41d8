"""What differs between two editions, in a language in which both can be compared."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from petition.statements import differences, position
from petition.statements.differences import Change
from petition.statements.following import by_number, numbers, standings
from petition.statements.models import Edition
from petition.statements.position import Position
from petition.statements.queries.editions import Lineage, keys
from petition.statements.queries.published import text_in

__all__ = ["Differences", "between", "is_whole", "position_in", "printed_numbers"]


@dataclass(frozen=True)
class Differences:
    """The changes from one edition to a later one; ``language`` is that of the words that are compared."""

    old: Edition
    new: Edition
    language: str
    changes: tuple[Change, ...]


def between(old: Edition, new: Edition, language: str) -> Differences:
    """What changed, in this language where both texts are whole in it, else in the binding one.

    Where the words changed in the binding language only, they are shown in that.
    """
    binding = new.statement.binding_language
    pairs = Lineage(new.statement_id).pairs(old.number, new.number)
    if language != binding and is_whole(old, language) and is_whole(new, language):
        own = _translated(old, new, language, pairs)
        if own:
            return Differences(old, new, language, own)
    texts = (text_in(old, binding).wording, text_in(new, binding).wording)
    return Differences(old, new, binding, _changes(*texts, tuple(pairs.items()), tuple(_keys(new).items())))


def is_whole(edition: Edition, language: str) -> bool:
    """Whether an edition's text in a language is there and nothing of it lags behind."""
    text = text_in(edition, language)
    if text.language != language:
        return False
    demands, parts = standings(text.rendered, [demand.number for demand in edition.demands])
    return all(each.status == "up_to_date" for each in (*demands.values(), *parts.values()))


def position_in(edition: Edition, language: str) -> Position:
    """An edition's text in a language, read."""
    return _parsed(text_in(edition, language).wording)


def _translated(
    old: Edition, new: Edition, language: str, pairs: dict[str, tuple[str, ...]]
) -> tuple[Change, ...] | None:
    """The changes of a translation, which may print its numbers in another script."""
    texts = (text_in(old, language).wording, text_in(new, language).wording)
    printed = []
    for edition, text in zip((old, new), texts, strict=True):
        found = by_number(_parsed(text), [number for _key, number in keys(edition)])
        if found is None:
            return None
        printed.append({number: demand.number for number, demand in found.items()})
    before, after = printed
    here = {after[number]: tuple(before[each] for each in origins) for number, origins in pairs.items()}
    named = {after[number]: key for number, key in _keys(new).items()}
    return _changes(*texts, tuple(here.items()), tuple(named.items()))


def _keys(edition: Edition) -> dict[str, str]:
    return {number: key for key, number in keys(edition)}


@lru_cache(maxsize=64)
def _changes(
    old: str, new: str, pairs: tuple[tuple[str, tuple[str, ...]], ...], named: tuple[tuple[str, str], ...]
) -> tuple[Change, ...]:
    # Editions are frozen, and everybody who was mailed opens the same comparison.
    return tuple(differences.between(_parsed(old), _parsed(new), dict(pairs), dict(named)))


@lru_cache(maxsize=32)
def _parsed(wording: str) -> Position:
    return position.parse(wording)


def printed_numbers(edition: Edition, language: str) -> dict[str, str]:
    """By number of the binding text, the number as the text in this language prints it."""
    binding = [number for _key, number in keys(edition)]
    own = numbers(position_in(edition, language))
    return dict(zip(binding, own if len(own) == len(binding) else binding, strict=True))
