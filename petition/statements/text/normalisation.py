"""The wording of a position as it was sent: decoded, brought to one form, and hashed."""

from __future__ import annotations

import hashlib
import re
import unicodedata

import regex

LARGEST = 1_000_000
"""The most bytes a position may have."""

LINE_ENDS = re.compile("\r\n|[\r\n\v\f\u0085\u2028\u2029]")
# C0 and C1 controls but tab and line feed; soft hyphen; Hangul and Mongolian fillers; zero width space;
# directional marks, embeddings, overrides and isolates; word joiner and invisible operators; byte order
# mark; interlinear annotation; language tags. U+200C and U+200D are left to JOINERS.
INVISIBLE = re.compile(
    "[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f]"
)
JOINERS = regex.compile(r"(?<![\p{L}\p{M}])[\u200c\u200d]|[\u200c\u200d](?![\p{L}\p{M}])")
SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u2800\u3000]")
SURROGATES = re.compile("[\ud800-\udfff]")


class PositionError(ValueError):
    """Why a text cannot be taken as a position; ``line`` counts from 1, None where no line is at fault."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message if line is None else f"line {line}: {message}")
        self.message = message
        self.line = line


def normalise_text(text: str) -> str:
    """The form of a text that editions are hashed over: NFC, LF, plain spaces, nothing invisible.

    Joiners stay between letters, where Persian and the Indic scripts need them; so do tabs between words, which part
    the columns of a table, and the two spaces that break a line in Markdown. Applied twice it gives what it gives
    once; lines keep their numbers.
    """
    text = SURROGATES.sub("\ufffd", LINE_ENDS.sub("\n", text))
    text = unicodedata.normalize("NFC", JOINERS.sub("", INVISIBLE.sub("", text)))
    lines = SPACES.sub(" ", text).split("\n")
    text = "\n".join(map(_normalise_line, lines, [*lines[1:], ""])).rstrip()
    return f"{text}\n" if text else ""


def _normalise_line(line: str, following: str) -> str:
    words = line.rstrip()
    indent = len(words) - len(words.lstrip())
    is_broken = words and line.endswith("  ") and following.strip()
    return words[:indent].expandtabs(4) + words[indent:] + ("  " if is_broken else "")


def text_digest(text: str) -> str:
    """The SHA-256 of the normalised text in UTF-8, in hex."""
    return hashlib.sha256(normalise_text(text).encode()).hexdigest()
