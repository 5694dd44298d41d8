"""What a coordinator reads before founding signatories are entered: who, under which edition, and what it changes."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from petition.core import languages
from petition.core.languages import country_code
from petition.desk.queries import statements as statement_queries
from petition.desk.queries.last_look import LastLook
from petition.desk.queries.open_points import open_points
from petition.list.queries.counts import fresh_counts
from petition.signing.decide import founder_entries
from petition.signing.decide.founders import Founder, needs_second_person
from petition.statements.models import Statement
from petition.statements.queries.public_statements import current_edition

NAMES_TOLD = 40


def founding_look(statement: Statement, chosen: Sequence[Founder], mark: str) -> LastLook:
    """Before these are entered; ``mark`` is that of the text under which they stand."""
    takes_two, edition = needs_second_person(statement), current_edition(statement)
    entered, has_entry, left_out = _sort_founders(statement, chosen)
    until = _("They can be taken off again until delivery.")
    return LastLook(
        act="founding",
        heading=str(_("Enter founding signatories")),
        button=str(_("Ask a second person")) if takes_two else _button_words(len(entered)),
        happens=_founding_words(statement, entered, has_entry, left_out),
        way_back=str(until if takes_two else _("They can be taken off again until signing opens.")),
        unfinished=open_points("founding", statement),
        obstacle="" if entered else str(_("There is nobody left to add.")),
        basis=[
            statement_queries.current_stage(statement),
            edition.number,
            mark,
            [str(one) for one in entered],
            has_entry,
        ],
        asks_why=takes_two,
        can_edit=True,
    )


def _founding_words(statement: Statement, entered: Sequence[Founder], has_entry: int, left_out: int) -> list[str]:
    takes_two, edition = needs_second_person(statement), current_edition(statement)
    organisations = [one for one in entered if one.kind == "organisation"]
    people = [one for one in entered if one.kind == "individual"]
    happens = [
        *_who_is_entered(organisations, people, edition.number),
        *_register_words(len(organisations), has_entry, left_out),
        _count_change(statement, len(organisations), len(people)),
    ]
    if organisations:
        happens.append(_when_listed(takes_two))
    if people:
        happens.append(str(_("People are counted. Their names appear once you confirm that each of them agreed.")))
    if not edition.frozen_at:
        happens.append(str(_("With that the text of this edition is frozen.")))
    if takes_two:
        two = _(
            "Signing has begun, so this needs a second person: nobody is entered before another coordinator agrees."
        )
        happens.insert(0, str(two))
    return [*happens, str(_("No mail is sent by this."))]


def _sort_founders(statement: Statement, chosen: Sequence[Founder]) -> tuple[list[Founder], int, int]:
    """Who will be entered, how many of them under an entry that is there, and how many are not counted again."""
    signed = founder_entries.signed_organisations(statement.id)
    asked = [(one.name, country_code(one.country)) for one in chosen if one.kind == "organisation" and not one.is_new]
    known = founder_entries.find_entries(asked, hold=False)
    entered, has_entry, used = [], 0, set(signed)
    for one in {founder.identity: founder for founder in chosen}.values():
        found = known.get((one.name, country_code(one.country))) if one.kind == "organisation" else None
        entry = one.entry or (found.id if found is not None and not one.is_new else None)
        if entry is not None and entry in used:
            continue
        if entry is not None:
            used.add(entry)
            has_entry += 1
        entered.append(one)
    return entered, has_entry, len(chosen) - len(entered)


def _who_is_entered(organisations: Sequence[Founder], people: Sequence[Founder], edition: int) -> list[str]:
    told = []
    for found, words in (
        (
            organisations,
            ngettext(
                "%(num)s organisation is entered under edition %(edition)s:",
                "%(num)s organisations are entered under edition %(edition)s:",
                len(organisations),
                edition=edition,
            ),
        ),
        (
            people,
            ngettext(
                "%(num)s person is entered under edition %(edition)s:",
                "%(num)s people are entered under edition %(edition)s:",
                len(people),
                edition=edition,
            ),
        ),
    ):
        if found:
            names = "; ".join(one.name for one in found[:NAMES_TOLD])
            told.append(f"{words} {names}{'; …' if len(found) > NAMES_TOLD else ''}")
    return told


def _register_words(organisations: int, has_entry: int, left_out: int) -> list[str]:
    told = []
    if has_entry:
        told.append(
            ngettext(
                "%(num)s organisation has its entry in the register already and keeps it.",
                "%(num)s organisations have their entries in the register already and keep them.",
                has_entry,
            )
        )
    if new := organisations - has_entry:
        told.append(
            ngettext(
                "%(num)s organisation gets a new entry in the register.",
                "%(num)s organisations get new entries in the register.",
                new,
            )
        )
    if left_out:
        told.append(
            ngettext(
                "%(num)s has signed already, or is named there twice, and is not counted again.",
                "%(num)s have signed already, or are named there twice, and are not counted again.",
                left_out,
            )
        )
    return told


def _count_change(statement: Statement, organisations: int, people: int) -> str:
    found = fresh_counts(statement.id)
    before = {"organisations": found.organisations, "people": found.individuals}
    after = {"more_organisations": found.organisations + organisations, "more_people": found.individuals + people}
    shown = {name: languages.format_number(value) for name, value in (before | after).items()}
    words = _(
        "Organisations that count: %(organisations)s now, then %(more_organisations)s. "
        "People: %(people)s now, then %(more_people)s.",
        **shown,
    )
    return str(words)


def _when_listed(takes_two: bool) -> str:
    if takes_two:
        return str(_("Organisations are listed at once, as founding signatories."))
    return str(_("Organisations are listed and counted from the start, as founding signatories."))


def _button_words(number: int) -> str:
    words: str = ngettext(
        "Add %(shown)s founding signatory",
        "Add %(shown)s founding signatories",
        number,
        shown=languages.format_number(number),
    )
    return words
