"""The acts that take two: in words, what the second person is shown, who may answer, and what is then done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import abort, url_for
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _

from petition.accounts.joint import CannotJoin, state
from petition.accounts.models import Coordinator, JointAct
from petition.core import access, languages
from petition.core.db import db
from petition.core.reach import Lies, covers
from petition.desk.queries import addresses
from petition.desk.queries import removals as about_removals
from petition.desk.queries import statements as about_statements
from petition.removals import actions as removals
from petition.removals.models import Removal
from petition.statements.models import Statement

ADDRESSES, REMOVAL = "addresses.export", "removals.begin"


@dataclass(frozen=True)
class Kind:
    """One kind of act.

    ``permission``: whoever asks and whoever answers has it where the act lies. ``shown``: what the second person
    sees, as labels and values. ``deed``: done at once when somebody agrees; None where whoever asked then does it.
    ``url``: the page that it is about.
    """

    words: Any
    permission: str
    shown: Callable[[JointAct], list[tuple[str, str]]]
    url: Callable[[JointAct], str]
    deed: Callable[[JointAct], object] | None = None


def kind(one: JointAct) -> Kind:
    """What an act is."""
    return KINDS.get(one.act) or abort(404)


def may_answer(one: JointAct, me: int) -> bool:
    """Whether whoever asks this page may say yes or no to it: another person, with the permission in that place."""
    here = Lies(one.statement_id)
    return one.asked_by != me and access.reaches("joint.answer", here) and access.reaches(kind(one).permission, here)


def check_asker(one: JointAct) -> None:
    """Raises CannotJoin("gone") where whoever asked may no longer do it."""
    if not _may_still(one, one.asked_by, kind(one).permission):
        raise CannotJoin("gone")


def check_second(one: JointAct) -> None:
    """Raises CannotJoin("second-gone") where whoever agreed may no longer do so, and it is not done yet."""
    wanted = "joint.answer", kind(one).permission
    if one.agreed_by is not None and not all(_may_still(one, one.agreed_by, name) for name in wanted):
        raise CannotJoin("second-gone")


def _may_still(one: JointAct, coordinator_id: int, permission: str) -> bool:
    found = db.session.get(Coordinator, coordinator_id)
    held = access.held_with(found.held, permission) if found is not None and found.active else []
    return any(covers(role, Lies(one.statement_id)) for role in held)


def _number(one: JointAct) -> int:
    return int(one.object.rpartition(" ")[2])


def _about_addresses(one: JointAct) -> list[tuple[str, str]]:
    statement = db.session.get_one(Statement, one.statement_id)
    # Signatories come and go: what is agreed to is what would be handed out now.
    is_open = state(one) in ("waiting", "agreed")
    rows = addresses.number(statement) if is_open else int(one.details["rows"])
    number = ngettext("%(shown)s mail address", "%(shown)s mail addresses", rows, shown=languages.number(rows))
    return [
        (gettext("Statement"), about_statements.title(statement)[0]),
        (gettext("What is in the file"), number),
        (gettext("Of whom"), gettext("Confirmed signatories who count and asked for updates; nothing but the address")),
    ]


def _about_removal(one: JointAct) -> list[tuple[str, str]]:
    removal = db.session.get(Removal, _number(one))
    if removal is None:
        return []
    row = about_removals.row(removal)
    share = gettext(
        "%(counted)s of %(listed)s", counted=languages.number(row.counted), listed=languages.number(row.listed)
    )
    return [
        (gettext("Statement"), about_statements.title(removal.statement)[0]),
        (gettext("The rule"), "; ".join(row.words)),
        (gettext("Why the rule was made"), row.why),
        (gettext("How much of the list"), share),
    ]


def _begin(one: JointAct) -> None:
    removal = removals.locked(_number(one))
    if removal is None or one.agreed_by is None:
        raise CannotJoin("gone")
    try:
        removals.begin(removal, by=one.asked_by, agreed_by=one.agreed_by)
    except removals.CannotRemove as fault:
        raise CannotJoin("changed") from fault


KINDS = {
    ADDRESSES: Kind(
        words=_("Download mail addresses"),
        permission="addresses.export",
        shown=_about_addresses,
        url=lambda one: url_for("desk.addresses", statement_id=one.statement_id),
    ),
    REMOVAL: Kind(
        words=_("Begin a removal rule that takes a large share of the list"),
        permission="removals.make",
        shown=_about_removal,
        url=lambda one: url_for("desk.removal", removal_id=_number(one)),
        deed=_begin,
    ),
}
