"""Inline Markdown becomes safe HTML, and words without markup."""

from __future__ import annotations

import re

import pytest

from petition.statements.text import prose

RENDERED = {
    "plain words": "plain words",
    "*soft* and **loud**": "<em>soft</em> and <strong>loud</strong>",
    "_soft_ `code`": "<em>soft</em> <code>code</code>",
    "[word](https://a.example/x?y=1&z=2)": (
        '<a href="https://a.example/x?y=1&amp;z=2" rel="noopener noreferrer">word</a>'
    ),
    "[word](mailto:a@b.example)": '<a href="mailto:a@b.example" rel="noopener noreferrer">word</a>',
    "[word](#demand-2.1)": '<a href="#demand-2.1" rel="noopener noreferrer">word</a>',
    "an [open letter](#) of 2015": "an open letter of 2015",
    "[*soft* link]()": "<em>soft</em> link",
    "[word](/elsewhere)": "word",
    "[word](ftp://a.example)": "word",
    "a < b & c > d": "a &lt; b &amp; c &gt; d",
    "“smart” ‘quotes’ – and dashes": "“smart” ‘quotes’ – and dashes",
    "1990\\. was": "1990. was",
    "Памяць *пра* мінулае": "Памяць <em>пра</em> мінулае",
}


@pytest.mark.parametrize("source", RENDERED)
def test_it_renders(source: str) -> None:
    assert prose.inline_html(source) == RENDERED[source]


HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![x](https://tracker.example/p.png)",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java&#115;cript:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](vbscript:x)",
    '[x](https://a.example "onmouseover=alert(1)")',
    '[x](https://a.example/"onmouseover="alert(1))',
    "<https://a.example/><b>",
    "<a href='javascript:x'>y</a>",
    "<svg/onload=alert(1)>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<!-- x --><style>*{display:none}</style>",
    "`<script>`",
    "[a](//evil.example)",
]


@pytest.mark.parametrize("source", HOSTILE)
def test_it_lets_nothing_hostile_through(source: str) -> None:
    rendered = prose.inline_html(source)
    tags = re.findall(r"<[^>]*>", rendered)
    assert all(
        re.fullmatch(r'<a href="(https?:|mailto:|#)[^"<>]*" rel="noopener noreferrer">|</a>', tag)
        or tag in ("<code>", "</code>")
        for tag in tags
    )


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("*soft* [link](https://a.example) `code`", "soft link code"),
        ("a\nb\\\nc", "a b c"),
        ("<b>x</b> & y", "<b>x</b> & y"),
        ("![seen](x.png)", "!seen"),
    ],
)
def test_it_gives_words_without_markup(source: str, words: str) -> None:
    assert prose.plain_text(source) == words


def test_it_shows_only_words_of_what_is_too_long_to_be_a_paragraph() -> None:
    assert prose.inline_html("<*" * 20_000) == "&lt;*" * 20_000
