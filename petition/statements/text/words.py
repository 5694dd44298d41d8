"""A text in words, spaces and signs, in every script."""

from __future__ import annotations

import regex

# Scripts that leave no spaces between words: each letter counts as a word.
UNSPACED = (
    r"\p{Han}\p{Hiragana}\p{Katakana}\p{Bopomofo}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}\p{Tibetan}\p{Javanese}\p{Balinese}"
)
# The joiners and the apostrophes stand inside words: "аб’яднанне", "don't", "می‌خواهیم", "צה״ל".
TOKEN = regex.compile(
    r"(?V1)"
    r"\p{Nd}+(?:[.,:٫٬]\p{Nd}+)*+"
    rf"|[{UNSPACED}&&\p{{L}}][\p{{M}}]*+"
    rf"|(?:[\p{{L}}\p{{N}}--[{UNSPACED}]][\p{{M}}\u200c\u200d]*+)+"
    rf"(?:['’ʼ‘׳״·](?:[\p{{L}}\p{{N}}--[{UNSPACED}]][\p{{M}}\u200c\u200d]*+)+)*+"
    r"|\s+|\X"
)
# Signs that are read aloud change what is said as much as a word does.
SPOKEN = regex.compile(r"[\p{L}\p{N}\p{Sc}\p{Sm}%‰]")


def split_words(text: str) -> list[str]:
    """The words, runs of spaces, and single signs of a text; joined they are the text again."""
    return [found[0] for found in TOKEN.finditer(text)]


def bare_words(text: str) -> str:
    """The words of a text alone, to compare: without case, signs and the kind of spaces."""
    return " ".join(token for token in split_words(text) if is_word(token)).casefold()


def is_word(token: str) -> bool:
    """Whether it is read aloud: a word, a number, or a sign such as "%" or "€"."""
    return SPOKEN.search(token) is not None
