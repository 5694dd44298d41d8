"""Comments, template tags and attributes between the words: taken off."""

from __future__ import annotations

import re

from petition.statements.text.cleaning.html_tags import HTML_TAG
from petition.statements.text.cleaning.sheet import COMMENT, EMPTY_MARKUP, TAG, Sheet

TEMPLATE = re.compile(r"\{%.{0,400}?%\}|\{\{.{0,400}?\}\}|\{#(?!\w).{0,400}?#\}|<%.{0,400}?%>")
LONGEST_TAG = 1000
ATTRIBUTES = re.compile(r" ?\{:[^{}\n]*\}|(?: |^)\{[#.][\w-][^{}\n]*\}(?=\s*$)")
TASK_BOX = re.compile(r"(\s{0,20}(?:[-*+•]|\d{1,3}[.)])\s{1,8})\[[ xX✓✔]\]\s+(?=\S)")
LONE_TAG = re.compile(
    r"\s*(?:\[/?(?:caption|gallery|embed|video|audio|vc_\w+|et_pb_\w+|contact-form\S*|sharethis|social)\b[^\[\]]*\]"
    r"|:::.*|\\(?:newpage|pagebreak|clearpage)|%%.*%%|(?:import|export)\s.+\bfrom\b\s+['\"].+['\"];?)\s*"
)
HIDDEN = ("script", "style", "svg", "iframe", "form", "button", "nav", "noscript", "template", "select", "head")
# On one line of its own, and closed like a tag.
BADLY_CLOSED = re.compile(r"\s*<!--[^<>]*>\s*")
COMPONENT = re.compile(r"\s*</?[A-Z]\w*(?:\s[^<>]*)?/?>\s*")


def take_comments(sheet: Sheet) -> None:
    """Takes off HTML comments and comments of templates, also those over several lines."""
    for at, line in list(sheet.remaining_lines()):
        if "<!--" in line and BADLY_CLOSED.fullmatch(line):
            sheet.remove_line(at, COMMENT)
    _take_spans(sheet, "<!--", "-->", COMMENT)
    _take_spans(sheet, "{% comment %}", "{% endcomment %}", COMMENT)
    for tag in HIDDEN:
        _take_spans(sheet, f"<{tag}", f"</{tag}>", EMPTY_MARKUP)


def _take_spans(sheet: Sheet, opening: str, closing: str, role: str) -> None:
    last = max((at for at, line in sheet.remaining_lines() if closing in line.lower()), default=-1)
    is_open = False
    for at, line in list(sheet.remaining_lines()) if last >= 0 else ():
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
            sheet.replace_line(at, kept, role)


def _find_opening(line: str, opening: str, place: int) -> int:
    start = line.find(opening, place)
    while start > 0 and line[start - 1] == "\\":
        start = line.find(opening, start + 1)
    while start >= 0 and opening[1].isalpha() and line[start + len(opening) : start + len(opening) + 1] not in " >/\t":
        start = line.find(opening, start + 1)
    return start


def take_task_boxes(sheet: Sheet) -> None:
    """Takes off the boxes of lists of tasks ("- [ ] …"); the items stay."""
    for at, line in list(sheet.remaining_lines()):
        found = TASK_BOX.match(line) if "]" in line else None
        if found:
            sheet.lines[at] = found[1] + line[found.end() :]


def take_template_tags(sheet: Sheet) -> None:
    """Takes off the tags of Jekyll, Hugo, Jinja and others, and attributes of blocks."""
    for at, line in list(sheet.remaining_lines()):
        if len(line) <= LONGEST_TAG and (LONE_TAG.fullmatch(line) or COMPONENT.fullmatch(line)):
            is_tag = not HTML_TAG.fullmatch(line.strip()) or line.strip().strip("</>")[:1].isupper()
            if is_tag:
                sheet.remove_line(at, TAG)
                continue
        if "{" not in line and "<%" not in line:
            continue
        left = TEMPLATE.sub("", line)
        if left != line and left.strip():
            for found in TEMPLATE.findall(line):
                sheet.note(at, f"a template tag was left out: {found}")
        left = ATTRIBUTES.sub("", left)
        if left != line:
            sheet.replace_line(at, left.rstrip() if left.strip() else "", TAG)
