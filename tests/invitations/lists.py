"""Lists of organisations to invite, as coordinators have them: three scripts, doubles, mistakes. All invented."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Sequence
from xml.sax.saxutils import escape

FIELDS = (
    "organisation", "organisation_latin", "acronym", "website", "country", "representative", "role", "email",
    "language", "note",
)  # fmt: skip
HEADINGS = {
    "en": ("Official name", "Name in Latin script", "Acronym", "Website", "Country", "Contact person", "Role",
           "E-Mail *", "Language", "Notes"),
    "be": ("Назва арганізацыі", "Назва лацінкай", "Скарот", "Сайт", "Краіна", "Імя і прозвішча", "Пасада",
           "Эл. пошта", "Мова", "Заўвагі"),
    "ru": ("Название организации", "Название (латиницей)", "Аббревиатура", "Веб-сайт", "Страна", "Ф. И. О.",
           "Должность", "Электронная почта", "Язык", "Примечание"),
    "uk": ("НАЗВА ОРГАНІЗАЦІЇ", "Назва латиницею", "Абревіатура", "Вебсайт", "Країна", "Ім’я та прізвище", "Посада",
           "Електронна пошта", "Мова", "Примітки"),
}  # fmt: skip
CYRILLIC = (
    ("Прыклад Азёры", "Pryklad Aziory"), ("Прыклад Бярозы", "Pryklad Biarozy"), ("Прыклад Верасень", "Pryklad Vierasien"),
    ("Прыклад Гара", "Pryklad Hara"), ("Прыклад Дняпро", "Pryklad Dniapro"), ("Прыклад Ельня", "Pryklad Jelnia"),
    ("Прыклад Жыта", "Pryklad Zyta"), ("Прыклад Зубр", "Pryklad Zubr"), ("Прыклад Іней", "Pryklad Iniej"),
    ("Прыклад Крыніца", "Pryklad Krynica"), ("Прыклад Ластаўка", "Pryklad Lastauka"), ("Прыклад Мох", "Pryklad Moch"),
    ("Пример Облако", "Primer Oblako"), ("Пример Поле", "Primer Pole"), ("Пример Роща", "Primer Roshcha"),
    ("Приклад Їжак", "Pryklad Yizhak"), ("Приклад Калина", "Pryklad Kalyna"), ("Приклад Ґанок", "Pryklad Ganok"),
)  # fmt: skip
LATIN = (
    "Specimen Amber", "Specimen Birch", "Specimen Cedar", "Muster Dünen e. V.", "Muster Efeu", "Przykład Łąka",
    "Przykład Źródło", "Exemple Forêt", "Exemple Glacier", "Ejemplo Hierba", "Pavyzdys Ąžuolas", "Pavyzdys Šaltinis",
    "Specimen Juniper", "Specimen Kelp", "Specimen Larch", "Specimen Maple", "Specimen Nettle", "Specimen Oak",
)  # fmt: skip
GEORGIAN = (
    ("ნიმუში ია", "Nimushi Ia"), ("ნიმუში მთა", "Nimushi Mta"), ("ნიმუში ზღვა", "Nimushi Zghva"),
    ("ნიმუში ვარდი", "Nimushi Vardi"), ("ნიმუში ტყე", "Nimushi Tqe"), ("ნიმუში ქარი", "Nimushi Kari"),
    ("ნიმუში ხიდი", "Nimushi Khidi"), ("ნიმუში წყარო", "Nimushi Tsqaro"),
)  # fmt: skip
COUNTRIES = ("Беларусь", "BY", "Litwa", "Польша", "Deutschland", "Україна", "lt", "Georgia")
LANGUAGES = ("be", "Беларуская", "English", "русский", "", "українська", "pl", "be")
# Which of the sixty are wrong: place in the list (from 0), field, word.
MISTAKES = (
    (44, "organisation", "missing"),
    (45, "organisation", "no_letter"),
    (46, "organisation", "holds_address"),
    (47, "email", "missing"),
    (48, "email", "not_an_address"),
    (53, "email", "address_twice"),
    (54, "organisation", "organisation_twice"),
    (55, "organisation", "organisation_twice"),
    (56, "organisation", "organisation_twice"),
    (58, "organisation", "too_long"),
)
# What is not taken as it was written, and stops nobody.
NOTED = (
    (49, "email", "several_addresses"),
    (50, "country", "unknown_country"),
    (51, "website", "not_a_website"),
    (52, "language", "unknown_language"),
    (57, "representative", "holds_address"),
)
# Right, but worth a look.
WARNED = (59, "website", "same_domain")


def organisation(number: int, **changes: str) -> dict[str, str]:
    """One row that is right, but for the changes."""
    row = dict.fromkeys(FIELDS, "") | {
        "organisation": f"Specimen Number {number}",
        "website": f"https://number-{number}.example",
        "country": COUNTRIES[number % len(COUNTRIES)],
        "representative": f"Ана Прыклад-{'абвгдежзік'[number % 10]}",
        "role": "chair",
        "email": f"office@number-{number}.example",
        "language": LANGUAGES[number % len(LANGUAGES)],
    }
    return row | changes


def sixty() -> list[dict[str, str]]:
    """Sixty rows: 44 right ones in three scripts, then ``MISTAKES``, then one that is ``WARNED``."""
    named = [*CYRILLIC, *((name, "") for name in LATIN), *GEORGIAN]
    rows = [
        organisation(number, organisation=name, organisation_latin=latin) for number, (name, latin) in enumerate(named)
    ]
    rows[0]["acronym"] = "ПАЗ"
    wrong = (
        {"organisation": ""},
        {"organisation": "«—» 2030"},
        {"organisation": "https://number-46.example/about"},
        {"email": ""},
        {"email": "office at number-48.example"},
        {"email": "a@number-49.example; b@number-49.example"},
        {"country": "Прыкладыя"},
        {"website": "our page on the net"},
        {"language": "Specimenish"},
        {"email": rows[3]["email"].upper()},
        {"organisation": "ПРИМЕР ОБЛАКО", "country": rows[12]["country"]},
        {"organisation": "Pryklad Krynitsa", "country": rows[9]["country"]},
        {"organisation": "Specimen of Lakes", "acronym": "ПАЗ", "website": rows[0]["website"]},
        {"representative": "ala@number-57.example"},
        {"organisation": "Specimen " + "very " * 50 + "long"},
        {"organisation": "Specimen Section of Amber", "website": "https://section.number-18.example/"},
    )
    return rows + [organisation(44 + at, **changes) for at, changes in enumerate(wrong)]


def as_csv(
    rows: Sequence[dict[str, str]], encoding: str = "utf-8", delimiter: str = ",", headings_language: str = "en"
) -> bytes:
    """The rows as text with a delimiter."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, delimiter=delimiter)
    writer.writerow(HEADINGS[headings_language])
    writer.writerows([row[field] for field in FIELDS] for row in rows)
    return written.getvalue().encode(encoding)


def as_xlsx(rows: Sequence[dict[str, str]], headings: Sequence[str] = HEADINGS["en"]) -> bytes:
    """The rows as a workbook of one sheet."""
    return workbook([list(headings), *([row[field] for field in FIELDS] for row in rows)])


def workbook(*sheets: Sequence[Sequence[object]], hidden: int | None = None) -> bytes:
    """A workbook (Office Open XML, ECMA-376) with these cells; strings, numbers, None for no cell."""
    return packed(parts([_cells(sheet) for sheet in sheets], hidden))


def packed(entries: dict[str, str | bytes]) -> bytes:
    """A zip archive of these entries."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return written.getvalue()


def parts(sheets: Sequence[str], hidden: int | None = None) -> dict[str, str | bytes]:
    """The parts of a workbook whose sheets have these rows in XML."""
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    types = "http://schemas.openxmlformats.org/package/2006/content-types"
    numbers = range(1, len(sheets) + 1)
    states = {n: "hidden" if n == hidden else "visible" for n in numbers}
    listed = "".join(f'<sheet name="S{n}" sheetId="{n}" state="{states[n]}" r:id="r{n}"/>' for n in numbers)
    related = "".join(
        f'<Relationship Id="r{n}" Type="{office}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers
    )
    return {
        "[Content_Types].xml": f'<Types xmlns="{types}"><Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}"><Relationship Id="r1" Type="{office}/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{package}">{related}</Relationships>',
    } | {
        f"xl/worksheets/sheet{n}.xml": f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>'
        for n, rows in zip(numbers, sheets, strict=True)
    }


def _cells(sheet: Sequence[Sequence[object]]) -> str:
    rows = []
    for line, row in enumerate(sheet, start=1):
        cells = [_cell(f"{chr(65 + at)}{line}", value) for at, value in enumerate(row) if value not in (None, "")]
        rows.append(f'<row r="{line}">{"".join(cells)}</row>')
    return "".join(rows)


def _cell(place: str, value: object) -> str:
    if isinstance(value, int | float):
        return f'<c r="{place}"><v>{value}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(str(value))}</t></is></c>'
