"""Whatever is pasted: nothing raises, no word is lost, a tree reads back as itself, no hostile HTML."""

from __future__ import annotations

import re
from collections import Counter
from html.parser import HTMLParser

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from petition.statements.text import markdown, normalisation, position, prose
from petition.statements.text.line_layout import SEPARATOR
from petition.statements.text.outline import format_outline
from petition.statements.text.tree import Demand, Position

# What is no text is told by its line.
NAMED_ROLES = {
    *("heading of signatories", "heading among signatories", "heading of columns", "separator"),
    *("front matter", "comment", "template tag", "picture", "link definition", "navigation", "markup"),
}
BOUNDED = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)

WORDS = [
    "word",
    "Word",
    "Harbour Watch",
    "to open the quays;",
    "An end.",
    "We call:",
    "Вясна",
    "مركز",
    "(Belarus)",
    "",
]
STARTS = [
    *("1.", "2.", "3.", "1)", "(2)", "2.1.", "2.1", "2.2)", "1.1.1.", "3.a)", "a)", "b.", "c)"),
    *("i.", "ii)", "v)", "IV.", "I.", "II.", "А)", "б)", "а)", "І.", "١.", "- 1.", "- 7.", "* "),
    *("- ", "— ", "• 2.", "# ", "## ", "> ", "*", "**1.**", "9.", "77.", "1990.", "1990", "i.e."),
    *("A.", "B.", "\\", "\\1.", "\\\\- ", "---", "===", "_", "`", "\\# ", "h)", "g)"),
    *("Signed by:", "Signatories", "## Signatories", "Падпісанты:", "Sincerely,"),
    *("9 January 2016", "[a](http://x.y)", ""),
    *(
        "We ask:",
        "Demand 1:",
        "First,",
        "一、",
        "①",
        "§ 1",
        "| ",
        "|---|",
        "<!-- ",
        "<!-- x -->",
        "{% x %}",
        "![a](b)",
        "[a]: ",
        "[^1]: ",
    ),
    *(
        "<li>",
        "<br>",
        "---",
        "+++",
        "Title:",
        "Date:",
        "and 23 others",
        "Dr. Anna Alt,",
        "Notes",
        "Organisations",
        "Kenya",
        "a@b.example",
    ),
]
ENDS = [
    "",
    ".",
    ":",
    ";",
    ",",
    "*",
    "**",
    "\\",
    " #",
    " (Belarus)",
    " (AI)",
    "  ",
    "\r",
    ", Kenya",
    " | x |",
    ", Professor",
    "\t1",
]
lines = st.builds(
    lambda indent, start, gap, word, end: f"{' ' * indent}{start}{gap}{word}{end}",
    st.sampled_from([0, 0, 0, 1, 3, 4, 8]),
    st.sampled_from(STARTS),
    st.sampled_from([" ", " ", "", "\t", "\u00a0"]),
    st.sampled_from(WORDS),
    st.sampled_from(ENDS),
)
documents = st.lists(st.one_of(lines, st.just("")), max_size=24).map("\n".join)
anything = st.one_of(documents, st.text(max_size=300), st.text("1a.)( -*_#\\\n>:i", max_size=120))


def tree(found: Position) -> object:
    def branch(demand: Demand) -> object:
        return demand.number, demand.text, demand.paragraphs, tuple(map(branch, demand.demands))

    demands = tuple(map(branch, found.demands))
    return found.title, found.opening, found.introduction, demands, found.closing, found.signatories


def words_in(found: Position) -> Counter[str]:
    texts = [found.title, *found.opening, found.introduction or "", *found.closing, *found.notes]
    for demand in found.walk():
        texts += [demand.number, demand.text, *demand.paragraphs]
    for each in found.signatories:
        texts += [each.name, *filter(None, (each.country, each.role, each.organisation, each.place)), *each.contacts]
    texts += [line.text for line in found.line_roles if line.role in NAMED_ROLES]
    return Counter(re.findall(r"\w+", " ".join(texts).replace("_", " ")))


def words_of(text: str) -> Counter[str]:
    plain = [
        line for line in normalisation.normalise_text(text).split("\n") if not SEPARATOR.fullmatch(line.strip() or "-")
    ]
    return Counter(re.findall(r"\w+", " ".join(plain).replace("_", " ")))


@BOUNDED
@given(anything)
def test_it_takes_any_text(text: str) -> None:
    found = position.parse(text)
    position.to_json(found)
    assert format_outline(found)
    filled = [
        number for number, line in enumerate(normalisation.normalise_text(text).split("\n"), 1) if line.strip("> ")
    ]
    assert {line.number for line in found.line_roles} >= set(filled)
    assert all(line.role for line in found.line_roles)


@settings(BOUNDED, max_examples=250)
@given(documents)
@example("1. word.\n\\ (Belarus)\nSigned by: word")
def test_it_loses_no_word(text: str) -> None:
    found, source = words_in(position.parse(text)), words_of(text)
    # The number of a signatory in a list is a marker, not a word; so are tags, and words that number a demand.
    markers = r"\d+|[ivIV]+|li|br|Demand|①.*"
    missing = {word for word in source - found if len(word) > 1 and not re.fullmatch(markers, word)}
    assert not missing


@settings(BOUNDED, max_examples=500)
@given(anything)
@example("\\=")
@example("1. word\n\n*  Word\n\\\\-  Word")
@example("1. word\n#  Word\n2.1. word")
@example("1. word.\nA. \nSigned by: word")
@example("1. word\nSigned by: Word\nSignatories (Belarus) (Belarus)")
@example("1. word\nПадпісанты: Word\n1. word:\n*  word")
@example("2. word\n(2) word\n1990. We call:\n\n2. word")
def test_it_reads_back_what_it_wrote(text: str) -> None:
    found = position.parse(text)
    numbers = [demand.number.casefold() for demand in found.walk()]
    if len(set(numbers)) < len(numbers):
        # A number used twice is refused, and in Markdown it may count on.
        return
    written = markdown.to_markdown(found)
    assert tree(position.parse(written)) == tree(found)


@BOUNDED
@given(anything)
def test_it_normalises_once_and_for_all(text: str) -> None:
    once = normalisation.normalise_text(text)
    assert normalisation.normalise_text(once) == once
    assert not re.search("[\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\r\x00]|(?<! )\x20\n|\n\n\\Z", once)
    assert tree(position.parse(text)) == tree(position.parse(once))


class Watcher(HTMLParser):
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in {"em", "strong", "a", "code", "br"}
        for name, value in attrs:
            assert (tag, name) in {("a", "href"), ("a", "rel")}
            assert name == "rel" or re.match(r"https?://|mailto:|#.", value or "", re.IGNORECASE)


hostile = st.lists(
    st.sampled_from(
        [
            *("<script>", "</a>", "<img src=x onerror=y>", "[x](", "javascript:", "java\tscript:", ")"),
            *("](data:text/html,x)", "<", ">", "&lt;", "&#60;", "&#x3c;", '"', "'", " onclick=", "`"),
            *("*", "_", "![", "<a href=", "http://a.b", "#", "<javascript:x>", "<https://a.b/>", "\\"),
            *("(", "[", "]", "\n", "\x00", "<svg/onload=x>", "word"),
        ]
    ),
    max_size=14,
).map("".join)


@settings(BOUNDED, max_examples=250)
@given(st.one_of(hostile, anything))
def test_it_lets_only_safe_html_out(source: str) -> None:
    Watcher().feed(prose.inline_html(source))
    prose.plain_text(source)
