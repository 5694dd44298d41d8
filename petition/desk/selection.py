"""Which endorsements a form is about, each with the mark of what was shown of it: one, or up to fifty."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from flask import request, url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from petition.core.db import db
from petition.core.text import parse_id
from petition.desk import scope, selection_token
from petition.desk.queries import individuals, queue
from petition.signing.models.endorsement import Endorsement

PURPOSE = "decisions"
HOME = {"organisation": "desk.queue", "individual": "desk.individuals"}


class EmptySelection(Exception):
    """The form is about nobody."""


@dataclass(frozen=True)
class Selection:
    """The marks of what was shown, by id; ``token``: the signed list they stand on, where no address names the one."""

    marks: dict[int, str]
    token: str = ""

    @property
    def ids(self) -> list[int]:
        """The ids, in the order in which they were shown."""
        return list(self.marks)

    @property
    def values(self) -> list[str]:
        """The same as the form has it."""
        return [f"{one}.{shown_mark}" for one, shown_mark in self.marks.items()]

    def drop_ids(self, left_out: Collection[int]) -> Selection:
        """The same but for these ids."""
        return Selection({one: mark for one, mark in self.marks.items() if one not in left_out}, self.token)

    def endorsements(self) -> list[Endorsement]:
        """Those still there, in this order; raises InvalidSelection where whoever asks may not decide about one."""
        if not scope.can_decide_all(self.ids):
            raise selection_token.InvalidSelection
        query = select(Endorsement).where(Endorsement.id.in_(self.ids)).options(joinedload(Endorsement.organisation))
        there = {one.id: one for one in db.session.scalars(query)}
        return [there[one] for one in self.ids if one in there]


def read_selection(endorsement_id: int | None) -> Selection:
    """What the form that was sent is about: the one that the address names, or those ticked on a signed list.

    Raises InvalidSelection, EmptySelection.
    """
    marks: dict[int, str] = {}
    for value in request.form.getlist("row"):
        given, _dot, shown_mark = value.partition(".")
        one = parse_id(given)
        # Nonsense is on no list.
        marks[-1 if one is None else one] = shown_mark
    if endorsement_id is not None:
        return Selection({endorsement_id: marks.get(endorsement_id, "")})
    token = request.form.get("shown", "")
    ids = selection_token.chosen_from_selection(token, list(marks), purpose=PURPOSE)
    if not ids:
        raise EmptySelection
    return Selection({one: marks[one] for one in ids}, token)


def endorsement_marks(endorsement_ids: Sequence[int]) -> dict[int, str]:
    """A mark of what a coordinator sees of each endorsement, so that nobody decides about something else."""
    there = queue.chosen_endorsements(endorsement_ids)
    organisations = queue.queue_items([one for one in there if one.kind == "organisation"], likes=False)
    people = [one for one in there if one.kind == "individual"]
    return {one.id: one.mark for one in organisations} | {one.id: individuals.individual_mark(one) for one in people}


def origin_url(home: str) -> str:
    """The page of the desk from which something was done, as the form says; else ``home``, an endpoint or a path."""
    given = request.form.get("back", "")
    inside = given.startswith("/desk/") and given.isprintable() and "\\" not in given and "//" not in given
    return given if inside else home if home.startswith("/") else url_for(home)
