"""Links of a text that lead nowhere, each with its line and what is wrong with it.

Whether an address answers nobody asks: a text is read without a single request.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import count, groupby

from markdown_it import MarkdownIt
from markdown_it.rules_inline import StateInline, autolink, link
from markdown_it.token import Token

from petition.statements.text.prose import LONGEST
from petition.statements.text.roll.section import HEADING_ROLE
from petition.statements.text.tree import Line

# Whose links are taken off beside a name, and said of that, or which are shown as they are.
ELSEWHERE = ("signatory", HEADING_ROLE, "heading among signatories", "heading of columns")
LIKELY = ("](", "<", "][")
WEB = re.compile(
    r"(?i)https?://(?:[^\s/?#@]*@)?(?:\[[0-9a-f:.]+\]|[^\s/?#:@.]+(?:\.[^\s/?#:@.]+)*\.?)(?::\d+)?(?:[/?#]\S*)?"
)
WITH_SITE = re.compile(r"(?i)https?://[^/?#]")
WITHOUT_SCHEME = re.compile(r"(?i)(?://)?(?:[\w-]+\.)+[a-z\u0080-\uffff]{2,}(?::\d+)?(?:[/?#].*)?")
FILES = re.compile(r"(?i)[^/?#]*\.(?:html?|php|aspx?|pdf|docx?|odt|md|txt|png|jpe?g)(?:[?#].*)?")
MAIL = re.compile(r"[^\s@,;:<>]+@(?:[^\s@,;:<>.%]+\.)+[^\s@,;:<>.%]{2,}")
SCHEME = re.compile(r"(?i)([a-z][a-z0-9+.-]*):")
UNDEFINED = re.compile(r"(?<![\\\]!])\[([^\[\]]{1,500})\]\[(?!\^)([^\[\]]{0,200})\](?![(\[:])")
# An address with a space, which Markdown does not take for one.
SPACED = re.compile(r"(?<![\\\]!])\[([^\[\]]{1,500})\]\([ \t]*((?i:https?://|mailto:)[^\s()]*[ \t][^()\n]{0,500})\)")
CODE = re.compile(r"(?<!`)(`{1,3})(?!`)[^`]{1,500}\1(?!`)")
DEMAND = "#demand-"


@dataclass(frozen=True)
class DeadLink:
    """A link that leads nowhere; ``why`` is "empty", "anchor", "scheme", "path", "mail", "mailto",
    "unsafe", "broken" or "undefined".
    """

    line: int
    words: str
    address: str
    why: str


def find_dead_links(lines: Sequence[Line], numbers: Collection[str]) -> list[DeadLink]:
    """The links of a text that lead nowhere, in the order of its lines; ``numbers`` are those of its demands."""
    found: list[DeadLink] = []
    # The lines of a paragraph follow one another, so their numbers less their places are the same.
    places = count()
    for (role, _place), group in groupby(lines, key=lambda line: (line.role, line.number - next(places))):
        if role not in ELSEWHERE:
            paragraph = list(group)
            if any(sign in line.text for line in paragraph for sign in LIKELY):
                found += _dead_links_of(paragraph, numbers)
    return found


def _dead_links_of(paragraph: list[Line], numbers: Collection[str]) -> Iterator[DeadLink]:
    source = "\n".join(line.text for line in paragraph)
    if len(source) > LONGEST:
        for line in paragraph if len(paragraph) > 1 else ():
            yield from _dead_links_of([line], numbers)
        return
    links = list(_links_of(source))
    known = {at for at, _words, _address in links}
    found = [(at, words, address, _fault_of(address, numbers)) for at, words, address in links]
    found += [(each.start(), each[1], f"[{each[2]}]", "undefined") for each in UNDEFINED.finditer(source)]
    prose = CODE.sub(lambda code: " " * len(code[0]), source)
    spaced = (each for each in SPACED.finditer(prose) if each.start() not in known)
    found += [(each.start(), each[1], each[2].strip(), "broken") for each in spaced]
    for at, words, address, why in sorted(found, key=lambda each: each[0]):
        if why is not None:
            yield DeadLink(paragraph[source.count("\n", 0, at)].number, words, address, why)


def _links_of(source: str) -> Iterator[tuple[int, str, str]]:
    """Each link by where it begins, with its words and its address."""
    address: str | None = None
    at = 0
    words: list[str] = []
    for token in _tokens_of(source):
        if token.type == "link_open":
            address, words = str(token.attrGet("href") or ""), []
            at = token.meta["at"]
        elif token.type == "link_close" and address is not None:
            yield at, "".join(words), address
            address = None
        elif address is not None:
            words.append(" " if token.type in ("softbreak", "hardbreak") else token.content)


def _tokens_of(source: str) -> Iterator[Token]:
    for block in _markdown().parseInline(source):
        yield from block.children or []


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False}).disable(["image", "html_inline"])
    # What pages do not take for a link, and show as it was typed, was still meant to be one.
    markdown.validateLink = lambda url: True  # type: ignore[method-assign]
    markdown.normalizeLink = lambda url: url  # type: ignore[method-assign]
    for name, rule in (("link", link), ("autolink", autolink)):
        markdown.inline.ruler.at(name, partial(_note_place, rule))
    return markdown


def _note_place(rule: Callable[[StateInline, bool], bool], state: StateInline, silent: bool) -> bool:
    """A rule for links, which notes where in the source each begins."""
    at, before = state.pos, len(state.tokens)
    is_link = rule(state, silent)
    opened = (token for token in state.tokens[before:] if token.type == "link_open")
    if is_link and not silent and (token := next(opened, None)) is not None:
        token.meta["at"] = at
    return is_link


def _fault_of(address: str, numbers: Collection[str]) -> str | None:
    if address in ("", "#"):
        return "empty"
    if address.startswith("#"):
        known = address.startswith(DEMAND) and address.removeprefix(DEMAND) in numbers
        return None if known else "anchor"
    if MAIL.fullmatch(address):
        return "mailto"
    if WITHOUT_SCHEME.fullmatch(address) and not FILES.fullmatch(address):
        return "scheme"
    scheme = SCHEME.match(address)
    if scheme is None:
        return "path"
    return _fault_of_scheme(scheme[1].lower(), address)


def _fault_of_scheme(scheme: str, address: str) -> str | None:
    if scheme in ("http", "https"):
        if WEB.fullmatch(address):
            return None
        return "broken" if WITH_SITE.match(address) else "empty" if address.rstrip(":/") == scheme else "path"
    if scheme == "mailto":
        return None if MAIL.fullmatch(address.partition(":")[2].partition("?")[0]) else "mail"
    return "unsafe"


# How each is noted, and read again from a note.
NOTED = {
    "empty": "the link “{words}” has no address: {address}",
    "anchor": "the link “{words}” leads to a place that is not in the text: {address}",
    "scheme": "the link “{words}” lacks https:// before its address: {address}",
    "path": "the link “{words}” leads to a path without a site: {address}",
    "mail": "the link “{words}” has no valid mail address: {address}",
    "mailto": "the link “{words}” lacks mailto: before its mail address: {address}",
    "unsafe": "the link “{words}” is neither of the web nor of mail: {address}",
    "broken": "the link “{words}” has an invalid address: {address}",
    "undefined": "the link “{words}” refers to an address that is not given: {address}",
}


def note_of(dead: DeadLink) -> str:
    """The note on a link that leads nowhere."""
    words = dead.words[:80] or "without words"
    return f"line {dead.line}: {NOTED[dead.why].format(words=words, address=dead.address[:200] or '(empty)')}"


def note_pattern(why: str) -> str:
    """What matches the note on such a link, with ``words`` and ``address`` as groups."""
    return re.escape(NOTED[why]).replace(r"\{words\}", "(?P<words>.+)").replace(r"\{address\}", "(?P<address>.+)")
