"""Inline Markdown made safe HTML, or bare words; nothing but emphasis, code and links gets through."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

LINKED = re.compile(r"(?i)(?:https?://|mailto:)\S|#.")
TAGS = {"em", "strong", "a", "code", "br"}
# Without an empty set for all tags, title and lang would be let through.
ATTRIBUTES: dict[str, set[str]] = {"*": set(), "a": {"href"}}
SCHEMES = {"http", "https", "mailto"}
# Longer than any paragraph; beyond it only the words are shown, so that no input costs more than its length.
LONGEST = 20_000


def inline_html(source: str) -> str:
    """Safe HTML of one block of inline Markdown.

    Links lead to http, https, mailto or a place in the page; others, placeholders among them, keep
    their words only.
    """
    if len(source) > LONGEST:
        return html.escape(source, quote=False)
    markdown = _markdown()
    rendered: str = markdown.renderer.render(_safe_links(_parse_tokens(source)), markdown.options, {})
    return nh3.clean(rendered, tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="noopener noreferrer")


def plain_text(source: str) -> str:
    """The words without markup, for titles, metadata and mails."""
    if len(source) > LONGEST:
        return source
    return " ".join("".join(_token_words(token) for token in _parse_tokens(source)).split())


def addressed_text(source: str) -> str:
    """The words without markup, each link that pages show followed by its address in brackets."""
    if len(source) > LONGEST:
        return source
    return " ".join("".join(map(_token_words, _spell_out_links(_parse_tokens(source)))).split())


def _spell_out_links(tokens: list[Token]) -> Iterator[Token]:
    address = ""
    for token in _safe_links(tokens):
        yield token
        if token.type == "link_open" and token.markup != "autolink":
            address = _markdown().normalizeLinkText(str(token.attrGet("href") or ""))
        elif token.type == "link_close" and address:
            yield Token("text", "", 0, content=f" ({address})")
            address = ""


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    # Pictures would be requests to third parties.
    return MarkdownIt("commonmark", {"html": False}).disable(["image", "html_inline"])


def _parse_tokens(source: str) -> list[Token]:
    return [token for block in _markdown().parseInline(source) for token in block.children or []]


def _token_words(token: Token) -> str:
    return " " if token.type in ("softbreak", "hardbreak") else token.content


def _safe_links(tokens: list[Token]) -> list[Token]:
    kept: list[Token] = []
    dropped = False
    for token in tokens:
        if token.type == "link_open":
            dropped = LINKED.match(str(token.attrGet("href") or "")) is None
        if not (dropped and token.type in ("link_open", "link_close")):
            kept.append(token)
        if token.type == "link_close":
            dropped = False
    return kept
