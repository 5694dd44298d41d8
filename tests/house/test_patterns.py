"""House rule: no pattern takes more than time in proportion to the text, but those that are listed with their bound."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
from collections import defaultdict
from pathlib import Path

import pytest
import regex

import petition
from ambiguity import Automaton
from petition.core import countries
from petition.invitations import cell_values, column_content, free_lines, spreadsheet, text_tables
from petition.statements.editions import word_differences
from petition.statements.text import letter_head, titles
from petition.statements.text.cleaning import front_matter, markup, navigation, references
from petition.statements.text.demands import asking, choice, labels
from petition.statements.text.roll import contacts, names, people, person_words, postal, rows, tables

ROOT = Path(petition.__file__).parent
ANCHORED = {"match", "fullmatch"}
# Slower than linear on some texts, and why that harms nobody: what they look at is bounded.
LINES = "lines and paragraphs of a position: tests/statements/test_position_speed.py holds it to seconds"
COUNTRIES = "what may name countries, of 200 characters at most (core/countries.py)"
CELLS = "a cell of a list, of 1,000 characters at most (invitations/csv_import.py)"
HAND_WRITTEN = "a line of a list, of 1,000 characters at most (invitations/text_tables.py)"
SHORT = "a part of a position that is looked at when it is short, of 4,000 characters at most (statements/text)"
# Lists of words in statements/text, whose analysis would take minutes: what they look at has 1,000 characters at most
# (2,000 in roll/contacts.py); nothing in them repeats but a letter or a gap.
LONGEST_ANALYSED = 400
BOUNDED = {
    countries.SEPARATORS.pattern: COUNTRIES,
    countries.AND.pattern: COUNTRIES,
    r"(.+?)\s*[(（](.+)[)）]": "names that Babel has",
    r"[(\[{（].*?[)\]}）]": CELLS,
    r"\s+[-–—]\s+|[/|\n]": CELLS,
    r"\s*[,;/&]\s*": CELLS,
    **dict.fromkeys((cell_values.SPELT_AT.pattern, cell_values.SPELT_DOT.pattern, column_content.URL.pattern), CELLS),
    **{
        pattern.pattern: HAND_WRITTEN
        for pattern in (
            *(
                free_lines.URL,
                free_lines.TELEPHONE,
                free_lines.EMPTY_BRACKETS,
                free_lines.BULLET,
                free_lines.SEPARATORS,
            ),
            *(text_tables.LINK, text_tables.BETWEEN_PEOPLE, text_tables.EMPHASIS, text_tables.FIELD, text_tables.RULE),
            spreadsheet.RECORD_LINE,
        )
    },
    r'"[^"]*"@\S*|\S*(?:@|%40|=40)\S*': "an answer of the relay that the operator chose",
    r"\n\s*\n": "a rule on authority, of 2,000 characters at most (statements/actions/settings.py)",
    r'^"(?:POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Generated-By).*\n': "our own catalogues",
    r"\w+\.? (?:de )?(?:1[89]|20)\d\d\b": LINES,
    r"(#{1,6})\s+(.*?)(?:\s+#+)?": LINES,
    r"[^\n]*\n|[^\n]+": LINES,
    word_differences.SENTENCES.pattern: LINES,
    r"(.*?)\s*[(（\[]([^()（）\[\]]+)[)）\]]": LINES,
    letter_head.SUBJECT.pattern: SHORT,
    titles.FIRST_SENTENCE.pattern: SHORT,
    front_matter.KEY_LINE.pattern: LINES,
    markup.LONE_TAG.pattern: SHORT,
    navigation.TOC_MARK.pattern: SHORT,
    navigation.PLACE_LINK.pattern: SHORT,
    navigation.CONTENTS.pattern: SHORT,
    navigation.BETWEEN.pattern: SHORT,
    references.ADDRESS.pattern: LINES,
    asking.SENTENCE.pattern: SHORT,
    asking.OBLIGES.pattern: SHORT,
    asking.NOUNS.pattern: SHORT,
    choice.REFERENCE.pattern: SHORT,
    labels.HAN.pattern: LINES,
    **{
        pattern.pattern: SHORT
        for pattern in (
            *(contacts.EMPTY, contacts.LABELLED_NUMBER, contacts.SITE),
            *(postal.DOCUMENT, postal.BIRTH, postal.PART, rows.PLACEHOLDER),
        )
    },
    names.ENDING_ABBREVIATION.pattern: SHORT,
    names.COUNTRY_FIRST.pattern: SHORT,
    names.ACRONYM.pattern: SHORT,
    person_words.NAME_WORD.pattern: SHORT,
    people.AT.pattern: SHORT,
    rows.INNER_SENTENCE.pattern: SHORT,
    rows.BESIDE.pattern: SHORT,
    tables.GAP.pattern: SHORT,
    r"\s*[(（\[][^()（）\[\]]*[)）\]]$": LINES,
}


def found() -> dict[str, Automaton]:
    """Every pattern of the program by its text, read as it is used."""
    used = defaultdict[str, set[str]](set)
    for path in sorted(ROOT.rglob("*.py")):
        for name, use in re.findall(r"\b(\w+)\.(\w+)\(", path.read_text()):
            used[name].add(use)
    patterns: dict[str, Automaton] = {}
    for module in pkgutil.walk_packages([str(ROOT)], "petition."):
        for name, value in vars(importlib.import_module(module.name)).items():
            if isinstance(value, re.Pattern | regex.Pattern):
                uses = used[name] & {*ANCHORED, "search", "sub", "findall", "split"}
                text, flags = value.pattern, value.flags & (re.IGNORECASE | re.DOTALL | re.MULTILINE)
                text = text.decode("latin-1") if isinstance(text, bytes) else text
                is_list = len(text) > LONGEST_ANALYSED and module.name.startswith("petition.statements.text.")
                if text.startswith("(?V1)") or is_list:
                    continue
                patterns[text] = Automaton(
                    text, flags, searches=not uses or bool(uses - ANCHORED), whole=uses == {"fullmatch"}
                )
    return patterns | {text: automaton for path in sorted(ROOT.rglob("*.py")) for text, automaton in inline(path)}


def inline(path: Path) -> list[tuple[str, Automaton]]:
    """The patterns that a module writes down where it uses them."""
    source, made = path.read_text(), list[tuple[str, Automaton]]()
    if not re.search(r"^import (re|regex)$", source, re.MULTILINE):
        return made
    calls = [one for one in ast.walk(ast.parse(source)) if isinstance(one, ast.Call)]
    for call in calls:
        use, given = call.func, call.args[0] if call.args else None
        if isinstance(use, ast.Attribute) and isinstance(use.value, ast.Name) and use.value.id in ("re", "regex"):
            if use.attr in ("compile", "escape"):
                continue
            assert isinstance(given, ast.Constant | ast.JoinedStr | ast.Name), ast.unparse(call)
            if isinstance(given, ast.Constant):
                text = given.value.decode("latin-1") if isinstance(given.value, bytes) else str(given.value)
                if r"\X" not in text:
                    made.append(
                        (text, Automaton(text, searches=use.attr not in ANCHORED, whole=use.attr == "fullmatch"))
                    )
    return made


@pytest.mark.parametrize("pattern", [r"x+y", r"\s+$", r"(?:[^\W_][\w-]*\.)+[a-z]{2,}", r"\b[a-z]{2,}:/", r"(a+)+b"])
def test_it_tells_a_pattern_that_is_slow_on_long_texts(pattern: str) -> None:
    assert Automaton(pattern).is_superlinear()


@pytest.mark.parametrize("pattern", [r"\s+", r"[a-z]{2}:/", r"\w-*\.", r"(\p{M}{5})\p{M}+", r"[\w.-]+"])
def test_it_tells_a_pattern_that_is_not(pattern: str) -> None:
    assert not Automaton(pattern).is_superlinear()


def test_it_uses_no_pattern_that_a_long_text_makes_slow() -> None:
    every = found()
    assert len(every) > 60
    slow = {text for text, automaton in every.items() if automaton.is_superlinear()}
    assert slow == set(BOUNDED)
