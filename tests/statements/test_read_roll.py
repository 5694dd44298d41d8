"""Who signed: every layout of a list, every order of name, role, organisation and country, and what is no name."""

from __future__ import annotations

from petition.statements.text import position
from petition.statements.text.tree import Position, Signatory

TEXT = (
    "# The port\n\nThe port is loud.\n\nWe ask the city:\n\n1. Open the quays.\n2. Hear the people.\n\nThank you.\n\n"
)
PAIRS = [("Harbour Watch", "Kenya"), ("Friends of the Quays", "Peru"), ("The Old Pier House", None)]


def read(roll: str) -> Position:
    return position.parse(f"{TEXT}{roll}\n")


def pairs(found: Position) -> list[tuple[str, str | None]]:
    return [(each.name, each.country) for each in found.signatories]


def persons(roll: str) -> list[tuple[str, str | None, str | None, str | None]]:
    return [(each.name, each.role, each.organisation, each.country) for each in read(roll).signatories]


HEADINGS = (
    *(
        "Signed",
        "Signed,",
        "Signed by:",
        "Signatories as of 3 May",
        "Signatories (3)",
        "Signatories:",
        "Co-signed",
        "In solidarity,",
    ),
    *(
        "Supporting organisations",
        "Endorsed by",
        "# Signatories",
        "#### Signed by",
        "**Signatories**",
        "__Signed:__",
        "*Signed by*",
    ),
    *(
        "Erstunterzeichner:innen",
        "unterstützt durch",
        "Unterzeichnet von:",
        "Es unterzeichnen:",
        "Unterzeichner*innen (Stand 3. Mai):",
    ),
    *(
        "Firman",
        "Firman esta carta:",
        "Organizaciones firmantes:",
        "Firmantes",
        "Suscriben:",
        "Signataires",
        "Premiers signataires :",
    ),
    *(
        "Ont signé :",
        "Soutenu par :",
        "Podpisali",
        "Sygnatariusze:",
        "Pierwsi sygnatariusze",
        "Подписавшиеся",
        "Письмо подписали:",
        "Подписи:",
    ),
    *(
        "Підписали",
        "Підписанти:",
        "Падпісалі:",
        "Зварот падтрымалі:",
        "签署",
        "签署人：",
        "連署團體",
        "賛同者",
        "賛同団体",
        "呼びかけ人",
    ),
    *(
        "الموقعون",
        "المنظمات الموقعة:",
        "امضاکنندگان:",
        "Firmatari",
        "Prime adesioni:",
        "Assinam esta carta:",
        "Ondertekenaars",
        "Undertecknat av:",
    ),
    *(
        "Signatáři:",
        "Pasirašė:",
        "İmzacılar:",
        "Aláírók:",
        "Semnatari:",
        "Потписници:",
        "Podpisniki:",
        "Υπογράφουν:",
        "연명단체",
        "ลงชื่อ",
    ),
    *(
        "All the organisations that sign this letter to the city:",
        "This letter has been signed by the following organisations:",
    ),
)
LAYOUTS = {
    "bullets": "- Harbour Watch (Kenya)\n- Friends of the Quays (Peru)\n- The Old Pier House",
    "lines": "Harbour Watch, Kenya\nFriends of the Quays, Peru\nThe Old Pier House",
    "hard breaks": "Harbour Watch, Kenya  \nFriends of the Quays, Peru  \nThe Old Pier House",
    "backslashes": "Harbour Watch, Kenya\\\nFriends of the Quays, Peru\\\nThe Old Pier House",
    "paragraphs": "Harbour Watch – Kenya\n\nFriends of the Quays – Peru\n\nThe Old Pier House",
    "numbers": "1. Harbour Watch, Kenya\n2. Friends of the Quays, Peru\n3. The Old Pier House",
    "numbers with blank lines": "1) Harbour Watch | Kenya\n\n2) Friends of the Quays | Peru\n\n3) The Old Pier House",
    "numbers over a thousand": "1098. Harbour Watch, Kenya\n1099. Friends of the Quays, Peru\n1100. The Old Pier House",
    "semicolons": "Harbour Watch (Kenya); Friends of the Quays (Peru); The Old Pier House.",
    "commas": "Harbour Watch (Kenya), Friends of the Quays (Peru), The Old Pier House",
    "commas over lines": "Harbour Watch (Kenya), Friends of the\nQuays (Peru), The Old Pier House",
    "middle dots": "Harbour Watch (Kenya) · Friends of the Quays (Peru) · The Old Pier House",
    "table": "| Organisation | Country |\n|---|---|\n| Harbour Watch | Kenya |\n| Friends of the Quays | Peru |\n| The Old Pier House | |",
    "table without outer pipes": "Organisation | Country\n--- | :---:\nHarbour Watch | Kenya\nFriends of the Quays | Peru\nThe Old Pier House | -",
    "table without headings": "| | |\n|---|---|\n| Harbour Watch | Kenya |\n| Friends of the Quays | Peru |\n| The Old Pier House | |",
    "table of many columns": "| No. | Name of organisation | Logo | Country | E-mail |\n|-|-|-|-|-|\n| 1 | Harbour Watch | | Kenya | a@b.example |\n"
    "| 2 | Friends of the Quays | ![x](y.png) | Peru | |\n| 3 | The Old Pier House | | | |",
    "tabs": "1\tHarbour Watch\tKenya\n2\tFriends of the Quays\tPeru\n3\tThe Old Pier House",
    "tabs with headings": "Name\tCountry\nHarbour Watch\tKenya\nFriends of the Quays\tPeru\nThe Old Pier House\t",
    "wide gaps": "Harbour Watch            Kenya\nFriends of the Quays     Peru\nThe Old Pier House",
    "countries first": "Kenya: Harbour Watch\nPeru: Friends of the Quays\nThe Old Pier House",
    "links": "- [Harbour Watch](https://a.example) (Kenya)\n- [Friends of the Quays](https://b.example), Peru\n- The Old Pier House",
    "bold": "**Harbour Watch** (Kenya)\n**Friends of the Quays** (Peru)\n**The Old Pier House**",
    "wrapped bullets": "- Harbour\n  Watch (Kenya)\n- Friends of the\n  Quays (Peru)\n- The Old Pier House",
    "flags": "- Harbour Watch, Kenya 🇰🇪\n- Friends of the Quays, Peru 🇵🇪\n- The Old Pier House",
    "quoted": "> - Harbour Watch (Kenya)\n> - Friends of the Quays (Peru)\n> - The Old Pier House",
}
GROUPS = {
    "plain words": "Global\n\n1. Law Without Walls\n\nNational\n\n2. Bar of the Poor (Ghana)",
    "headings": "### International organisations\n\n- Law Without Walls\n\n### National organisations\n\n- Bar of the Poor (Ghana)",
    "bold": "**Global:**\n\n- Law Without Walls\n\n**Local:**\n\n- Bar of the Poor (Ghana)",
    "countries": "Kenya\n\n- Law Without Walls\n\nGhana\n\n- Bar of the Poor",
    "letters": "### B\n\n- Law Without Walls\n\n### L\n\n- Bar of the Poor (Ghana)",
}
NO_NAMES = (
    *(
        "Add your name here",
        "[Sign the letter](https://a.example/sign)",
        "Contact: Ada Probe, +375 29 111 11 11",
        "Press contact: press@a.example",
    ),
    *(
        "For more information, please contact Ada Probe, at ada@example.org.",
        "Licensed under CC BY 4.0",
        "Minsk, 9 January 2016",
    ),
    *(
        "Telephone: +54 9 000 5 000000",
        "https://a.example/letter",
        "![Logo](logo.png)",
        "Share this letter",
        "Last updated: 3 May 2025",
    ),
    *(
        "Kontakt: Mara Muster, 0151 23456789",
        "Контакт: +375 29 111-11-11",
        "To add your organisation, write to us.",
        "## Background",
    ),
)


def test_it_knows_headings_by_stem_and_place() -> None:
    for heading in HEADINGS:
        found = read(f"{heading}\n\nHarbour Watch\nThe Old Pier House")
        assert [each.name for each in found.signatories] == ["Harbour Watch", "The Old Pier House"], heading
        assert found.closing == ("Thank you.",), heading


def test_it_takes_no_sentence_for_a_heading() -> None:
    for line in (
        "We, the undersigned, ask the city:\n\n- Open the quays.\n- Hear the people.",
        "Die Unterzeichnenden fordern:\n\n- Öffnet die Kais.\n- Hört die Leute.",
        "How to sign\n\nWrite to us.",
        "Sign the letter\n\nHarbour Watch collects the names.",
        "This letter was signed by many.\n\nWe thank them.",
    ):
        assert position.parse(f"# T\n\nThe port is loud. It is.\n\n{line}\n").signatories == (), line


def test_it_reads_every_layout() -> None:
    for layout, roll in LAYOUTS.items():
        found = read(f"Signatories:\n\n{roll}\n")
        assert pairs(found) == PAIRS, layout
        assert found.closing == ("Thank you.",), layout


def test_it_reads_two_columns_of_names() -> None:
    found = read(
        "Signatories:\n\nHarbour Watch            Friends of the Quays\nThe Old Pier House       Port Association"
    )
    assert len(found.signatories) == 4
    people = persons("Signatories:\n\nAnna Alt         University of Minsk\nPeter Blau       Harbour Association")
    assert [each[:3] for each in people] == [
        ("Anna Alt", None, "University of Minsk"),
        ("Peter Blau", None, "Harbour Association"),
    ]


def test_it_takes_no_group_for_a_signatory() -> None:
    for kind, roll in GROUPS.items():
        found = read(f"## Signatories\n\n{roll}")
        assert [each.name for each in found.signatories] == ["Law Without Walls", "Bar of the Poor"], kind
        assert found.signatories[1].country == "Ghana", kind
        assert found.closing == ("Thank you.",), kind
    assert read(f"## Signatories\n\n{GROUPS['countries']}").signatories[0].country == "Kenya"


def test_it_tells_people_and_organisations_by_their_group() -> None:
    found = read("## Signatories\n\n### Organisations\n\n- Anna Alt\n\n### Individuals\n\n- Milk Round\n- Xu Li\n")
    assert [(each.kind, each.reason) for each in found.signatories] == [
        ("organisation", "group"),
        ("individual", "group"),
        ("individual", "group"),
    ]


def test_it_tells_people_and_organisations_apart() -> None:
    found = read(
        "Signatories:\n\n- Dr. Ugo Nkemelu\n- Anna Alt\n- Wen Qiu, lawyer\n- Forest League\n- Harbour Association\n- Wald e.V.\n- Ärzte im Grünen\n"
    )
    assert [(each.name, each.kind, each.reason) for each in found.signatories] == [
        ("Dr. Ugo Nkemelu", "individual", "title"),
        ("Anna Alt", "individual", "given_name"),
        ("Wen Qiu", "individual", "role"),
        ("Forest League", "organisation", "no_sign"),
        ("Harbour Association", "organisation", "organisation_word"),
        ("Wald e.V.", "organisation", "organisation_word"),
        ("Ärzte im Grünen", "organisation", "no_sign"),
    ]


def test_it_parts_name_role_organisation_and_country() -> None:
    for line, expected in {
        "Anna Alt, Professor, University of Minsk (Belarus)": (
            "Anna Alt",
            "Professor",
            "University of Minsk",
            "Belarus",
        ),
        "Anna Alt, Professor, University of Minsk, Belarus": (
            "Anna Alt",
            "Professor",
            "University of Minsk",
            "Belarus",
        ),
        "Prof. Dr. Anna Alt (University of Minsk)": ("Prof. Dr. Anna Alt", None, "University of Minsk", None),
        "Anna Alt, PhD, University of Minsk": ("Anna Alt, PhD", None, "University of Minsk", None),
        "Anna Alt — Director at Harbour Watch": ("Anna Alt", "Director", "Harbour Watch", None),
        "Anna Alt – Direktorin, Hafenverein – Germany": ("Anna Alt", "Direktorin", "Hafenverein", "Germany"),
        "Анна Кавальчук, журналістка, Беларусь": ("Анна Кавальчук", "журналістка", None, "Беларусь"),
        "Wen Qiu - lawyer": ("Wen Qiu", "lawyer", None, None),
        "Land and Water Institute - East Branch, South Africa": (
            "Land and Water Institute - East Branch",
            None,
            None,
            "South Africa",
        ),
        "WELL DIGGERS, a society of people who dig, Kenya": (
            "WELL DIGGERS, a society of people who dig",
            None,
            None,
            "Kenya",
        ),
        "Harbour Watch, Inc.": ("Harbour Watch, Inc.", None, None, None),
        "Young Growers Network (YGN), Nepal": ("Young Growers Network (YGN)", None, None, "Nepal"),
        "Young Growers Network (YGN, Nepal)": ("Young Growers Network (YGN)", None, None, "Nepal"),
        "Young Growers Network (YGN)": ("Young Growers Network (YGN)", None, None, None),
        "Association Seeds, Bosnia and Herzegovina": ("Association Seeds", None, None, "Bosnia and Herzegovina"),
        "Libereco (Germany / Switzerland)": ("Libereco", None, None, "Germany / Switzerland"),
        "Roots Network (Global)": ("Roots Network", None, None, "Global"),
    }.items():
        assert persons(f"Signatories:\n\n- {line}\n- Harbour Association\n")[0] == expected, line


def test_it_takes_towns_off_where_the_whole_list_prints_them() -> None:
    roll = "- Seed Circle, Nairobi, Kenya\n- Field & Bread, Ouagadougou, Burkina Faso\n- Milk Round, Lima, Peru\n- Roots (France)"
    found = read(f"Signatories:\n\n{roll}")
    assert [(each.name, each.place, each.country) for each in found.signatories] == [
        ("Seed Circle", "Nairobi", "Kenya"),
        ("Field & Bread", "Ouagadougou", "Burkina Faso"),
        ("Milk Round", "Lima", "Peru"),
        ("Roots", None, "France"),
    ]


def test_it_reads_codes_of_countries_where_the_whole_list_has_them() -> None:
    assert pairs(read("Signed by\n\n- Umwelt (DE)\n- Natur (AT)\n- Berge (CH)\n- Wasser (DE)")) == [
        *(("Umwelt", "DE"), ("Natur", "AT"), ("Berge", "CH"), ("Wasser", "DE"))
    ]
    assert pairs(read("Signed by\n\n- Amnesty International (AI)\n- Harbour Association"))[0][1] is None


def test_it_joins_the_lines_of_one_person() -> None:
    cards = "Anna Alt\nProfessor of Law\nUniversity of Minsk\n\nPeter Blau\nDirector, Harbour Association"
    for heading in ("Signatories:", "Yours sincerely,", "Mit freundlichen Grüßen", "С уважением,", "Atentamente,"):
        assert [each[:3] for each in persons(f"{heading}\n\n{cards}")] == [
            ("Anna Alt", "Professor of Law", "University of Minsk"),
            ("Peter Blau", "Director", "Harbour Association"),
        ], heading


def test_it_ends_where_no_names_are() -> None:
    for line in NO_NAMES:
        for roll in ("- Harbour Watch\n- The Old Pier House", "Harbour Watch\nThe Old Pier House"):
            found = read(f"Signatories:\n\n{roll}\n\n{line}\n\nMore words come here.")
            assert [each.name for each in found.signatories] == ["Harbour Watch", "The Old Pier House"], line


def test_it_notes_others_who_are_not_named() -> None:
    for words in (
        "and 23 others",
        "and 120 more organisations",
        "und 12 weitere",
        "et 40 autres signataires",
        "и ещё 300 человек",
        "...and many others",
    ):
        found = read(f"Signatories:\n\n- Harbour Watch\n- The Old Pier House\n- {words}")
        assert len(found.signatories) == 2, words
        assert any("not named" in note for note in found.notes), words


def test_it_keeps_contact_data_out_of_names() -> None:
    for line in (
        "Harbour Watch <watch@a.example>",
        "Harbour Watch (watch@a.example)",
        "Harbour Watch, e-mail: watch@a.example",
        "[Harbour Watch](mailto:watch@a.example)",
        "Harbour Watch – tel. +375 29 111-11-11",
        "Harbour Watch, phone (0151) 234 56789",
        "Harbour Watch, Telegram: @harbour_watch",
        "Harbour Watch https://t.me/harbourwatch",
        "Harbour Watch, watch\\@a.example, +375291111111",
        "Harbour Watch — www.harbour.example",
        "Harbour Watch, WhatsApp: +54 9 000 5 000000",
    ):
        found = read(f"Signatories:\n\n- {line}\n- The Old Pier House")
        assert found.signatories[0].name == "Harbour Watch", line
        assert found.signatories[0].contacts, line
        assert any("was left out" in note for note in found.notes), line


def test_it_reads_the_list_of_front_matter() -> None:
    head = "---\ntitle: T\nsignatories:\n  - Harbour Watch (Kenya)\n  - name: Anna Alt\n    role: Professor\n    affiliation: University of Minsk\n---\n"
    found = position.parse(f"{head}\nThe port is loud.\n")
    assert found.signatories == (
        Signatory("Harbour Watch", "Kenya"),
        Signatory("Anna Alt", None, "Professor", "University of Minsk"),
    )


def test_it_reads_several_lists() -> None:
    found = read(
        "## Organisations that signed\n\n- Harbour Watch\n\n## Individual signatories\n\n- Anna Alt\n\n## Contact\n\nWrite to us."
    )
    assert [(each.name, each.kind) for each in found.signatories] == [
        ("Harbour Watch", "organisation"),
        ("Anna Alt", "individual"),
    ]
    assert found.closing == ("Thank you.", "**Contact**", "Write to us.")
