"""Word documents: the numbers that their reader sees, changes as accepted, and what becomes of everything else."""

from __future__ import annotations

import io

from docx import Document

from statements.documents import blocks, docx, level, paragraph, read, run, words

LEGAL = "".join(
    level(at, kind, template)
    for at, (kind, template) in enumerate(
        [
            ("decimal", "%1."),
            ("decimal", "%1.%2"),
            ("lowerLetter", "%3)"),
            ("lowerRoman", "%4."),
            ("upperRoman", "§ %5"),
        ]
    )
)


def numbering(levels: str, *numbers: str, key: int = 0) -> str:
    """A definition with levels, and instances of it with what they override."""
    made = "".join(
        f'<w:num w:numId="{at}"><w:abstractNumId w:val="{key}"/>{override}</w:num>'
        for at, override in enumerate(numbers or ("",), start=1)
    )
    return f'<w:abstractNum w:abstractNumId="{key}">{levels}</w:abstractNum>{made}'


def labels(places: list[tuple[int, int]], numbers: str, styles: str = "") -> list[str]:
    """What stands before paragraphs in these lists at these levels."""
    body = "".join(paragraph("x", list_id, at) for list_id, at in places)
    return [block.removesuffix(" x") for block in blocks(docx(body, numbers, styles))]


def test_it_writes_the_numbers_of_levels_as_they_are_seen() -> None:
    places = [(1, 0), (1, 1), (1, 1), (1, 2), (1, 2), (1, 3), (1, 1), (1, 2), (1, 0), (1, 1), (1, 4)]
    seen = ["1.", "1.1", "1.2", "a)", "b)", "i.", "1.3", "a)", "2.", "2.1", "§ I"]
    assert labels(places, numbering(LEGAL)) == seen


def test_it_writes_each_kind_of_number() -> None:
    kinds = {
        "decimal": "3.", "decimalZero": "03.", "lowerLetter": "c.", "upperLetter": "C.", "lowerRoman": "iii.",
        "upperRoman": "III.", "russianLower": "в.", "russianUpper": "В.", "hebrew1": "ג.", "chineseCounting": "三.",
        "hindiNumbers": "३.", "decimalEnclosedCircle": "③.", "ideographTraditional": "丙.",
    }  # fmt: skip
    for kind, seen in kinds.items():
        assert labels([(1, 0)], numbering(level(0, kind, "%1.", start=3))) == [seen], kind
    assert labels([(1, 0)], numbering(level(0, "lowerLetter", "%1)", start=28))) == ["bb)"]
    assert labels([(1, 0)] * 2, numbering(level(0, "bullet", "\uf0b7"))) == ["-", "-"]
    assert labels([(1, 0)], numbering(level(0, "none", ""))) == ["x"]
    assert labels([(1, 0)], numbering(level(0, "decimal", "Article %1 –"))) == ["Article 1 –"]
    # Nobody could tell a bare number from the first word.
    assert labels([(1, 0)], numbering(level(0, "decimal", "%1"))) == ["1."]


def test_it_goes_on_counting_in_lists_of_one_definition_and_restarts_where_one_says_so() -> None:
    restart = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    far = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="8"/></w:lvlOverride>'
    numbers = numbering(LEGAL, "", restart, far)
    assert labels([(1, 0), (1, 0), (2, 0), (2, 0), (1, 0)], numbers) == ["1.", "2.", "1.", "2.", "3."]
    assert labels([(1, 0), (3, 0), (1, 0), (3, 0)], numbers) == ["1.", "8.", "9.", "10."]
    replaced = f'<w:lvlOverride w:ilvl="0">{level(0, "upperLetter", "%1)", start=4)}</w:lvlOverride>'
    assert labels([(1, 0)], numbering(LEGAL, replaced)) == ["D)"]


def test_it_restarts_levels_as_they_ask_for() -> None:
    never = level(0, "decimal", "%1.") + level(1, "decimal", "%2)", '<w:lvlRestart w:val="0"/>')
    assert labels([(1, 0), (1, 1), (1, 0), (1, 1)], numbering(never)) == ["1.", "1)", "2.", "2)"]
    third = "".join(level(at, "decimal", f"%{at + 1}.", '<w:lvlRestart w:val="1"/>' * (at == 2)) for at in range(3))
    places = [(1, 0), (1, 1), (1, 2), (1, 1), (1, 2), (1, 0), (1, 1), (1, 2)]
    assert labels(places, numbering(third)) == ["1.", "1.", "1.", "2.", "2.", "2.", "1.", "1."]
    legal = level(0, "upperRoman", "%1.") + level(1, "decimal", "%1.%2", "<w:isLgl/>")
    assert labels([(1, 0), (1, 0), (1, 1)], numbering(legal)) == ["I.", "II.", "2.1"]
    # A level that shows a bullet adds nothing to the numbers below it.
    bullet = level(0, "decimal", "%1.") + level(1, "bullet", "—") + level(2, "decimal", "%1.%2%3.")
    assert labels([(1, 0), (1, 2), (1, 2)], numbering(bullet)) == ["1.", "1.1.", "1.2."]


def test_it_numbers_by_styles() -> None:
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{name}"/>{base}<w:pPr>{place}</w:pPr></w:style>'
        for name, base, place in [
            ("Clause", "", '<w:numPr><w:numId w:val="1"/></w:numPr>'),
            ("Sub", "", '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr>'),
            ("Own", '<w:basedOn w:val="Clause"/>', ""),
            ("Plain", '<w:basedOn w:val="Clause"/>', '<w:numPr><w:numId w:val="0"/></w:numPr>'),
            ("Third", '<w:basedOn w:val="Clause"/>', '<w:numPr><w:ilvl w:val="2"/></w:numPr>'),
            ("Level", "", '<w:numPr><w:ilvl w:val="1"/></w:numPr>'),
        ]
    )
    levels = level(0, "decimal", "%1.", '<w:pStyle w:val="Clause"/>') + level(
        1, "lowerLetter", "%1%2)", '<w:pStyle w:val="Sub"/>'
    )
    levels += level(2, "lowerRoman", "(%3)")
    body = "".join(
        paragraph("x", properties=f'<w:pStyle w:val="{name}"/>')
        for name in ("Clause", "Sub", "Own", "Plain", "Sub", "Third", "Level")
    )
    assert blocks(docx(body, numbering(levels), styles)) == ["1. x", "1a) x", "2. x", "x", "2a) x", "(i) x", "x"]
    linked = (
        '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="L"/></w:abstractNum>'
        f'<w:abstractNum w:abstractNumId="7"><w:styleLink w:val="L"/>{LEGAL}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )
    assert labels([(1, 0), (1, 1)], linked) == ["1.", "1.1"]


def test_it_takes_changes_as_accepted_and_says_so() -> None:
    gone = f"<w:del>{run('no').replace('w:t', 'w:delText')}</w:del>"
    body = (
        paragraph(f"{run('We ask ')}{gone}<w:ins>{run('yes')}</w:ins>", 1)
        + paragraph(gone, 1, properties="<w:rPr><w:del/></w:rPr>")
        + paragraph("joined ", 1, properties="<w:rPr><w:del/></w:rPr>")
        + paragraph("with this", 1)
        + paragraph(f"<w:moveFrom>{run('moved')}</w:moveFrom><w:moveTo>{run('here')}</w:moveTo>", 1)
    )
    data = docx(body, numbering(LEGAL))
    assert blocks(data) == ["1. We ask yes", "2. joined with this", "3. here"]
    assert {"changes", "insertions"} <= words(read(data)).keys()


def test_it_keeps_footnotes_and_leaves_comments_out() -> None:
    mark = '<w:r><w:footnoteReference w:id="{}"/></w:r>'.format
    body = paragraph(
        f"{run('Said')}{mark(3)}{run(' twice')}{mark(2)}<w:r><w:endnoteReference w:id='2'/></w:r>"
    ) + paragraph(f"{run('Noted')}<w:r><w:commentReference w:id='1'/></w:r>")
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    feet = "".join(
        f'<w:footnote w:id="{one}"><w:p>{run(text)}</w:p></w:footnote>' for one, text in ((2, "Two"), (3, "Three"))
    )
    data = docx(
        body,
        footnotes=f"<w:footnotes {space}>{feet}</w:footnotes>",
        endnotes=f"<w:endnotes {space}><w:endnote w:id='2'><w:p>{run('End')}</w:p></w:endnote></w:endnotes>",
        comments=f"<w:comments {space}><w:comment w:id='1'><w:p>{run('Secret')}</w:p></w:comment></w:comments>",
    )
    assert blocks(data) == ["Said[^1] twice[^2][^3]", "Noted", "[^1]: Three", "[^2]: Two", "[^3]: End"]
    assert words(read(data))["comments"] == 1


def test_it_writes_the_formatting_of_a_real_document() -> None:
    made = Document()
    made.add_heading("Open the courts", 0)
    body = made.add_paragraph("We ")
    body.add_run("all").bold = True
    body.add_run(" ask")
    body.add_run().add_break()
    body.add_run("in a_b*c* today.").italic = True
    for text in ("First", "Second"):
        made.add_paragraph(text, style="List Number")
    made.add_paragraph("A bullet", style="List Bullet")
    made.add_heading("Signatories", 1)
    table = made.add_table(2, 2)
    for at, text in enumerate(["Organisation", "Country", "Watch | Co\nJane Roe\nDirector", "Poland"]):
        table.cell(at // 2, at % 2).text = text
    made.add_paragraph("# no heading")
    file = io.BytesIO()
    made.save(file)
    assert read(file.getvalue()).text == (
        "# Open the courts\n\nWe **all** ask\\\n*in a_b\\*c\\* today.*\n\n1. First\n\n2. Second\n\n- A bullet\n\n"
        "## Signatories\n\n| Organisation | Country |\n| --- | --- |\n| Watch \\| Co, Jane Roe, Director | Poland |\n\n\\# no heading\n"
    )


def test_it_takes_text_out_of_boxes_frames_and_fields_and_leaves_the_rest_out() -> None:
    box = f"<w:pict><w:txbxContent>{paragraph('In a box')}</w:txbxContent></w:pict>"
    chosen = f"<mc:AlternateContent><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    field = (
        '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>HYPERLINK "https://x.example/"</w:instrText>'
        f'<w:fldChar w:fldCharType="separate"/></w:r>{run("a link")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )
    unclosed = '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>PAGE</w:instrText></w:r>'
    framed = "".join(
        f"<w:tr><w:tc>{paragraph(text * 80)}</w:tc><w:tc>{paragraph('Side')}</w:tc></w:tr>" for text in ("Long words ",)
    )
    contents = '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr><w:sdtContent><w:p/></w:sdtContent></w:sdt>'
    data = docx(
        paragraph(f"<w:r>{chosen}</w:r>{run('Before')}{run('hidden', '<w:vanish/>')}")
        + paragraph(f"{field}<w:r><w:drawing><docPr descr='A logo'/></w:drawing><w:object/></w:r>{unclosed}")
        + f"<w:tbl>{framed}</w:tbl>{contents}"
    )
    found = read(data)
    assert blocks(data)[:3] == ["Before", "In a box", "[a link](https://x.example/)"] and blocks(data)[-1] == "Side"
    assert {word: words(found)[word] for word in ("hidden", "pictures", "tables", "contents")} == dict.fromkeys(
        ("hidden", "pictures", "tables", "contents"), 1
    )
    assert [note["texts"] for note in found.notes if note["word"] == "pictures"] == [["A logo"]]
