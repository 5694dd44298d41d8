"""The acts that take two: in words, what the second person is shown, who may answer, and what is then done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import abort, url_for
from flask_babel import gettext, ngettext
from flask_babel import lazy_gettext as _

from petition.accounts.joint_acts import JointActError, state
from petition.accounts.models import Coordinator, JointAct
from petition.core import access, languages
from petition.core.db import db
from petition.core.reach import Scope, role_covers
from petition.desk.queries import addresses
from petition.desk.queries import founders as founder_queries
from petition.desk.queries import removals as about_removals
from petition.desk.queries import statements as statement_queries
from petition.desk.queries.founders import FounderChoices
from petition.desk.queries.founding_look import founding_look
from petition.removals import actions as removals
from petition.removals.models import Removal
from petition.signing.decide import founders
from petition.signing.decide.founders import Founder
from petition.statements.models import Statement
from petition.statements.queries import settings
from petition.statements.queries.public_statements import current_edition

ADDRESSES, REMOVAL, FOUNDING = "addresses.export", "removals.begin", "founders.enter"


@dataclass(frozen=True)
class JointActKind:
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


def kind_of(one: JointAct) -> JointActKind:
    """What an act is."""
    return KINDS.get(one.act) or abort(404)


def may_answer(one: JointAct, me: int) -> bool:
    """Whether whoever asks this page may say yes or no to it: another person, with the permission in that place."""
    here = Scope(one.statement_id)
    return (
        one.asked_by != me
        and access.can_reach("joint.answer", here)
        and access.can_reach(kind_of(one).permission, here)
    )


def check_asker(one: JointAct) -> None:
    """Raises JointActError("gone") where whoever asked may no longer do it."""
    if not _still_has_permission(one, one.asked_by, kind_of(one).permission):
        raise JointActError("gone")


def check_agreeing_person(one: JointAct) -> None:
    """Raises JointActError("second-gone") where whoever agreed may no longer do so, and it is not done yet."""
    wanted = "joint.answer", kind_of(one).permission
    if one.agreed_by is not None and not all(_still_has_permission(one, one.agreed_by, name) for name in wanted):
        raise JointActError("second-gone")


def _still_has_permission(one: JointAct, coordinator_id: int, permission: str) -> bool:
    found = db.session.get(Coordinator, coordinator_id)
    held = access.roles_carrying(found.role_grants, permission) if found is not None and found.active else []
    return any(role_covers(role, Scope(one.statement_id)) for role in held)


def _object_number(one: JointAct) -> int:
    return int(one.object.rpartition(" ")[2])


def _describe_addresses(one: JointAct) -> list[tuple[str, str]]:
    statement = db.session.get_one(Statement, one.statement_id)
    rows, counted = int(one.details["rows"]), ""
    if state(one) in ("waiting", "agreed"):
        # Signatories come and go: what is agreed to is what would be handed out now. Of very many no page counts it.
        if addresses.has_few(statement):
            rows = addresses.count_addresses(statement)
        else:
            counted = gettext("Counted on %(moment)s.", moment=languages.format_moment(one.asked_at))
    number = ngettext("%(shown)s mail address", "%(shown)s mail addresses", rows, shown=languages.format_number(rows))
    return [
        (gettext("Statement"), statement_queries.statement_title(statement)[0]),
        (gettext("Content of the file"), f"{number}. {counted}" if counted else number),
        (
            gettext("People concerned"),
            gettext("Confirmed signatories who are counted and asked for updates; only the address"),
        ),
    ]


def _describe_removal(one: JointAct) -> list[tuple[str, str]]:
    removal = db.session.get(Removal, _object_number(one))
    if removal is None:
        return []
    row = about_removals.removal_row(removal)
    share = gettext(
        "%(counted)s of %(listed)s",
        counted=languages.format_number(row.counted),
        listed=languages.format_number(row.listed),
    )
    return [
        (gettext("Statement"), statement_queries.statement_title(removal.statement)[0]),
        (gettext("The rule"), "; ".join(row.words)),
        (gettext("Why the rule was made"), row.why),
        (gettext("Share of the list"), share),
    ]


def _start_removal(one: JointAct) -> None:
    removal = removals.lock_removal(_object_number(one))
    if removal is None or one.agreed_by is None:
        raise JointActError("gone")
    try:
        removals.start_rule(removal, by=one.asked_by, agreed_by=one.agreed_by)
    except removals.RemovalError as fault:
        raise JointActError("changed") from fault


def founding_object(statement: Statement) -> str:
    """What entering the founding signatories of a statement is about."""
    return f"statement {statement.slug}"[:80]


def _chosen_founders(one: JointAct, statement: Statement) -> list[Founder]:
    """Who would be entered, read anew; raises JointActError("changed") where the text is another one by now."""
    signatories, mark = founder_queries.named_signatories(statement)
    if mark != one.details.get("mark"):
        raise JointActError("changed")
    return founder_queries.chosen_founders(signatories, FounderChoices.from_json(one.details))


def _describe_founding(one: JointAct) -> list[tuple[str, str]]:
    statement = db.session.get_one(Statement, one.statement_id)
    told = [(gettext("Statement"), statement_queries.statement_title(statement)[0])]
    if state(one) not in ("waiting", "agreed"):
        return told
    if statement.is_delivered or founders.founding_of(statement.id) is not None:
        return [*told, (gettext("Changed"), gettext("Founding signatories can no longer be entered."))]
    try:
        look = founding_look(statement, _chosen_founders(one, statement), one.details["mark"])
    except JointActError:
        return [
            *told,
            (gettext("Changed"), gettext("The text is another one by now, so this cannot be done any more.")),
        ]
    return [*told, *((gettext("What will happen"), words) for words in look.happens[1:])]


def _start_founding(one: JointAct) -> None:
    statement = settings.lock_statement(one.statement_id or 0)
    if statement is None or one.agreed_by is None or founders.founding_of(statement.id) is not None:
        raise JointActError("changed")
    try:
        founders.begin_founding(
            current_edition(statement),
            _chosen_founders(one, statement),
            language=statement.binding_language,
            by=one.asked_by,
            agreed_by=one.agreed_by,
        )
    except founders.FoundingError as fault:
        raise JointActError("changed") from fault


KINDS = {
    ADDRESSES: JointActKind(
        words=_("Download mail addresses"),
        permission="addresses.export",
        shown=_describe_addresses,
        url=lambda one: url_for("desk.addresses", statement_id=one.statement_id),
    ),
    REMOVAL: JointActKind(
        words=_("Start a removal rule that covers a large share of the list"),
        permission="removals.make",
        shown=_describe_removal,
        url=lambda one: url_for("desk.removal", removal_id=_object_number(one)),
        deed=_start_removal,
    ),
    FOUNDING: JointActKind(
        words=_("Enter founding signatories after signing has begun"),
        permission="statements.edit",
        shown=_describe_founding,
        url=lambda one: url_for("desk.founders", statement_id=one.statement_id),
        deed=_start_founding,
    ),
}
