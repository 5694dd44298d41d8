"""A line above a list of signatories is told by its stem and its place, not from a closed list."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from petition.statements.text.demands.asking import asks, gives_reasons
from petition.statements.text.roll import vocabulary
from petition.statements.text.roll.contacts import LINK

HEADING = re.compile(r"(#{1,6})\s+(.*?)(?:\s+#+)?", re.DOTALL)
MARKUP = " #*_`=.–—-|"
SUFFIX = re.compile(r"\s*[(（\[][^()（）\[\]]*[)）\]]$")
NUMBERED = re.compile(r"(?:\d{1,2}|[IVX]{1,4})[.)]\s+")
CLAIMS = re.compile(
    r"(?i)\b(?:we|us|undersigned|signator(?:y|ies)|organi[sz]ations|wir|unterzeichn\w+|nous|мы|ми|my|nosotr[oa]s|nós|"
    r"noi|wij|vi)\b(?:.*\W)?(?:ask|call on|call upon|demand|urge|request|"
    r"appeal|insist|recommend|require|propose|write|are|have been|believe|express|want|note|condemn|unterstützen|"
    r"tragen)\b"
    r"|\b(?:поддерживаем|падтрымліваем|підтримуємо|popieramy|podporujeme|podpiramo|podržavamo|destekliyoruz|"
    r"promuoviamo|"
    r"sosteniamo|apoyamos|respaldamos|apoiamos|támogatjuk|susținem|palaikome|atbalstām|toetame|στηρίζουμε)\b"
)
# The colon of "Unterzeichner:innen" is part of the word, that of "https://" of an address.
COLON = re.compile(r"[:：](?!\w|//)|：(?!//)")
INNER_BRACKET = re.compile(r"[(（\[][^()（）\[\]]*[)）\]]")
# Behind a name these words are that person's role.
BEHALF = re.compile(r"(?i)on behalf of")
LINKED = re.compile(r"\]\(|//|www\.")
# Nouns for what was signed: "those who sign this call" asks for nothing.
SIGNED_TEXT = re.compile(
    r"(?i)\b(?:dies\w*|den|dem|de[rsl]?|die|das|unser\w*|est[ea]|el|al|la|le|les|il|un[ae]?|ce|cet|cette|notre|"
    r"nuestr\w+|"
    r"this|the|our|following|deze|dit|het|denna|detta|l|d|all|dell|quest\w+|tento|tuto|ten|tę|к|гэты|этот|"
    r"цей)\b['’ ]\s*"
    r"(?:call|appeal|aufruf\w*|appell\w*|llamado|llamamiento|pedido|apelo|appel|petici[oó]n|petition|oproep|"
    r"upprop\w*|"
    r"opråb|opprop|výzv\w+|apel|призыв|заклик|заклік)\b(?: (?:for|to|on)\b)?"
)
ENDS = re.compile(r"[.!?…。！？؟;]['\"”’»)*_]*$")
LONGEST_LIST = 1_000_000
LONGEST_LINE, MOST_WORDS, MOST_WORDS_WITH_COLON = 420, 11, 50
# Stems that also stand in running text; without a colon or the marks of a heading they say nothing.
WEAK = re.compile(
    r"(?i)^(?:on behalf of|in solidarity|supporters?|sponsors?|endorsements?|firme|soutien|apoi\w+|apoya\w+|"
    r"signatures?|unterstützen|tragen|getragen|podporuj\w*|promuov\w*|respaldan|se suman|se unen|palaiko\w*|pritaria|"
    r"support (?:this|the)|susțin\w*|podržava\w*|ủng hộ|mendukung)\b"
)


@dataclass(frozen=True)
class RollHeading:
    """The words of a heading of signatories, the names behind its colon, and how sure it is by itself."""

    words: str
    behind: str = ""
    is_marked: bool = False
    kind: str = ""


def match_heading(text: str) -> RollHeading | None:
    """The heading that a line is, or None.

    "Signed by: Viasna, BAJ" gives the words "Signed by" and the names behind. ``kind`` is "individual" or
    "organisation" where it says which sign. What asks somebody to sign or to do something is none.
    """
    return _match(text) if 0 < len(text) <= LONGEST_LIST else None


@lru_cache(maxsize=4096)
def _match(text: str) -> RollHeading | None:
    marked = HEADING.fullmatch(text)
    bare = (marked[2] if marked else text).strip()
    if bare.startswith("\\"):
        return None
    bold = bare[:2] in ("**", "__") and bare.rstrip(" :")[-2:] == bare[:2]
    at = _find_colon(bare)
    title, behind = (bare[: at.start()], bare[at.end() :]) if at else (bare, "")
    is_sentence = at is None and ENDS.search(bare) is not None and " " in bare
    title, behind = title.strip(MARKUP), behind.strip(MARKUP)
    if LINKED.search(title):
        # A link beside a word of signing leads to the list or to a form; only a marked heading may be one.
        title = LINK.sub(r"\1", title).strip(MARKUP)
        if LINKED.search(title) or not (marked or (at and not behind)):
            return None
    if vocabulary.is_farewell(bare) and not WEAK.match(title):
        return None
    signed = vocabulary.SIGNED.search(title) if len(title) <= LONGEST_LINE else None
    if is_sentence or signed is None or (signed.start() and BEHALF.match(signed[0])):
        return None
    words, is_marked = title.split(), bool(marked or bold)
    # A count or a date behind the words is no name.
    behind = "" if behind and not any(each.isalpha() for each in behind) else behind
    if not _may_head(title, words, at is not None, is_marked, bool(behind)):
        return None
    return RollHeading(NUMBERED.sub("", title), behind, is_marked or at is not None, kind_of_group(title))


def _find_colon(text: str) -> re.Match[str] | None:
    """The colon behind the words of a heading; one in brackets, as in "(as of: May)", is none."""
    masked = INNER_BRACKET.sub(lambda found: "_" * len(found[0]), text)
    return COLON.search(masked)


def _may_head(title: str, words: list[str], has_colon: bool, is_marked: bool, has_names: bool) -> bool:
    most = MOST_WORDS_WITH_COLON if has_colon and not has_names else MOST_WORDS + 4 * is_marked
    if len(words) > most or vocabulary.CALLS.search(title) or CLAIMS.search(title):
        return False
    if gives_reasons(title, ()):
        return False
    if has_colon and _only_asks(title):
        return False
    return has_colon or is_marked or len(words) <= 2 or not WEAK.match(title)


def _only_asks(title: str) -> bool:
    """Whether the words ask in the first or third person, as in "die Unterzeichnenden fordern"."""
    place = vocabulary.SIGNED.search(title)
    return (
        place is not None
        and place.start() < len(title) // 2
        and not re.search(r"(?i)\bsign\b", title)
        and asks(SIGNED_TEXT.sub(" ", title[place.start() :])[place.end() - place.start() :])
    )


def heading_words(text: str) -> str:
    """The words of a heading of signatories, without markup and the names behind it; "" when it is none."""
    found = match_heading(text)
    return found.words if found else ""


def match_group(text: str) -> bool:
    """Whether a line names a part of a list: "Organisations", "Individuals", "International:"."""
    bare = strip_group(text)
    return 0 < len(bare) <= 60 and vocabulary.GROUPS.fullmatch(bare) is not None


def strip_group(text: str) -> str:
    """The words of a line between the parts of a list, without markup, colon and count."""
    bare = text.strip(MARKUP + ":：")
    return SUFFIX.sub("", bare).strip(MARKUP + ":：")


def kind_of_group(text: str) -> str:
    """Who stands below these words: "individual", "organisation", or "" where they do not say."""
    text = text[:LONGEST_LINE]
    people, organisations = vocabulary.PEOPLE.search(text), vocabulary.ORGANISATIONS.search(text)
    if bool(people) == bool(organisations):
        return ""
    return "individual" if people else "organisation"
