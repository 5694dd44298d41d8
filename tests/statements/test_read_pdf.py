"""PDF: lines put together into paragraphs, what stands on every page left out, a warning always."""

from __future__ import annotations

import io

import pytest
from pypdf import PdfReader, PdfWriter

from petition.statements.sources.document import SourceError
from statements.documents import blocks, read, words


def pdf(*pages: list[tuple[int, int, str]], image: bool = False) -> bytes:
    """Pages of lines, each with its place in points from the left and from the bottom."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>"]
    kids = []
    for lines in pages:
        drawn = "".join(f"BT /F1 10 Tf {x} {y} Td ({text}) Tj ET\n" for x, y, text in lines)
        objects.append(f"<< /Length {len(drawn)} >>\nstream\n{drawn}endstream")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(objects)} 0 R /Resources << /Font << /F1 3 0 R >> >> >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    made, places = "%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(made))
        made += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(objects) + 1
    made += f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer << /Size {size} /Root 1 0 R >>\nstartxref\n{len(made)}\n%%EOF"
    return made.encode("latin-1")


WIDE = "We the undersigned organisations ask all governments to keep the"
PAGES = [
    [(50, 800, "Joint letter"), (50, 760, "Open the courts"), (50, 730, WIDE), (50, 718, "courts open, and to let obser-"), (50, 706, "vers in."),
     (50, 680, "We ask:"), (60, 656, f"1. To {WIDE}"), (74, 644, "archives open;"), (60, 632, "2. To say so."), (60, 620, "a\\) soon"), (300, 30, "1")],
    [(50, 800, "Joint letter"), (50, 780, "The end is near."), (300, 30, "2")],
]  # fmt: skip


def test_it_joins_lines_into_paragraphs_and_warns() -> None:
    found = read(pdf(*PAGES))
    assert blocks(pdf(*PAGES)) == [
        "Open the courts", f"{WIDE} courts open, and to let observers in.", "We ask:", f"1. To {WIDE} archives open;",
        "2. To say so.", "a) soon", "The end is near.",
    ]  # fmt: skip
    assert words(found) == {"pdf": 1, "margins": 1}


def test_it_says_where_there_is_no_text_or_a_password() -> None:
    for data, word in (
        (pdf([]), "scanned"),
        (locked(pdf(*PAGES), "secret"), "encrypted"),
        (b"%PDF-1.7\nnothing", "damaged"),
    ):
        with pytest.raises(SourceError) as refusal:
            read(data)
        assert refusal.value.word == word
    # Locked against printing only: everybody can read it.
    assert read(locked(pdf(*PAGES), "")).text == read(pdf(*PAGES)).text
    assert words(read(pdf(*PAGES, [])))["blank_pages"] == 1


def locked(data: bytes, password: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    writer.encrypt(password, owner_password="owner", algorithm="AES-256")
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()
