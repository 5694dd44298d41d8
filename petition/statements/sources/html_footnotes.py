"""The footnotes of a page: marks in the text, and the places that they lead to."""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

NOTE_MARK = re.compile(r"\[?(?:\d{1,3}|[ivx]{1,5}|\*{1,3}|†)\]?")


def find_footnotes(page: LexborHTMLParser) -> dict[str, LexborNode]:
    """The elements that marks in the text lead to, by the name of the place."""
    found: dict[str, LexborNode] = {}
    for link in page.css("a[href^='#']")[:2000]:
        name, words = (link.attributes.get("href") or "")[1:], (link.text() or "").strip()
        said = " ".join(link.attributes.get(one) or "" for one in ("style", "class", "role"))
        parent = link.parent
        is_raised = (parent is not None and parent.tag == "sup") or link.css_first("sup") is not None
        if name in found or "ref" in name or not NOTE_MARK.fullmatch(words):
            continue
        if is_raised or re.search(r"footnote|endnote|noteref", said):
            target = _target_of(page, name)
            if target is not None:
                found[name] = target
    return found


def _target_of(page: LexborHTMLParser, name: str) -> LexborNode | None:
    if not re.fullmatch(r"[\w:.-]{1,80}", name):
        return None
    bare = name.removeprefix("_")
    target = page.css_first(f'[id="{name}"], [id="{bare}"], a[name="{name}"]')
    while target is not None and target.tag not in ("li", "p", "div", "dd", "aside", "section"):
        target = target.parent
    return None if target is None or target.tag == "body" else target
