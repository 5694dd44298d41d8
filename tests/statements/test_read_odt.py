"""OpenDocument texts: the numbers that their reader sees, changes as accepted, and what becomes of everything else."""

from __future__ import annotations

from statements.documents import blocks, odt, read, words


def level(at: int, kind: str, more: str = 'style:num-suffix="."') -> str:
    return f'<text:list-level-style-number text:level="{at}" style:num-format="{kind}" {more}/>'


def style(*levels: str, name: str = "L1") -> str:
    return f'<text:list-style style:name="{name}">{"".join(levels)}</text:list-style>'


def items(*inner: str, more: str = 'text:style-name="L1"') -> str:
    return f"<text:list {more}>{''.join(inner)}</text:list>"


def item(inner: str = "", below: str = "", more: str = "") -> str:
    words = f"<text:p>{inner}</text:p>" if inner else ""
    return f"<text:list-item {more}>{words}{below}</text:list-item>"


LEGAL = style(
    level(1, "1"),
    level(2, "1", 'style:num-suffix="." text:display-levels="2"'),
    level(3, "a", 'style:num-suffix=")"'),
    level(4, "i", 'style:num-prefix="(" style:num-suffix=")"'),
)


def test_it_writes_the_numbers_of_levels_as_they_are_seen() -> None:
    deep = items(item("c", items(item("d", items(item("e"), more="")), more="")), more="")
    body = items(item("a"), item("b", deep), item("f", items(item("g"), item("h"), more="")))
    assert blocks(odt(body, LEGAL)) == ["1. a", "2. b", "2.1. c", "a) d", "(i) e", "3. f", "3.1. g", "3.2. h"]


def test_it_goes_on_counting_where_a_list_says_so() -> None:
    lists = (
        items(item("a"), item("b", items(item("c"), more=""))),
        "<text:p>between</text:p>",
        # What LibreOffice writes where a list goes on below its first level.
        items(
            item("", items(item("d"), more="")),
            item("e"),
            more='text:style-name="L1" text:continue-numbering="true" xml:id="x"',
        ),
        items(item("f")),
        items(item("g"), more='text:style-name="L1" text:continue-list="x"'),
        items(item("h", more='text:start-value="9"'), item("i")),
    )
    seen = ["1. a", "2. b", "2.1. c", "between", "2.2. d", "3. e", "1. f", "4. g", "9. h", "10. i"]
    assert blocks(odt("".join(lists), LEGAL)) == seen
    below = items(item("", items(item("a"), more="")), item("b"))
    assert blocks(odt(below, LEGAL)) == ["1.1. a", "2. b"]


def test_it_writes_each_kind_of_number() -> None:
    kinds = {
        "1": "28.", "a": "ab.", "A": "AB.", "i": "xxviii.", "I": "XXVIII.", "а, б, .., аа, аб, ... (ru)": "ю.",
        "А, Б, .., Аа, Бб, ... (uk)": "Ч.", "一, 二, 三, ...": "二十八.",
    }  # fmt: skip
    for kind, seen in kinds.items():
        more = 'style:num-suffix="." text:start-value="28"'
        assert blocks(odt(items(item("x")), style(level(1, kind, more)))) == [f"{seen} x"], kind
    synced = style(level(1, "a", 'style:num-suffix=")" style:num-letter-sync="true" text:start-value="28"'))
    assert blocks(odt(items(item("x")), synced)) == ["bb) x"]
    bullet = style('<text:list-level-style-bullet text:level="1" text:bullet-char="•"/>')
    assert blocks(odt(items(item("x"), item("y")), bullet)) == ["- x", "- y"]


def test_it_numbers_headings_by_the_outline() -> None:
    levels = (level(1, "I") + level(2, "1", 'text:display-levels="2"')).replace(
        "list-level-style-number", "outline-level-style"
    )
    outline = f"<text:outline-style>{levels}</text:outline-style>"
    body = "".join(
        f'<text:h text:outline-level="{at}"{more}>x</text:h>'
        for at, more in ((1, ""), (2, ""), (2, ' text:is-list-header="true"'), (1, ""))
    )
    assert blocks(odt(body, styles=outline)) == ["# I. x", "## I.1 x", "## x", "# II. x"]


def test_it_reads_what_stands_around_the_lists() -> None:
    note = '<text:note text:note-class="footnote"><text:note-citation>7</text:note-citation><text:note-body><text:p>Below</text:p></text:note-body></text:note>'
    row = "<table:table-row>{}</table:table-row>".format
    cell = "<table:table-cell><text:p>{}</text:p></table:table-cell>".format
    data = odt(
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>gone</text:p></text:deletion></text:changed-region></text:tracked-changes>"
        '<text:p text:style-name="Title">Open<text:s/>courts</text:p><text:h text:outline-level="1">Why</text:h>'
        f'<text:p>We <text:span text:style-name="B">all</text:span> ask{note} '
        '<text:a xlink:href="https://x.example/">here</text:a><office:annotation><text:p>secret</text:p></office:annotation></text:p>'
        "<text:table-of-content><text:index-body><text:p>Why 1</text:p></text:index-body></text:table-of-content>"
        "<text:p>a<text:line-break/>b<draw:frame><svg:desc>A logo</svg:desc></draw:frame></text:p>"
        '<text:section text:display="none"><text:p>hidden</text:p></text:section>'
        "<text:p><draw:frame><draw:text-box><text:p>boxed</text:p></draw:text-box></draw:frame></text:p>"
        f"<table:table>{row(cell('Name') + cell('Country'))}{row(cell('A') + cell('B'))}</table:table>",
        '<style:style style:name="B" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>',
    )
    assert read(data).text == (
        "# Open courts\n\n## Why\n\nWe **all** ask[^1] [here](https://x.example/)\n\na\\\nb\n\nboxed\n\n"
        "| Name | Country |\n| --- | --- |\n| A | B |\n\n[^1]: Below\n"
    )
    assert words(read(data)).keys() == {"changes", "comments", "contents", "pictures", "hidden"}
