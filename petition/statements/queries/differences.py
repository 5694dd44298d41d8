"""What differs between two editions, in a language in which both can be compared."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from petition.statements.editions import differences
from petition.statements.editions.differences import Change
from petition.statements.editions.translation_sync import demand_numbers, demands_by_number, statuses_of_rendered
from petition.statements.models import Edition
from petition.statements.queries.lineage import Lineage, keyed_numbers
from petition.statements.queries.public_statements import text_in_language
from petition.statements.text.edition_text import parse_stored
from petition.statements.text.tree import Position

# A wording, and the numbers of the demands of its edition.
Read = tuple[str, tuple[str, ...]]


@dataclass(frozen=True)
class Differences:
    """The changes from one edition to a later one; ``language`` is that of the words that are compared."""

    old: Edition
    new: Edition
    language: str
    changes: tuple[Change, ...]


def differences_between(old: Edition, new: Edition, language: str) -> Differences:
    """What changed, in this language where both texts are whole in it, else in the binding one.

    Where the words changed in the binding language only, they are shown in that.
    """
    binding = new.statement.binding_language
    pairs = Lineage(new.statement_id).pairs(old.number, new.number)
    if language != binding and is_whole(old, language) and is_whole(new, language):
        own = _translation_changes(old, new, language, pairs)
        if own:
            return Differences(old, new, language, own)
    texts = (text_in_language(old, binding).wording, text_in_language(new, binding).wording)
    read = (texts[0], _numbers(old)), (texts[1], _numbers(new))
    return Differences(old, new, binding, _renumbered_changes(*read, tuple(pairs.items()), tuple(_keys(new).items())))


def is_whole(edition: Edition, language: str) -> bool:
    """Whether an edition's text in a language is there and nothing of it lags behind."""
    text = text_in_language(edition, language)
    if text.language != language:
        return False
    demands, parts = statuses_of_rendered(text.rendered, [demand.number for demand in edition.demands])
    return all(each.status == "up_to_date" for each in (*demands.values(), *parts.values()))


def parsed_position(edition: Edition, language: str) -> Position:
    """An edition's text in a language, read."""
    return _parse_wording(text_in_language(edition, language).wording, _numbers(edition))


def _translation_changes(
    old: Edition, new: Edition, language: str, pairs: dict[str, tuple[str, ...]]
) -> tuple[Change, ...] | None:
    """The changes of a translation, which may print its numbers in another script."""
    texts = (text_in_language(old, language).wording, text_in_language(new, language).wording)
    printed = []
    for edition, text in zip((old, new), texts, strict=True):
        found = demands_by_number(_parse_wording(text, _numbers(edition)), list(_numbers(edition)))
        if found is None:
            return None
        printed.append({number: demand.number for number, demand in found.items()})
    before, after = printed
    here = {after[number]: tuple(before[each] for each in origins) for number, origins in pairs.items()}
    named = {after[number]: key for number, key in _keys(new).items()}
    read = (texts[0], _numbers(old)), (texts[1], _numbers(new))
    return _renumbered_changes(*read, tuple(here.items()), tuple(named.items()))


def _numbers(edition: Edition) -> tuple[str, ...]:
    return tuple(number for _key, number in keyed_numbers(edition))


def _keys(edition: Edition) -> dict[str, str]:
    return {number: key for key, number in keyed_numbers(edition)}


@lru_cache(maxsize=64)
def _renumbered_changes(
    old: Read, new: Read, pairs: tuple[tuple[str, tuple[str, ...]], ...], named: tuple[tuple[str, str], ...]
) -> tuple[Change, ...]:
    # Editions are frozen, and everybody who was mailed opens the same comparison.
    return tuple(differences.compare_positions(_parse_wording(*old), _parse_wording(*new), dict(pairs), dict(named)))


@lru_cache(maxsize=32)
def _parse_wording(wording: str, numbers: tuple[str, ...]) -> Position:
    return parse_stored(wording, numbers)


def printed_numbers(edition: Edition, language: str) -> dict[str, str]:
    """By number of the binding text, the number as the text in this language prints it."""
    binding = [number for _key, number in keyed_numbers(edition)]
    own = demand_numbers(parsed_position(edition, language))
    return dict(zip(binding, own if len(own) == len(binding) else binding, strict=True))
