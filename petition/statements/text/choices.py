"""What a person says that parts of a text are, where the reading of it is to be another.

A choice is kept in the text itself, as a comment on a line of its own above the block that it is about:
``<!-- demands -->``, ``<!-- text -->`` or ``<!-- signatories -->``. So it goes where its text goes, into a later
revision, an edition or a file, and whoever reads the text sees it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal

from petition.statements.text.normalisation import normalise_text

Use = Literal["demands", "text", "signatories"]
USES: tuple[Use, ...] = ("demands", "text", "signatories")
# What blocks are to be taken for, by the number of a line of theirs, from 1.
Choices = Mapping[int, Use]
MARK = re.compile(rf"\s*<!--\s*({'|'.join(USES)})\s*-->\s*")


def read_choices(wording: str) -> Choices:
    """The choices that stand in a normalised text, each for the block below its comment."""
    blocks: dict[int, Use] = {}
    if "<!--" not in wording:
        return blocks
    use: Use | None = None
    for number, line in enumerate(wording.split("\n"), 1):
        found = MARK.fullmatch(line)
        if found:
            use = next(each for each in USES if each == found[1])
        elif use is not None and line.strip():
            blocks[number], use = use, None
    return blocks


def write_choice(text: str, line: int, use: str) -> str:
    """The text with a choice for the block that begins on a line, from 1, in place of one that was there.

    With a ``use`` that is none the block is read as any other again. A line that is not there changes nothing.
    """
    lines = normalise_text(text).split("\n")
    at = line - 1
    if not 0 <= at < len(lines):
        return text
    above = at - 1
    while above > 0 and not lines[above].strip():
        above -= 1
    if above >= 0 and MARK.fullmatch(lines[above]):
        del lines[above]
        at -= 1
    if use in USES:
        lines.insert(at, f"<!-- {use} -->")
    return "\n".join(lines)
