"""Telling those who were invited and have not answered that there is a new edition."""

from __future__ import annotations

from sqlalchemy import func, or_, select, update

from petition.core.db import db, now
from petition.invitations import queries
from petition.invitations.actions.invite import BULK, invitation_poster
from petition.invitations.models import Invitation
from petition.signing.models.carry_over import Announcement
from petition.statements.models import Edition, Statement

AT_ONCE = 500


def tell_invited(most: int = AT_ONCE) -> int:
    """Posts the next mails about the newest edition of each statement, where it changed the substance, each with a
    fresh link; gives their number.

    Any number of workers may run at once: each invitation is told by the one that marks it, and once.
    """
    newest = select(func.max(Edition.number)).where(Edition.statement_id == Statement.id).correlate(Statement)
    announced = (
        select(Statement, Edition.number)
        .join(Edition, Edition.statement_id == Statement.id)
        .join(Announcement, Announcement.edition_id == Edition.id)
        .where(Edition.number == newest.scalar_subquery(), Statement.delivered_at.is_(None))
    )
    return sum(_tell_of_edition(statement, number, most) for statement, number in db.session.execute(announced).all())


def tell_one_of_each_language(statement: Statement) -> None:
    """Posts one such mail in each language: for whoever looks at the mails beforehand, and takes all back."""
    if not statement.takes_invited:
        return
    unanswered = queries.unanswered_condition(statement, now())
    firsts = select(func.min(Invitation.id)).where(unanswered).group_by(Invitation.language)
    post = invitation_poster(statement, priority=BULK)
    for invitation in db.session.scalars(select(Invitation).where(Invitation.id.in_(firsts)).order_by(Invitation.id)):
        post("invitation-edition", invitation)


def _tell_of_edition(statement: Statement, number: int, most: int) -> int:
    if not statement.takes_invited:
        return 0
    is_untold = or_(Invitation.told_edition.is_(None), Invitation.told_edition < number)
    due = select(Invitation).where(queries.unanswered_condition(statement, now()), is_untold)
    found = db.session.scalars(due.order_by(Invitation.id).limit(most).execution_options(populate_existing=True)).all()
    post, told = invitation_poster(statement, priority=BULK), 0
    for invitation in found:
        mine = update(Invitation).where(Invitation.id == invitation.id, is_untold, Invitation.declined_at.is_(None))
        marked = mine.values(told_edition=number).returning(Invitation.id)
        if db.session.scalar(marked.execution_options(synchronize_session=False)) is not None:
            post("invitation-edition", invitation)
            told += 1
    return told
