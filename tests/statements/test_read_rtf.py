"""Rich Text Format: letters, shown numbers, footnotes, tables; nothing that is embedded."""

from __future__ import annotations

from statements.documents import blocks, read, rtf, words


def test_it_reads_letters_in_every_way_they_are_written() -> None:
    assert blocks(rtf(r"Caf\'e9 \u1052 ?\u1080 ?\u1088 ?\par\f1 \'cc\'e8\'f0\par\f0 {\uc0\u1053}\u8211 ?x")) == [
        "Café Мир",
        "Мир",
        "Н–x",
    ]
    assert blocks(rtf(r"a\~b\emdash c\{d\}\ldblquote e\rdblquote")) == ["a b—c{d}“e”"]


def test_it_takes_the_numbers_that_the_document_shows() -> None:
    body = (
        r"{\listtext\pard\plain\f0 2.1\tab}\pard\ls1\ilvl1 One\par{\pntext\f0 b)\tab}{\*\pn\pnlvlbody}\pard Two\par"
        r"{\listtext\f2\'b7\tab}\pard\ls2 Three\par{\listtext\tab iv.\tab}\b Four\b0\par"
    )
    assert blocks(rtf(body)) == ["2.1 One", "b) Two", "- Three", "iv. **Four**"]


def test_it_keeps_formatting_footnotes_tables_and_links() -> None:
    body = (
        r"\pard\plain\s1\b Open courts\b0\par\pard\plain We {\b all} ask{\super\chftn}{\footnote\pard\plain {\super\chftn} Below}, "
        r'{\field{\*\fldinst{HYPERLINK "https://x.example/"}}{\fldrslt{\ul here}}}\line and {\i there}\par'
        r"\trowd\cellx1\cellx2\pard\intbl Name\cell Country\cell\row\trowd\pard\intbl A\cell B\cell\row\pard After\par"
    )
    assert read(rtf(body, r"{\stylesheet{\s0 Normal;}{\s1\outlinelevel0\b heading 1;}}")).text == (
        "# Open courts\n\nWe **all** ask[^1], [here](https://x.example/)\\\nand *there*\n\n"
        "| Name | Country |\n| --- | --- |\n| A | B |\n\nAfter\n\n[^1]: Below\n"
    )


def test_it_leaves_objects_pictures_changes_and_hidden_text_out() -> None:
    binary = b"\\bin8 }}}}}}}}".decode()
    body = (
        r"{\object\objemb{\*\objclass Package}{\*\objdata 0105000002000000" + "ab" * 400 + r"}{\result{\pict 00}}}"
        rf"{{\pict\pngblip {binary}}}kept{{\deleted gone}}{{\v hidden}}{{\*\annotation secret}}\par"
    )
    assert blocks(rtf(body)) == ["kept"]
    assert words(read(rtf(body))) == {"comments": 1, "objects": 1, "pictures": 1, "changes": 1, "hidden": 1}


def test_it_reads_a_broken_document_as_far_as_it_goes() -> None:
    assert blocks(rtf(r"a{\b b{\i c")) == ["a**b***c*"] or blocks(rtf(r"a{\b b{\i c"))[0].startswith("a")
    assert blocks(rtf(r"a}}} b"))[0].startswith("a")
