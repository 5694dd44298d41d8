"""Reading a list out of a file: by its content, whatever its name, its letters, its delimiter."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import pytest

from invitations.lists import FIELDS, HEADINGS, as_csv, as_xlsx, organisation, packed, parts, sixty, workbook
from invitations.old_workbooks import as_ods, as_xls, compound
from petition.invitations.columns import match_columns
from petition.invitations.file_types import SpreadsheetError
from petition.invitations.spreadsheet import MOST_BYTES, MOST_ROWS, read_sheet

PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + bytes(60)
DOCX = packed({"[Content_Types].xml": "<Types/>", "word/document.xml": "<document/>"})
ODT = packed({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"})
TWO = [["Organisation", "E-Mail"], ["Specimen", "a@one.example"]]
TWO_READ = {"organisation": "Specimen", "email": "a@one.example"}


def refusal(data: bytes, name: str = "list.xlsx") -> tuple[str, dict[str, object]]:
    with pytest.raises(SpreadsheetError) as refused:
        read_sheet(data, name)
    values = dict(refused.value.values)
    assert values.pop("name") == name
    return refused.value.word, values


def text_of(*lines: str) -> bytes:
    return "\r\n".join(lines).encode()


def values(data: bytes) -> list[dict[str, str]]:
    return [row for _line, row in read_sheet(data).rows]


@pytest.mark.parametrize("language", HEADINGS)
def test_it_reads_sixty_organisations_in_three_scripts_from_a_workbook(language: str) -> None:
    sheet = read_sheet(as_xlsx(sixty(), HEADINGS[language]), "list.xlsx")
    assert [row for _line, row in sheet.rows] == sixty()
    assert [line for line, _row in sheet.rows] == list(range(2, 62))
    assert sheet.headings == list(HEADINGS[language]) and sheet.unknown == []


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_it_reads_the_same_from_text(encoding: str, delimiter: str) -> None:
    assert values(as_csv(sixty(), encoding, delimiter, "be")) == sixty()


@pytest.mark.parametrize(
    ("encoding", "language", "names"),
    [
        ("windows-1251", "ru", ["Прыклад Азёры", "Приклад Їжак", "Прыклад Ўзлётак"]),
        ("windows-1252", "en", ["Exemple Forêt", "Muster Dünen", "Ejemplo Año"]),
        ("windows-1250", "en", ["Przykład Łąka", "Przykład Źródło", "Przykład Żaba"]),
    ],
)
def test_it_reads_the_one_byte_encodings_of_old_programs(encoding: str, language: str, names: list[str]) -> None:
    rows = [
        organisation(n, organisation=name, representative="", language="be", country="BY")
        for n, name in enumerate(names)
    ]
    assert values(as_csv(rows, encoding, ";", language)) == rows


def test_it_reads_old_and_open_workbooks() -> None:
    assert values(as_xls(TWO)) == values(as_ods(TWO)) == [TWO_READ]


def test_it_goes_by_content_whatever_the_name() -> None:
    assert [row for _line, row in read_sheet(workbook(TWO), "list.csv").rows] == [TWO_READ]
    assert [row for _line, row in read_sheet(b"Organisation,E-mail\nSpecimen,a@one.example", "list.xlsx").rows] == [
        TWO_READ
    ]


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (PNG, "image"), (b"\xff\xd8\xff\xe0" + bytes(90), "image"), (b"%PDF-1.7\n%\xe2\xe3", "pdf"), (DOCX, "word"), (ODT, "word"),
        (packed({"ppt/presentation.xml": "<x/>"}), "presentation"), (packed({"notes.txt": "x"}), "archive"),
        (b"\n<!DOCTYPE html><table><tr><td>Organisation", "web_page"), (b"<?xml version='1.0'?><Workbook/>", "xml"),
        (b"{\\rtf1 Organisation", "word"), (b"Organisation;E-Mail\n\0\1\2", "binary"), (b"Organisation\x1b;E-Mail", "binary"),
        (b"MZ" + bytes(90), "program"), (compound("WordDocument", b"x"), "word"),
    ],
)  # fmt: skip
def test_it_says_what_a_file_is_that_is_no_list(data: bytes, found: str) -> None:
    assert refusal(data) == ("not_a_spreadsheet", {"found": found})


@pytest.mark.parametrize("data", [b"", b" \r\n\t", b"Organisation;E-mail\n;\n", workbook([]), workbook([[" "]])])
def test_it_says_that_a_file_is_empty(data: bytes) -> None:
    assert refusal(data) == ("empty", {})


def test_it_says_that_a_file_is_too_large() -> None:
    assert refusal(b"x" * (MOST_BYTES + 1)) == ("too_large", {"most": 5})


def test_it_bounds_the_number_of_rows() -> None:
    line = [f"Specimen {n},a@number-{n}.example" for n in range(MOST_ROWS + 1)]
    assert len(read_sheet(text_of("Organisation,E-Mail", *line[:-1])).rows) == MOST_ROWS
    assert refusal(text_of("Organisation,E-Mail", *line)) == ("too_many_rows", {"most": MOST_ROWS})
    cells = [TWO[0], *([f"Specimen {n}", f"a@number-{n}.example"] for n in range(40_000))]
    assert refusal(workbook(cells)) == ("too_many_rows", {"most": MOST_ROWS})


def test_it_does_not_unpack_a_bomb() -> None:
    bomb = packed(parts([""]) | {"xl/media/much.bin": bytes(61 << 20)})
    assert len(bomb) < 100_000
    assert refusal(bomb) == ("zip_bomb", {})
    assert refusal(packed(parts(["<row/>" * 1_000_000]))) == ("zip_bomb", {})
    assert refusal(packed({f"{n}": "" for n in range(2001)})) == ("zip_bomb", {})


def test_it_is_not_deceived_by_a_directory_that_understates() -> None:
    sheet = "xl/worksheets/sheet1.xml"
    entries = parts(['<row r="1"><c t="inlineStr"><is><t>!</t></is></c></row>'])
    before, after = str(entries.pop(sheet)).encode().split(b"!")
    written = io.BytesIO(packed(entries))
    with (
        zipfile.ZipFile(written, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
        archive.open(sheet, "w") as part,
    ):
        part.writelines([before, *[b"x" * (1 << 20)] * 300, after])
    honest = written.getvalue()
    assert len(honest) < MOST_BYTES and refusal(honest) == ("zip_bomb", {})
    at = honest.rindex(b"PK\x01\x02") + 24
    deceiving = honest[:at] + struct.pack("<I", 1000) + honest[at + 4 :]
    with zipfile.ZipFile(io.BytesIO(deceiving)) as archive:
        assert archive.getinfo(sheet).file_size == 1000
    assert refusal(deceiving)[0] in ("zip_bomb", "damaged")


def test_it_survives_a_cell_at_the_end_of_the_world() -> None:
    far = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    assert refusal(packed(parts([far]))) == ("zip_bomb", {})


@pytest.mark.parametrize(
    "data",
    [
        compound("EncryptedPackage", b"x"),
        as_xls(TWO, locked=True),
        as_ods(TWO, "<m:file-entry><m:encryption-data/></m:file-entry>"),
    ],
)
def test_it_says_that_a_password_is_needed(data: bytes) -> None:
    assert refusal(data) == ("protected", {})


def test_it_says_that_a_workbook_is_damaged() -> None:
    whole = workbook(TWO)
    assert refusal(whole[:400]) == ("damaged", {})
    assert refusal(packed(parts(['<row r="1"><c r="A1"><v>1</v']))) == ("damaged", {})
    assert refusal(compound("Workbook", zlib.compress(b"x"))) == ("damaged", {})
    assert refusal(b'Organisation,E-Mail\n"' + b"x" * 200_000)[0] == "damaged"


def test_it_says_which_columns_are_missing() -> None:
    assert refusal(b"Organisation,Website\nSpecimen,one.example") == ("missing_columns", {"missing": ["email"]})
    assert refusal(b"Website;Country\none.example;PL") == ("missing_columns", {"missing": ["organisation", "email"]})
    assert refusal("Гэта проста ліст.\nЁн пра іншае.".encode()) == ("missing_columns", {"missing": ["email"]})
    assert refusal(b"7;8\n9;10\n") == ("no_addresses", {})


def test_it_finds_headings_below_a_title_and_keeps_line_numbers() -> None:
    data = text_of(
        "Organisations, spring",
        "",
        "as of 3 May",
        "Organisation,E-Mail,Budget",
        "",
        '"Specimen',
        'of lines",a@one.example,9',
        "Example,b@two.example",
    )
    sheet = read_sheet(data)
    assert sheet.rows == [
        (6, {"organisation": "Specimen of lines", "email": "a@one.example"}),
        (8, {"organisation": "Example", "email": "b@two.example"}),
    ]
    assert sheet.unknown == ["Budget"]
    assert [line for line, _row in read_sheet(workbook([["List"], [], [], *TWO])).rows] == [5]


def test_it_takes_the_visible_sheet_that_is_a_list() -> None:
    other = [["Organisation", "E-Mail", "Country"], ["Hidden Specimen", "h@two.example", "PL"]]
    assert values(workbook([["Read me first"]], TWO, other, hidden=3)) == [TWO_READ]


def test_it_makes_text_of_numbers_and_frees_guarded_cells() -> None:
    sheet = workbook(
        [
            ["Organisation", "E-Mail", "Note", "Acronym"],
            [12, "'+a@one.example", 1.5, "'=SUM(A1)"],
            ["'Aina", "-", "", ""],
        ]
    )
    assert values(sheet) == [
        {"organisation": "12", "email": "+a@one.example", "note": "1.5", "acronym": "=SUM(A1)"},
        {"organisation": "'Aina", "email": "-", "note": "", "acronym": ""},
    ]


def test_it_does_as_a_first_line_says_that_names_the_delimiter() -> None:
    assert read_sheet(b"sep=;\r\nOrganisation;E-Mail\r\nOne, two, three;a@one.example").rows == [
        (3, {"organisation": "One, two, three", "email": "a@one.example"})
    ]


def test_it_is_not_misled_by_commas_in_names() -> None:
    rows = [organisation(n, organisation=f"Specimen, Sample, and Sons {n}, Ltd") for n in range(5)]
    assert values(as_csv(rows, "utf-8", ";")) == rows


def test_it_cleans_and_bounds_cells() -> None:
    (row,) = values(b"Organisation;E-Mail\n  Specimen \xe2\x80\xae \xc2\xa0 of  order ;" + b"x" * 5000)
    assert row["organisation"] == "Specimen of order"
    assert len(row["email"]) == 1000


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("Name of your organisation (required) *", "organisation"), ("ORGANIZATION", "organisation"), ("НАЗВА:", "organisation"),
        ("Арганізацыя / Организация", "organisation"), ("Organisation - Арганізацыя", "organisation"), ("Название организации*", "organisation"),
        ("Name der Organisation", "organisation"), ("Nazwa organizacji", "organisation"), ("Nom de l’organisation", "organisation"),
        ("E-mail address", "email"), ("e_mail", "email"), ("эл. пошта", "email"), ("Пошта", "email"), ("Электронная почта (обязательно)", "email"),
        ("E-Mail-Adresse", "email"), ("Adres e-mail", "email"), ("correo electrónico", "email"), ("Courriel", "email"),
        ("Web-site (if any)", "website"), ("Сайт", "website"), ("Страна", "country"), ("KRAJ", "country"), ("País", "country"),
        ("Ф.И.О.", "representative"), ("Імʼя", "representative"), ("Osoba kontaktowa", "representative"), ("Job title", "role"),
        ("Посада", "role"), ("Мова", "language"), ("Abkürzung", "acronym"), ("Name in English", "organisation_latin"),
        ("Название (латиницей)", "organisation_latin"), ("Заўвагі", "note"),
    ],
)  # fmt: skip
def test_it_recognises_headings_in_many_languages(heading: str, field: str) -> None:
    assert match_columns([heading]).fields == {0: field}


def test_it_lets_the_first_of_two_columns_count_and_reports_the_rest() -> None:
    found = match_columns(["Organisation", "Name", "E-mail", "E-mail 2", "Mail", "", "E-mail / Website"])
    assert found.fields == {0: "organisation", 1: "representative", 2: "email"}
    assert found.unknown == ["E-mail 2", "Mail", "E-mail / Website"]
    assert match_columns(["Name", "E-mail"]).fields == {0: "organisation", 1: "email"}
    assert match_columns(["Website"]).missing == ["organisation", "email"]


def test_it_has_a_heading_for_each_field_in_each_language() -> None:
    for headings in HEADINGS.values():
        assert list(match_columns(headings).fields.values()) == list(FIELDS)
