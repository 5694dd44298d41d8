"""Words and phrases that the interface no longer uses, with what it says instead, by language: ``old_words.toml``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path

LIST = Path(__file__).with_suffix(".toml")
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]")


def read_patterns(language: str) -> list[tuple[re.Pattern[str], str]]:
    """What to look for in texts of a language, each with what to say instead."""
    known = tomllib.loads(LIST.read_text(encoding="utf-8")).get(language, {})
    return [
        (re.compile(before + _pattern_of(phrase) + behind, re.IGNORECASE), instead)
        for place, before, behind in (("anywhere", r"(?<!\w)", r"(?!\w)"), ("label", r"^\W*", r"\W*$"))
        for instead, phrases in known.get(place, {}).items()
        for phrase in phrases
    ]


def find_old_words(texts: Iterable[str], language: str) -> list[str]:
    """A line for each text in which one of the words stands; names of placeholders are no words."""
    patterns = read_patterns(language)
    return [
        f"{language}: “{found.group().strip()}” is no longer said ({instead}): {text}"
        for text in texts
        for pattern, instead in patterns
        if (found := pattern.search(PLACEHOLDER.sub("…", text)))
    ]


def _pattern_of(phrase: str) -> str:
    return r"\s+".join(re.escape(word).replace(r"\*", r"\w*") for word in phrase.split())
