"""HTML between the words of Markdown, turned into the Markdown that it means."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field

from petition.statements.text.cleaning.sheet import EMPTY_MARKUP, PICTURE, Sheet

BLOCKS = frozenset(
    [
        "p",
        "div",
        "section",
        "article",
        "header",
        "footer",
        "main",
        "aside",
        "details",
        "summary",
        "figure",
        "figcaption",
        "blockquote",
        "ul",
        "ol",
        "dl",
        "dt",
        "dd",
        "table",
        "thead",
        "tbody",
        "tfoot",
        "center",
        "address",
        "hr",
        "pre",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "li",
        "tr",
        "html",
        "body",
    ]
)
INLINE = frozenset(
    [
        "span",
        "font",
        "small",
        "big",
        "sup",
        "sub",
        "u",
        "s",
        "del",
        "ins",
        "mark",
        "abbr",
        "time",
        "label",
        "input",
        "cite",
        "q",
        "em",
        "i",
        "strong",
        "b",
        "a",
        "br",
        "img",
        "code",
        "kbd",
        "td",
        "th",
        "wbr",
        "picture",
        "source",
        "video",
        "audio",
        "iframe",
        "script",
        "style",
        "svg",
        "form",
        "button",
        "nav",
        "noscript",
        "template",
        "select",
        "head",
        "col",
        "colgroup",
    ]
)
HTML_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9]*)((?:\s[^<>]*)?)/?>")
ATTRIBUTE = re.compile(r"""\b(href|alt|title)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
PAIRED = {"strong": "**", "b": "**", "em": "*", "i": "*", "code": "`"}
BREAK = "  \n"
ENTITY = re.compile(r"&(?:[a-zA-Z]{2,8}|#\d{1,7}|#x[0-9a-fA-F]{1,6});")
# A row of a table, or an item, that is written over several lines is joined up to so many of them.
MOST_JOINED = 60
JOINED = (("<tr", "</tr"), ("<li", "</li"))


@dataclass
class _HtmlState:
    """What is open where a tag stands: the address of a link, and lists with how far each has counted.

    ``closed`` are the tags of emphasis that are closed somewhere in the text; any other is what somebody wrote.
    ``whole`` are those that are opened and closed in the line.
    """

    closed: frozenset[str]
    whole: frozenset[str] = frozenset()
    href: str = ""
    counts: list[int | None] = field(default_factory=list)


def turn_html(sheet: Sheet) -> None:
    """Turns HTML into Markdown; tags that say nothing are taken off, their words stay."""
    for opening, closing in JOINED:
        _join_lines(sheet, opening, closing)
    lowered = "\n".join(sheet.lines).lower()
    state = _HtmlState(frozenset(name for name in PAIRED if f"</{name}>" in lowered))
    for at, line in list(sheet.remaining_lines()):
        if "<" in line:
            turned = _turn_line(sheet, at, line, state)
            if turned != line:
                sheet.replace_line(at, turned, EMPTY_MARKUP)
        elif "&" in line and ENTITY.search(line):
            sheet.lines[at] = html.unescape(line).replace("\u00a0", " ")


def _join_lines(sheet: Sheet, opening: str, closing: str) -> None:
    first, joined = -1, list[str]()
    for at, line in list(sheet.remaining_lines()):
        lowered = line.lower()
        if first < 0:
            place = lowered.rfind(opening)
            if place >= 0 and lowered.find(closing, place) < 0 and lowered[place + 3 : place + 4] in ("", " ", ">"):
                first, joined = at, [line]
            continue
        joined.append(line.strip())
        if closing in lowered:
            sheet.lines[first] = " ".join(joined)
            for each in range(first + 1, at + 1):
                if sheet.lines[each].strip():
                    sheet.remove_line(each, EMPTY_MARKUP)
            first = -1
        elif len(joined) > MOST_JOINED or opening in lowered or "<ul" in lowered or "<ol" in lowered:
            first = -1


def _turn_line(sheet: Sheet, at: int, line: str, state: _HtmlState) -> str:
    pieces, place, lowered = list[str](), 0, line.lower()
    state.whole = frozenset(name for name in state.closed if f"<{name}" in lowered and f"</{name}>" in lowered)
    for found in HTML_TAG.finditer(line):
        name = found[2].lower()
        if name in PAIRED and name not in state.closed:
            continue
        if name in BLOCKS or name in INLINE:
            pieces += [line[place : found.start()], _turn_tag(sheet, at, found, name, state)]
            place = found.end()
    if not pieces:
        return line
    text = html.unescape("".join([*pieces, line[place:]])).replace("\u00a0", " ")
    rows = [_trim_row(row) for row in text.split("\n")]
    return "\n".join(rows).strip("\n")


def _trim_row(row: str) -> str:
    bare = row.strip()
    if not bare.strip("|*"):
        return ""
    if bare.startswith("| "):
        return f"{bare} |" if not bare.endswith("|") else bare
    is_item = re.match(r" +(?:- |\d+\. )", row)
    kept = row.rstrip() if is_item else bare
    return f"{kept}  " if row.endswith("  ") else kept


def _turn_tag(sheet: Sheet, at: int, found: re.Match[str], name: str, state: _HtmlState) -> str:
    closes = bool(found[1])
    values = {each[1].lower(): each[2] or each[3] or each[4] or "" for each in ATTRIBUTE.finditer(found[3])}
    if name == "a":
        return _turn_link(values, state, closes)
    if name == "img":
        sheet.note(at, f"{PICTURE} left out: {values.get('alt') or 'no words'}")
        return ""
    if name in ("ol", "ul"):
        return _turn_list(name, state, closes)
    if name == "li":
        return "\n" if closes else _begin_item(state)
    if name in ("td", "th"):
        return "" if closes else " | "
    if name == "tr":
        return "\n" if closes else ""
    if name[0] == "h" and name[1:].isdigit():
        return "\n\n" if closes else f"\n\n{'#' * int(name[1])} "
    if name in PAIRED:
        return PAIRED[name] if name in state.whole else ""
    return BREAK if name == "br" else "\n\n" if name in BLOCKS else ""


def _turn_link(values: dict[str, str], state: _HtmlState, closes: bool) -> str:
    if not closes:
        state.href = values.get("href", "")
        return "[" if state.href else ""
    written = f"]({state.href})" if state.href else ""
    state.href = ""
    return written


def _turn_list(name: str, state: _HtmlState, closes: bool) -> str:
    if not closes:
        state.counts.append(0 if name == "ol" else None)
        return "\n" if len(state.counts) > 1 else "\n\n"
    if state.counts:
        state.counts.pop()
    return "\n" if state.counts else "\n\n"


def _begin_item(state: _HtmlState) -> str:
    indent = " " * 3 * max(0, len(state.counts) - 1)
    count = state.counts[-1] if state.counts else None
    if count is None:
        return f"\n{indent}- "
    state.counts[-1] = count + 1
    return f"\n{indent}{count + 1}. "
