"""What stands in the way of a text, or looks odd in it, line by line, for who is writing it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from petition.statements.text import links, numbering
from petition.statements.text.arrangement import arrange_text
from petition.statements.text.normalisation import LARGEST, normalise_text
from petition.statements.text.tree import Position

REFUSED = frozenset({"too_large", "no_text", "no_title", "duplicate_number"})
"""The problems with which a text cannot be saved as an edition; with all others it can."""

AFTER = "number_after"
# How the reading of a text notes what it met, and the stable word for it.
NOTES = (
    ("first_number", r"the first number here is (?P<number>.+)"),
    (AFTER, r"demand (?P<number>\S+) comes after (?P<previous>.+)"),
    ("no_demand_above", r"there is no demand (?P<above>\S+) above (?P<number>.+); kept at the top"),
    ("kept_as_text", r"“(?P<number>.+)” is out of order here, so it was kept as text"),
    ("heading_between_demands", r"a heading between demands was kept as a paragraph"),
    ("text_below_signatories", r"text below the signatories was kept in the closing"),
    ("link_left_out", r"the link of (?P<name>.+) was left out: (?P<address>.+)"),
    ("contact_left_out", r"the contact of (?P<name>.+) was left out: (?P<address>.+)"),
    ("title_borrowed", r"no title was found, so the first words stand in for it"),
    ("picture_left_out", r"picture left out: (?P<words>.+)"),
    ("tag_left_out", r"a template tag was left out: (?P<words>.+)"),
    ("others_not_named", r"not named: (?P<words>.+)"),
    ("bullets_numbered", r"bullets are the demands and were numbered, because (?P<why>.+)"),
    ("list_taken", r"this list is the demands, because (?P<why>.+)"),
    ("list_stayed_text", r"a numbered list stayed text(?:, because (?P<why>.+))?"),
    *((f"link_{why}", links.note_pattern(why)) for why in links.NOTED),
)
# Said by the tree itself, with more in it.
SAID_OTHERWISE = re.compile(
    r"no title was found|the (?:title|date) (?:is the one )?in the front matter.*|"
    r"signatories were found in the front matter"
    r"|line \d+: demand number .+ was already used on line \d+"
)
ON_LINE = re.compile(r"(?:line (\d+): )?(.*)", re.DOTALL)


@dataclass(frozen=True)
class Problem:
    """Something to look at: ``line`` counts from 1, None where no line is at fault.

    ``message_word`` is a stable name that a template puts into words with ``values``.
    """

    line: int | None
    message_word: str
    values: dict[str, str | int] = field(default_factory=dict)

    @property
    def is_refusal(self) -> bool:
        """Whether the text cannot be saved as an edition like this."""
        return self.message_word in REFUSED


def find_problems(text: str) -> list[Problem]:
    """Every problem of a text in the order of its lines, those of no line first.

    ``too_large`` (bytes, most), ``no_text``, ``no_title``, ``duplicate_number`` (number, first: its
    line), ``number_gap`` and ``number_back`` (number, previous), ``first_number`` (number),
    ``no_demand_above`` (number, above), ``kept_as_text`` (number), ``heading_between_demands``,
    ``text_below_signatories``, ``title_borrowed``, ``link_left_out`` and ``contact_left_out`` (name, address),
    ``picture_left_out``, ``tag_left_out`` and ``others_not_named`` (words), ``bullets_numbered``, ``list_taken``,
    ``list_stayed_text``, ``link_`` and why it leads nowhere (words, address), ``other`` (note).
    """
    return parse_with_problems(text)[1]


def parse_with_problems(text: str) -> tuple[Position, list[Problem]]:
    """The tree in a text, and its problems (``find_problems``); nothing is read of a text that is too large."""
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > LARGEST:
        return Position(), [Problem(None, "too_large", {"bytes": size, "most": LARGEST})]
    position, tree = arrange_text(normalise_text(text))
    if not position.line_roles:
        return position, [Problem(None, "no_text")]
    found = [] if position.title else [Problem(position.line_roles[0].number, "no_title")]
    found += [
        Problem(second, "duplicate_number", {"number": number, "first": first})
        for number, first, second in tree.duplicates
    ]
    found += _problems_in_notes(position)
    return position, sorted(found, key=lambda problem: problem.line or 0)


def _problems_in_notes(position: Position) -> list[Problem]:
    return [_problem_of_note(note) for note in position.notes if not SAID_OTHERWISE.fullmatch(note)]


def _problem_of_note(note: str) -> Problem:
    on_line = ON_LINE.fullmatch(note)
    line, said = (int(on_line[1]) if on_line and on_line[1] else None), on_line[2] if on_line else note
    for word, pattern in NOTES:
        found = re.fullmatch(pattern, said)
        if found:
            values = {name: value for name, value in found.groupdict().items() if value and name != "why"}
            return Problem(line, _next_number(**values) if word == AFTER else word, values)
    return Problem(line, "other", {"note": said})


def _next_number(number: str, previous: str) -> str:
    here, before = (numbering.readings_of(each.rsplit(".", 1)[-1]) for each in (number, previous))
    ahead = any(one.kind == other.kind and one.value > other.value for one in here for other in before)
    return "number_gap" if ahead else "number_back"
