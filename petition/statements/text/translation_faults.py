"""Whether a part of a translation still has the binding text's words, or is evidently in another script than it says.

Scripts tell Cyrillic from Latin, not Russian from Belarusian: two languages of one script are told apart only by the
words being the very same ones.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache, lru_cache

import regex
from babel.core import get_global
from babel.localedata import locale_identifiers

from petition.statements.text.prose import plain_text
from petition.statements.text.words import bare_words, is_word, split_words

# Written alike in whole sentences: of these only the text as a whole can be the binding one unchanged.
ALIKE = (
    frozenset({"bs", "cnr", "hr", "sh", "sr"}),
    frozenset({"da", "nb", "nn", "no"}),
    frozenset({"id", "ms"}),
    frozenset({"gl", "pt"}),
)
# A script of ISO 15924 that stands for several of Unicode.
SCRIPTS = {
    "Hans": ("Han",),
    "Hant": ("Han",),
    "Jpan": ("Han", "Hiragana", "Katakana"),
    "Kore": ("Hangul", "Han"),
    "Hrkt": ("Hiragana", "Katakana"),
}
# Scripts that a language is known in, but that no text of ours is meant to be in unless its tag says so.
ROMANISED = {"hi": {"Latn"}, "zh": {"Latn"}}
# In letters: shorter parts may be a name where the binding text has one.
FEWEST = 20
# Of the letters of a part: a sentence that quotes a title in another script keeps more of its own.
LEAST_OWN = 0.05
LETTER = regex.compile(r"(?V1)\p{L}")
LOWER = regex.compile(r"(?V1)\p{Ll}")
# What short parts may have in another script: names in quotation marks, and addresses.
QUOTATION = regex.compile(r"[«“„\"‹「][^«»“”„\"‹›「」]{0,80}[»”“\"›」]")
ADDRESS = regex.compile(r"://|@|\w\.\w")
UNCASED = regex.compile(r"(?V1)\p{Lo}")


def words_of_blocks(blocks: Collection[str]) -> str:
    """The words of some paragraphs without markup, in one line."""
    return " ".join(" ".join(plain_text(block) for block in blocks if block).split())


def is_translatable(words: str) -> bool:
    """Whether words are more than a proper name, a title or a number, which are the same in other languages.

    A name has capital letters; beside them it has at most two short words, such as "of the". Where a script has no
    capitals, a name has few letters.
    """
    own = [word for word in split_words(words) if is_word(word) and LETTER.search(word)]
    small = [word for word in own if LOWER.match(word)]
    uncased = sum(len(UNCASED.findall(word)) for word in own)
    return any(len(word) >= 4 for word in small) or len(small) > 2 or uncased >= FEWEST


def are_alike(language: str, other: str) -> bool:
    """Whether two languages are written alike in whole sentences."""
    one, two = language.split("-")[0], other.split("-")[0]
    return one == two or any({one, two} <= each for each in ALIKE)


def is_untranslated(words: str, binding: Collection[str], language: str, binding_language: str) -> bool:
    """Whether these words are among those of the binding text, as one of its parts has or had them."""
    is_same = bare_words(words) in _bare_words_of(frozenset(binding))
    return is_same and is_translatable(words) and not are_alike(language, binding_language)


@lru_cache(maxsize=32)
def _bare_words_of(parts: frozenset[str]) -> frozenset[str]:
    return frozenset(map(bare_words, parts))


def is_in_other_script(words: str, language: str, *, is_sentence: bool = False) -> bool:
    """Whether hardly a letter of these words is in a script that the language is written in.

    ``is_sentence``: the binding text has more than a name there, so few letters tell as well.
    """
    scripts = _scripts_of(language)
    count = len(LETTER.findall(words))
    if count < FEWEST:
        words = " ".join(word for word in QUOTATION.sub(" ", words).split() if not ADDRESS.search(word))
        count = len(LETTER.findall(words)) if is_sentence else 0
    if not scripts or not count:
        return False
    return len(_letter_pattern(scripts).findall(words)) < LEAST_OWN * count


@cache
def _letter_pattern(scripts: tuple[str, ...]) -> regex.Pattern[str]:
    return regex.compile("(?V1)[" + "".join(rf"\p{{Script={script}}}" for script in scripts) + r"&&\p{L}]")


@cache
def _scripts_of(tag: str) -> tuple[str, ...]:
    """The scripts of Unicode in which a language is written; none where nobody knows."""
    language, _sign, rest = tag.partition("-")
    codes = {rest[:4]} if len(rest.split("-")[0]) == 4 else _usual_scripts(language)
    return tuple(sorted({name for code in codes for name in SCRIPTS.get(code, (code,)) if _is_script(name)}))


def _usual_scripts(language: str) -> set[str]:
    found = {part for part in get_global("likely_subtags").get(language, "").split("_")[1:2] if part}
    for identifier in locale_identifiers():
        base, _sign, rest = identifier.partition("_")
        if base == language and len(rest.split("_")[0]) == 4:
            found.add(rest.split("_")[0])
    return found - ROMANISED.get(language, set())


def _is_script(name: str) -> bool:
    try:
        _letter_pattern((name,))
    except regex.error:
        return False
    return True
