"""Given names that are common in many countries, as a sign that a name is a person's."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path

from petition.core.text import transliterate

# Folded to plain Latin letters.
NAMES = Path(__file__).with_name("given_names.txt")


@cache
def _load_names() -> frozenset[str]:
    return frozenset(NAMES.read_text(encoding="utf-8").split())


@lru_cache(maxsize=4096)
def is_given_name(word: str) -> bool:
    """Whether a word is a common given name, in any script that can be written in Latin letters."""
    first = word.split("-")[0].strip(".")
    if len(first) < 2:
        return False
    folded = transliterate(first).casefold().replace("'", "")
    return folded in _load_names() or folded.replace("yy", "y").replace("iy", "y") in _load_names()
