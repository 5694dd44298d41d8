"""Where the text is in a page, and what of it is no text."""

from __future__ import annotations

import codecs
import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

from petition.core import charsets
from petition.statements.sources.html_styles import Declarations, name_set

STATED = re.compile(rb"charset\s{0,9}=\s{0,9}[\"']?([\w-]{2,40})", re.IGNORECASE)
# What browsers read where a page states one of these (WHATWG Encoding Standard, 4.2).
WIDER = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
}
MAIN = (
    "main, article, [role=main], [itemprop=articleBody], .entry-content, .post-content, .article-content, "
    ".article-body, .field--name-body"
)
UNSEEN = name_set(
    "script style noscript template svg canvas iframe object embed audio video head meta link title datalist map math"
)
AROUND = name_set("nav aside footer dialog menu search")
CONTROLS = name_set("button input select textarea option fieldset progress meter")
ROLES = name_set("navigation banner contentinfo complementary search dialog alertdialog menu menubar toolbar tablist")
MARKS = name_set(
    "cookie cookies consent gdpr onetrust cookiebanner newsletter subscribe breadcrumb breadcrumbs social share "
    "sharing sharedaddy sidebar related recommended popup modal pagination pager advert advertisement ads banner "
    "skiplink toc mw-editsection"
)
LEAST, MOST_SHARE = 250, 0.5


def decode_page(data: bytes) -> str:
    """The page as text: by its byte order mark, by what it states, or by what its letters look like."""
    stated = STATED.search(data[:4096])
    if stated and not data.startswith(tuple(mark for mark, _name in charsets.BYTE_ORDER_MARKS)):
        try:
            name = codecs.lookup(stated[1].decode("ascii")).name
            return data.decode(WIDER.get(name, name))
        except (LookupError, UnicodeDecodeError):
            pass
    return charsets.decode_bytes(data)


def text_length(node: LexborNode) -> int:
    """How many letters and digits an element holds, whatever becomes of them."""
    return sum(map(len, (node.text(separator=" ") or "").split()))


def find_main_part(page: LexborHTMLParser) -> LexborNode | None:
    """The smallest part that holds most of what any part holds; the body where there is no such part."""
    found = [(text_length(node), node) for node in page.css(MAIN)[:200]]
    largest = max((length for length, _node in found), default=0)
    enough = [(length, node) for length, node in found if length >= max(LEAST, largest * (1 - MOST_SHARE))]
    return min(enough, key=lambda one: one[0])[1] if enough else page.body


def find_title(page: LexborHTMLParser, part: LexborNode) -> str:
    """The heading of a page whose main part has none."""
    if part.css_first("h1") is not None:
        return ""
    heading = page.css_first("h1") or page.css_first("title")
    words = " ".join((heading.text(separator=" ") or "").split()) if heading is not None else ""
    return re.split(r" [|–—-] ", words, maxsplit=1)[0][:300]


def omission_of(node: LexborNode, said: Declarations, whole: int) -> str | None:
    """Why an element is left out, in a word; empty where nobody misses it, None where it is read.

    ``whole`` is the length of the part that is read: what holds most of it is no frame around it.
    """
    tag, attributes = node.tag or "", node.attributes
    if tag in UNSEEN:
        return ""
    if _is_hidden(attributes, said):
        return "hidden" if text_length(node) else ""
    if tag in CONTROLS:
        return "page_parts"
    if tag == "del":
        return "changes"
    if "comment" in said.get("mso-element", ""):
        return "comments"
    framed = tag in AROUND or (tag == "header" and node.css_first("h1") is None) or _is_marked(node)
    if framed or tag == "form":
        return "page_parts" if text_length(node) < whole * (MOST_SHARE if framed else 0.2) else None
    return None


def _is_hidden(attributes: dict[str, str | None], said: Declarations) -> bool:
    return (
        "hidden" in attributes
        or attributes.get("aria-hidden") == "true"
        or said.get("display", "").startswith("none")
        or said.get("visibility") == "hidden"
        or said.get("mso-hide") == "all"
    )


def _is_marked(node: LexborNode) -> bool:
    attributes = node.attributes
    if attributes.get("role") in ROLES:
        return True
    named = f"{attributes.get('class') or ''} {attributes.get('id') or ''}"[:2000].lower()
    return not MARKS.isdisjoint({*named.split(), *re.split(r"[\s_-]+", named)}) and node.tag not in (
        "body",
        "li",
        "span",
        "a",
    )
