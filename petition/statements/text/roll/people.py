"""Whether a name is a person's or an organisation's, and what of a line is the person's role and organisation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from petition.statements.text.roll import names
from petition.statements.text.roll.given_names import is_given_name
from petition.statements.text.roll.person_words import (
    CREDENTIALS,
    LEGAL,
    NAME_WORD,
    ORGANISATION,
    PARTICLES,
    ROLE,
    TITLE,
)
from petition.statements.text.tree import Signatory

INDIVIDUAL, GROUP = "individual", "organisation"
AT = re.compile(r"\s+(?:at|@|bei(?: der| dem)?|an der|chez|presso)\s+", re.IGNORECASE)
BEHALF = re.compile(
    r"(?i)(?:on behalf of|au nom de?|im namen|"
    r"en nombre de|em nome d[eao]s?|a nome d\w+|per conto d\w+|w imieniu|namens|jménem|"
    r"от имени|від імені|ад імя|adına)\b"
)
MOST_PARTS, MOST_BEFORE_ROLE = 5, 2
UNSPACED_NAME = re.compile(
    r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]{2,6}(?:[ ・][\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]{1,6})?"
)
LIKE_OTHERS, LONGEST_NAME = 3, 160


def person_sign(name: str) -> str:
    """Why a name by itself looks like a person's: "title", "given_name", or ""."""
    if len(name) > LONGEST_NAME:
        return ""
    title = TITLE.match(name)
    bare = name[title.end() :] if title else name
    if not looks_personal(bare, 1 if title else 2):
        return ""
    if title:
        return "title"
    words = [word for word in bare.split() if word.casefold() not in PARTICLES]
    # Family names come first in many countries.
    return "given_name" if any(is_given_name(word) for word in words[:2]) else ""


def looks_personal(name: str, fewest: int = 2) -> bool:
    """Whether a name has the form of a person's: a few words with capitals, none of them an organisation's."""
    words = name.split() if len(name) <= LONGEST_NAME else []
    if words and UNSPACED_NAME.fullmatch(name):
        return not ORGANISATION.search(name)
    if not fewest <= len(words) <= 6:
        return False
    for word in words:
        if not (NAME_WORD.fullmatch(word) and (word[0] == word[0].upper() or word.casefold().strip("'’") in PARTICLES)):
            return False
    return words[0][0] == words[0][0].upper() and not ORGANISATION.search(name)


def suggest_kinds(found: Sequence[Signatory], groups: Sequence[str]) -> list[Signatory]:
    """The signatories of one list with their kinds, those of people split into name, role and organisation.

    ``groups`` has the kind that the heading above each says, or "". Names that say nothing by themselves are like the
    others around them.
    """
    signs = [_find_sign(each, group) for each, group in zip(found, groups, strict=True)]
    people = sum(sign[0] == INDIVIDUAL for sign in signs)
    others = sum(sign[0] == GROUP for sign in signs)
    mostly_people = people >= LIKE_OTHERS and people > 2 * others
    made = []
    for each, (kind, reason) in zip(found, signs, strict=True):
        if not kind and mostly_people and looks_personal(_head(each)[0]):
            kind, reason = INDIVIDUAL, "like_the_others"
        one = replace(each, kind=kind or GROUP, reason=reason or "no_sign")
        made.append(_split_person(one) if one.kind == INDIVIDUAL else one)
    return made


def _find_sign(each: Signatory, group: str) -> tuple[str, str]:
    head, rest = _head(each)
    if each.reason == "column" and each.kind == INDIVIDUAL:
        return INDIVIDUAL, "column"
    sign = person_sign(head)
    if group == GROUP and not (sign and rest and ROLE.search(rest[0])):
        return GROUP, "group"
    if group == INDIVIDUAL:
        return INDIVIDUAL, "group"
    if each.role or each.organisation:
        return INDIVIDUAL, "role"
    if sign:
        return INDIVIDUAL, sign
    if rest and _begins_with_role(rest[0]) and looks_personal(head):
        return INDIVIDUAL, "role"
    whole = ORGANISATION.search(each.name[: 2 * LONGEST_NAME]) or any(
        LEGAL.fullmatch(part) for part in each.name.split()[1:]
    )
    return (GROUP, "organisation_word") if whole else ("", "")


def _begins_with_role(part: str) -> bool:
    found = ROLE.search(part)
    if found is None:
        return BEHALF.match(part) is not None
    # Scripts without spaces put the role last; elsewhere a word or two may stand before it.
    return UNSPACED_NAME.search(part) is not None or len(part[: found.start()].split()) <= MOST_BEFORE_ROLE


def _head(each: Signatory) -> tuple[str, list[str]]:
    """The first part of a printed name, and what follows it; letters behind a name belong to it."""
    text, bracket = each.name, ""
    found = names.BRACKETED.fullmatch(text) if text[-1:] in ")）]" else None
    if (found and found[1] and not names.ACRONYM.fullmatch(found[2])) or (
        found and found[1] and person_sign(found[1].rstrip(" ,"))
    ):
        text, bracket = found[1].rstrip(" ,"), found[2].strip()
    parts = names.split_parts(text)
    head = parts[0] if parts else text
    taken = 1
    while taken < len(parts) and CREDENTIALS.fullmatch(parts[taken]):
        head = f"{head}, {parts[taken]}"
        taken += 1
    bare = re.sub(r",.*", "", head)
    return bare, [*parts[taken:], *([bracket] if bracket else [])]


def _split_person(each: Signatory) -> Signatory:
    head, rest = _head(each)
    if (
        not rest
        or len(rest) > MOST_PARTS
        or not looks_personal(TITLE.sub("", head, count=1) if TITLE.match(head) else head, 1)
    ):
        return each
    role, organisation, place = each.role, each.organisation, each.place
    for at, part in enumerate(rest):
        is_role, is_group = ROLE.search(part) is not None, ORGANISATION.search(part) is not None
        at_word = AT.search(part) if is_role else None
        if at_word and organisation is None:
            role, organisation = _join(role, part[: at_word.start()]), part[at_word.end() :]
        elif is_role and (not is_group or (role is None and at == 0 and len(rest) > 1)):
            role = _join(role, part)
        elif role is None and (is_role or (part[:1].islower() and not is_group)):
            role = part
        elif organisation is not None and not is_group and at == len(rest) - 1 and each.country and place is None:
            place = part
        else:
            organisation = _join(organisation, part)
    start = each.name.index(rest[0], len(head)) if rest[0] in each.name[len(head) :] else len(each.name)
    name = names.strip_punctuation(each.name[:start].rstrip(" ,;(（[–—-|/"))
    return replace(each, name=name or head, role=role, organisation=organisation, place=place)


def _join(one: str | None, other: str) -> str:
    return f"{one}, {other}" if one else other
