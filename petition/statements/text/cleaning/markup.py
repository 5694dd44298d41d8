"""Comments, template tags and HTML between the words: taken off, or turned into the Markdown they mean."""

from __future__ import annotations

import html
import re

from petition.statements.text.cleaning.sheet import COMMENT, EMPTY_MARKUP, PICTURE, TAG, Sheet

TEMPLATE = re.compile(r"\{%.{0,400}?%\}|\{\{.{0,400}?\}\}|\{#(?!\w).{0,400}?#\}|<%.{0,400}?%>")
ATTRIBUTES = re.compile(r" ?\{:[^{}\n]*\}|(?: |^)\{[#.][\w-][^{}\n]*\}(?=\s*$)")
LONE_TAG = re.compile(
    r"\s*(?:\[/?(?:caption|gallery|embed|video|audio|vc_\w+|et_pb_\w+|contact-form\S*|sharethis|social)\b[^\[\]]*\]"
    r"|:::.*|\\(?:newpage|pagebreak|clearpage)|%%.*%%|(?:import|export)\s.+\bfrom\b\s+['\"].+['\"];?)\s*"
)
HIDDEN = ("script", "style", "svg", "iframe", "form", "button", "nav", "noscript", "template", "select", "head")
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
COMPONENT = re.compile(r"\s*</?[A-Z]\w*(?:\s[^<>]*)?/?>\s*")
ATTRIBUTE = re.compile(r"""\b(href|alt|title)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
PAIRED = {"strong": "**", "b": "**", "em": "*", "i": "*", "code": "`"}
BREAK = "  \n"


def take_comments(sheet: Sheet) -> None:
    """Takes off HTML comments and comments of templates, also those over several lines."""
    _take_spans(sheet, "<!--", "-->", COMMENT)
    _take_spans(sheet, "{% comment %}", "{% endcomment %}", COMMENT)
    for tag in HIDDEN:
        _take_spans(sheet, f"<{tag}", f"</{tag}>", EMPTY_MARKUP)


def _take_spans(sheet: Sheet, opening: str, closing: str, role: str) -> None:
    last = max((at for at, line in sheet.each() if closing in line.lower()), default=-1)
    is_open = False
    for at, line in list(sheet.each()) if last >= 0 else ():
        kept, place, lowered = "", 0, line.lower()
        if not is_open and opening not in lowered:
            continue
        while place < len(line):
            if not is_open:
                start = _find_opening(lowered, opening, place)
                # A span that nobody closed is text.
                is_open = start >= 0 and (at < last or lowered.find(closing, start) >= 0)
                kept += line[place : start if is_open else len(line)]
                place = start + len(opening) if is_open else len(line)
            else:
                end = lowered.find(closing, place)
                is_open, place = end < 0, end + len(closing) if end >= 0 else len(line)
        if kept != line:
            sheet.put(at, kept, role)


def _find_opening(line: str, opening: str, place: int) -> int:
    start = line.find(opening, place)
    while start >= 0 and opening[1].isalpha() and line[start + len(opening) : start + len(opening) + 1] not in " >/\t":
        start = line.find(opening, start + 1)
    return start


def take_template_tags(sheet: Sheet) -> None:
    """Takes off the tags of Jekyll, Hugo, Jinja and others, and attributes of blocks."""
    for at, line in list(sheet.each()):
        if LONE_TAG.fullmatch(line) or COMPONENT.fullmatch(line):
            is_tag = not HTML_TAG.fullmatch(line.strip()) or line.strip().strip("</>")[:1].isupper()
            if is_tag:
                sheet.take_off(at, TAG)
                continue
        if "{" not in line and "<%" not in line:
            continue
        left = TEMPLATE.sub("", line)
        if left != line and left.strip():
            for found in TEMPLATE.findall(line):
                sheet.note(at, f"a template tag was left out: {found}")
        left = ATTRIBUTES.sub("", left)
        if left != line:
            sheet.put(at, left.rstrip() if left.strip() else "", TAG)


def turn_html(sheet: Sheet) -> None:
    """Turns HTML between the words into Markdown; tags that say nothing are taken off, their words stay."""
    cells = 0
    for at, line in list(sheet.each()):
        if "<" not in line:
            if "&" in line and re.search(r"&(?:nbsp|amp|quot|lt|gt|#\d+|#x[0-9a-fA-F]+|[a-z]+);", line):
                sheet.lines[at] = html.unescape(line).replace("\u00a0", " ")
            continue
        turned, cells = _turn_line(sheet, at, line, cells)
        if turned != line:
            sheet.put(at, turned, EMPTY_MARKUP)


def _turn_line(sheet: Sheet, at: int, line: str, cells: int) -> tuple[str, int]:
    pieces, place, href = [], 0, [""]
    for found in HTML_TAG.finditer(line):
        name = found[2].lower()
        if name not in BLOCKS and name not in INLINE:
            continue
        pieces.append(line[place : found.start()])
        place = found.end()
        pieces.append(_turn_tag(sheet, at, found, name, href))
    if not place:
        return line, cells
    text = html.unescape("".join([*pieces, line[place:]])).replace("\u00a0", " ")
    rows = [row.strip() if row.strip(" |*") else "" for row in text.split("\n")]
    return "\n".join(_close_row(row) for row in rows).strip("\n"), cells


def _close_row(row: str) -> str:
    return f"{row} |" if row.startswith("| ") and not row.endswith("|") else row


def _turn_tag(sheet: Sheet, at: int, found: re.Match[str], name: str, href: list[str]) -> str:
    closes = bool(found[1])
    values = {each[1].lower(): each[2] or each[3] or each[4] or "" for each in ATTRIBUTE.finditer(found[3])}
    if name in PAIRED:
        return PAIRED[name]
    if name == "br":
        return BREAK
    if name == "a":
        href[0] = href[0] if closes else values.get("href", "")
        return (f"]({href[0]})" if href[0] else "") if closes else ("[" if href[0] else "")
    if name == "img":
        sheet.note(at, f"{PICTURE} left out: {values.get('alt') or 'no words'}")
        return ""
    if name in ("td", "th"):
        return "" if closes else "| "
    if name == "li":
        return "\n" if closes else "\n- "
    if name[0] == "h" and name[1:].isdigit():
        return "\n\n" if closes else f"\n\n{'#' * int(name[1])} "
    return "\n" if name == "tr" else "\n\n" if name in BLOCKS else ""
