"""What a coordinator reads before an edition is issued: what becomes of the text, and who is told."""

from __future__ import annotations

from collections.abc import Mapping

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from petition.core import languages
from petition.desk.queries import editions
from petition.desk.queries.last_look import LastLook
from petition.desk.queries.open_points import OpenPoint, open_points
from petition.statements.models import Statement
from petition.statements.queries.drafts import EditionDraft


def edition_look(
    statement: Statement, drafted: EditionDraft, kind: str, mapping: Mapping[str, tuple[str, ...]]
) -> LastLook:
    """Before the draft is issued as an edition of this kind ("typing" or "substance")."""
    number, reach = drafted.current.number + 1, editions.announcement_reach(statement)
    is_substance = kind == "substance"
    words = _("From then on edition %(number)s is what is signed.", number=number)
    told = _announcement_words(statement, reach) if is_substance else [_typing_words()]
    return LastLook(
        act="edition",
        heading=str(_("Issue edition %(number)s", number=number)),
        button=str(_("Issue edition %(number)s", number=number)),
        happens=[str(words), *told],
        way_back=str(_("It cannot be changed or undone; a further correction is a further edition.")),
        unfinished=[*_translation_points(statement, drafted, mapping), *open_points("edition", statement)],
        is_final=True,
        basis=[drafted.mark, kind, sorted(mapping.items()) if is_substance else []],
        mailed=reach.mailed + reach.invited if is_substance else 0,
        can_edit=True,
    )


def _typing_words() -> str:
    return str(_("Those who signed stay with their edition, and nobody is mailed."))


def _announcement_words(statement: Statement, reach: editions.AnnouncementReach) -> list[str]:
    mailed = ngettext(
        "%(num)s signatory gets a mail with the differences and a link to carry the signature over.",
        "%(num)s signatories get a mail with the differences and a link to carry the signature over.",
        reach.mailed,
    )
    silent = ngettext(
        "%(num)s more cannot be reached by mail; you carry it over with its agreement.",
        "%(num)s more cannot be reached by mail; you carry them over with their agreement.",
        reach.silent,
    )
    invited = ngettext(
        "%(num)s organisation with an open invitation gets a mail about the new edition with a new link.",
        "%(num)s organisations with an open invitation get a mail about the new edition with a new link.",
        reach.invited,
    )
    further = [*([silent] if reach.silent else []), *([invited] if reach.invited else [])]
    return [mailed, *further, _silence_words(statement)]


def _silence_words(statement: Statement) -> str:
    if statement.silence_days is None:
        return str(_("Signatories who do not answer stay with the edition they signed."))
    words: str = ngettext(
        "Signatories who do not answer are carried over after %(num)s day, under the rule shown before signing.",
        "Signatories who do not answer are carried over after %(num)s days, under the rule shown before signing.",
        statement.silence_days,
    )
    return words


def _translation_points(
    statement: Statement, drafted: EditionDraft, mapping: Mapping[str, tuple[str, ...]]
) -> list[OpenPoint]:
    """Translations that will not be whole in the new edition."""
    points = []
    for one in editions.plan_edition(drafted, mapping).languages:
        lacking = one.counts["stale"] + one.counts["missing"]
        if one.kind == "whole" or not lacking:
            continue
        text = ngettext(
            "%(language)s: %(num)s demand will be missing or not up to date.",
            "%(language)s: %(num)s demands will be missing or not up to date.",
            lacking,
            language=languages.language_name(one.language),
        )
        url = url_for("desk.text", statement_id=statement.id, lang=one.language)
        points.append(OpenPoint(f"translation {one.language}", lacking, text, url))
    return points
