"""Documents to read, made of as little as each test needs."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from petition.statements.sources import conversion
from petition.statements.sources.document import SourceError
from petition.statements.sources.reading import SourceText

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
OTHERS = (
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
)
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODF = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for short, name in {
        "office": "office", "style": "style", "text": "text", "table": "table", "draw": "drawing",
        "fo": "xsl-fo-compatible", "svg": "svg-compatible",
    }.items()
)  # fmt: skip
ODT_MIMETYPE = "application/vnd.oasis.opendocument.text"
RTF = r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fcharset0 Arial;}{\f1\fcharset204 Arial;}{\f2\fcharset2 Symbol;}}"


def packed(parts: dict[str, str | bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP of these parts."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return made.getvalue()


def paragraph(text: str, list_id: int | None = None, level: int = 0, properties: str = "") -> str:
    """A paragraph of Word, in a list or not; ``text`` may be runs."""
    place = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{list_id}"/></w:numPr>' if list_id is not None else ""
    runs = text if text.startswith("<") else run(text)
    return f"<w:p><w:pPr>{place}{properties}</w:pPr>{runs}</w:p>"


def run(text: str, properties: str = "") -> str:
    """A run of Word."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def level(at: int, kind: str, template: str, more: str = "", start: int = 1) -> str:
    """A level of a list of Word."""
    return f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{kind}"/>{more}<w:lvlText w:val="{template}"/></w:lvl>'


def docx(body: str, numbering: str = "", styles: str = "", **parts: str) -> bytes:
    """A Word document of these paragraphs; ``parts`` by the names of files in its folder."""
    made: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types><Override ContentType="{WORD}.main+xml"/></Types>',
        "word/document.xml": f"<w:document {W} {OTHERS}><w:body>{body}</w:body></w:document>",
        "word/numbering.xml": f"<w:numbering {W}>{numbering}</w:numbering>",
        "word/styles.xml": f"<w:styles {W}>{styles}</w:styles>",
        **{f"word/{name}.xml": content for name, content in parts.items()},
    }
    return packed(made)


def odt(body: str, automatic: str = "", styles: str = "") -> bytes:
    """An OpenDocument text of these elements."""
    content = f"<office:automatic-styles>{automatic}</office:automatic-styles><office:body><office:text>{body}</office:text></office:body>"
    return packed(
        {
            "mimetype": ODT_MIMETYPE,
            "content.xml": f'<office:document-content xmlns:xlink="http://www.w3.org/1999/xlink" {ODF}>{content}</office:document-content>',
            "styles.xml": f"<office:document-styles {ODF}><office:styles>{styles}</office:styles></office:document-styles>",
        }
    )


def rtf(body: str, head: str = "") -> bytes:
    """A document in RTF."""
    return f"{RTF}{head}\n{body}}}".encode("cp1252")


def read(data: bytes | str, name: str = "") -> SourceText:
    """What is read of a file, a page where it is given as text; in this process, which is faster."""
    name = name or ("page.html" if isinstance(data, str) else "")
    answer = conversion.read_file(data.encode() if isinstance(data, str) else data, name)
    if "refusal" in answer:
        raise SourceError(answer["refusal"], **answer["values"])
    return SourceText(**answer)


def blocks(data: bytes | str, name: str = "") -> list[str]:
    """The blocks of a text, without the spaces before them."""
    lines = read(data, name).text.replace("\\\n", " / ").replace("\n- ", "\n\n- ").split("\n\n")
    return [line.strip() for line in lines if line.strip()]


def words(source: SourceText) -> dict[str, Any]:
    """The notes of a text: each word with its count."""
    return {note["word"]: note["count"] for note in source.notes}
