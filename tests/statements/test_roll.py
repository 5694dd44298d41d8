"""Signatories are found below a text, however they were set."""

from __future__ import annotations

from textwrap import dedent

import pytest

from petition.statements.text import position
from petition.statements.text.tree import Position

TEXT = "Joint position\n\nWe call upon the city:\n\n1. To open the quays;\n2. To hear the people.\n\n"
CLOSING = "An open harbour serves everybody.\n\n"
NAMES = ["Harbour Watch", "Friends of the Quays", "The Old Pier House"]


def parsed(roll: str) -> Position:
    return position.parse(TEXT + CLOSING + dedent(roll))


def names(found: Position) -> list[str]:
    return [signatory.name for signatory in found.signatories]


LAYOUTS = {
    "one a line": "Harbour Watch\nFriends of the Quays\nThe Old Pier House",
    "one a paragraph": "Harbour Watch\n\nFriends of the Quays\n\nThe Old Pier House",
    "emphasised block": "*Harbour Watch\nFriends of the Quays\nThe Old Pier House*",
    "strong block": "**Harbour Watch\nFriends of the Quays\nThe Old Pier House**",
    "underscored block": "_Harbour Watch\nFriends of the Quays\nThe Old Pier House_",
    "each emphasised": "*Harbour Watch*\n*Friends of the Quays*\n*The Old Pier House*",
    "bulleted": "- Harbour Watch\n- Friends of the Quays\n- The Old Pier House",
    "word bullets": "•\tHarbour Watch\n•\tFriends of the Quays\n\uf0b7\tThe Old Pier House",
    "heading": "Signatories\n\nHarbour Watch\nFriends of the Quays\nThe Old Pier House",
    "tight heading": "Signed by:\nHarbour Watch\nFriends of the Quays\nThe Old Pier House",
    "Markdown heading": "## Signatories\n\n- Harbour Watch\n- Friends of the Quays\n- The Old Pier House",
    "bold heading": "**Signatories:**\n\nHarbour Watch\n\nFriends of the Quays\n\nThe Old Pier House",
    "numbered": "Signatory organisations:\n1. Harbour Watch\n2. Friends of the Quays\n3. The Old Pier House",
    "numbered, brackets": "Undersigned\n\n1) Harbour Watch\n2) Friends of the Quays\n3) The Old Pier House",
    "semicolons": "Signatories:\n- Harbour Watch;\n- Friends of the Quays;\n- The Old Pier House.",
    "one line": "Signed by: Harbour Watch; Friends of the Quays; The Old Pier House",
    "commas": "Signatories: Harbour Watch, Friends of the Quays, The Old Pier House",
    "two headings": "Signed by:\nHarbour Watch\nFriends of the Quays\n\nSupported by:\nThe Old Pier House",
    "with a rule": "---\n\nSignatories (3)\n\nHarbour Watch\nFriends of the Quays\nThe Old Pier House",
    "linked": "Signatories:\n- [Harbour Watch](#)\n- Friends of the Quays\n- The Old Pier House",
    "wrapped": "Signatories:\n- Harbour\n  Watch\n- Friends of the\n  Quays\n- The Old Pier House",
    "date behind": "Harbour Watch\nFriends of the Quays\nThe Old Pier House\n\nMinsk, 9 January 2016",
    "underlined": "Signatories\n-----------\n\n* Harbour Watch\n* Friends of the Quays\n* The Old Pier House",
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_it_finds_the_names(layout: str) -> None:
    found = parsed(LAYOUTS[layout])
    assert names(found) == NAMES
    assert found.closing[0] == CLOSING.strip()
    assert [demand.number for demand in found.walk()] == ["1", "2"]


HEADINGS = {
    "en": "Signed by the following organisations:",
    "be": "Падпісанты",
    "be, a verb": "Падпісалі:",
    "ru": "Подписали:",
    "uk": "Підписанти:",
    "de": "Unterzeichnende Organisationen",
    "fr": "Organisations signataires :",
    "pl": "Sygnatariusze",
    "es": "Organizaciones firmantes",
    "it": "Firmatari:",
    "ar": "الموقعون:",
}


@pytest.mark.parametrize("language", HEADINGS)
def test_it_knows_headings_in(language: str) -> None:
    found = parsed(f"{HEADINGS[language]}\n\nВясна\nالمركز")
    assert names(found) == ["Вясна", "المركز"]
    assert found.line_roles[-3].role == "heading of signatories"


COUNTRIES = {
    "Viasna (Belarus)": ("Viasna", "Belarus"),
    "Вясна (Беларусь)": ("Вясна", "Беларусь"),
    "FIDH (France)": ("FIDH", "France"),
    "Libereco (Germany/Switzerland)": ("Libereco", "Germany/Switzerland"),
    "People in Need (Czech Republic)": ("People in Need", "Czech Republic"),
    "Amnesty International (AI)": ("Amnesty International (AI)", None),
    "Human Rights Centre (HRC) (Ukraine)": ("Human Rights Centre (HRC)", "Ukraine"),
    "Viasna [Belarus]": ("Viasna", "Belarus"),
    "Human Rights House (Barys Zvozkau)": ("Human Rights House (Barys Zvozkau)", None),
    "*Viasna* (Minsk, Belarus);": ("Viasna", "Belarus"),
    "Östgruppen e.V.": ("Östgruppen e.V.", None),
    "A. Sakharov Foundation (USA)": ("A. Sakharov Foundation", "USA"),
    "شبكة (مصر)": ("شبكة", "مصر"),
}


@pytest.mark.parametrize("line", COUNTRIES)
def test_it_tells_countries_from_other_brackets(line: str) -> None:
    signatory = parsed(f"Signatories:\n{line}\nOther").signatories[0]
    assert (signatory.name, signatory.country) == COUNTRIES[line]


def test_it_keeps_addresses_of_links_in_the_notes() -> None:
    found = parsed("Signatories:\n- [Harbour Watch](https://a.example/)")
    assert "https://a.example/" in found.notes[0]


def test_it_keeps_what_follows_the_names() -> None:
    found = parsed("Signatories:\nHarbour Watch\nThe Old Pier House\n\nContact: press@harbour.example\n")
    assert names(found) == ["Harbour Watch", "The Old Pier House"]
    assert found.closing[1] == "Contact: press@harbour.example"
    assert found.line_roles[-1].role == "unplaced, kept as a paragraph"


@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_it_finds_one_name_after_a_farewell(between: str) -> None:
    found = parsed(f"Yours sincerely,{between}Harbour Watch")
    assert names(found) == ["Harbour Watch"]
    assert found.closing[-1] == "Yours sincerely,"


def test_it_finds_names_below_a_letter_without_demands() -> None:
    found = position.parse("Joint letter\n\nWe are concerned about the harbour.\n\nHarbour Watch\nThe Old Pier House\n")
    assert names(found) == ["Harbour Watch", "The Old Pier House"]
    assert found.opening == ("We are concerned about the harbour.",)


@pytest.mark.parametrize(
    "ending",
    [
        "*This position was adopted in Minsk\nand is open for signature.*",
        "The harbour belongs to the people who\nlive and work in it, day and night.",
        "Signatories",
        "Organisations: we call on you to act.",
        "Long live the harbour!",
        "Minsk, 9 January 2016",
        "Contact\nHarbour Watch\npress@harbour.example",
    ],
)
def test_it_does_not_take_other_endings_for_names(ending: str) -> None:
    found = parsed(ending)
    assert found.signatories == ()
    assert len(found.closing) == 2


def test_it_is_fine_without_names() -> None:
    assert position.parse(TEXT + CLOSING).signatories == ()
