"""Tells coordinators what waits for them: each thing once, and never more than one mail an hour."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from flask_babel import force_locale
from sqlalchemy import select
from sqlalchemy.exc import NoResultFound

from petition.accounts.models import AT_ONCE, DAILY, NEVER, Coordinator
from petition.core import languages
from petition.core.db import db, now
from petition.mail import actions as mail
from petition.notices.models import CoordinatorNotice
from petition.notices.queries import OpenThing, open_things
from petition.statements.models import Statement
from petition.statements.queries import public_statements

KIND = "coordinator-notice"
BETWEEN = timedelta(hours=1)
MORNING = time(6)  # UTC
# A word of ``OpenThing`` and the page where it is done; with the statement, where the page is of one.
PAGES = {
    "organisations": "/desk/?statement={statement}",
    "joint": "/desk/joint",
    "quarantine": "/desk/quarantine?statement={statement}",
    "mails": "/desk/mail",
    "counts": "/desk/jobs",
    "opening": "/desk/statements/{statement}",
    "closing": "/desk/statements/{statement}",
}
ACCOUNT = "/desk/account#mails"


def tell_coordinators() -> Iterator[int]:
    """Tells everybody whose time has come, one in each transaction; gives 1 for each mail."""
    wanted = select(Coordinator.id).where(Coordinator.ended_at.is_(None), Coordinator.notices != NEVER)
    for coordinator_id in db.session.scalars(wanted.order_by(Coordinator.id)).all():
        yield int(tell_coordinator(coordinator_id))


def tell_coordinator(coordinator_id: int) -> bool:
    """Writes the mail to one coordinator, where there is something new; what is told is kept with it."""
    query = (
        select(Coordinator).where(Coordinator.id == coordinator_id).with_for_update(skip_locked=True, of=Coordinator)
    )
    coordinator = db.session.scalar(query.execution_options(populate_existing=True))
    at = now()
    if coordinator is None or not is_time_to_tell(coordinator, at):
        return False
    new = _keep_told(coordinator, open_things(coordinator), at)
    if not new:
        return False
    _post_notice(coordinator, new)
    coordinator.noticed_at = at
    db.session.flush()
    return True


def is_time_to_tell(coordinator: Coordinator, at: datetime) -> bool:
    """Whether a coordinator may be mailed at a moment: an hour after the last one, or on the next morning."""
    if not coordinator.active or not coordinator.is_set_up or coordinator.notices == NEVER:
        return False
    last = coordinator.noticed_at
    if coordinator.notices == AT_ONCE:
        return last is None or last + BETWEEN <= at
    assert coordinator.notices == DAILY
    morning = datetime.combine(at.date(), MORNING, at.tzinfo)
    return at >= morning and (last is None or last < morning)


def _keep_told(coordinator: Coordinator, things: Iterable[OpenThing], at: datetime) -> list[OpenThing]:
    """What was not told yet, which is kept as told; what there is no more is forgotten."""
    told = {
        one.about: one
        for one in db.session.scalars(
            select(CoordinatorNotice).where(CoordinatorNotice.coordinator_id == coordinator.id)
        )
    }
    new = []
    for thing in things:
        before = told.pop(thing.about, None)
        if before is None:
            new.append(thing)
            db.session.add(
                CoordinatorNotice(coordinator_id=coordinator.id, about=thing.about, number=thing.number, told_at=at)
            )
        elif thing.grows and thing.number >= 2 * before.number:
            new.append(thing)
            before.number, before.told_at = thing.number, at
        elif thing.grows and 2 * thing.number <= before.number:
            before.number = thing.number
    for gone in told.values():
        db.session.delete(gone)
    db.session.flush()
    return new


def _post_notice(coordinator: Coordinator, things: Sequence[OpenThing]) -> None:
    language = coordinator.language or languages.DEFAULT
    with force_locale(language):
        lines = _notice_lines(things, language)
    mail.post_mail(
        KIND,
        to=coordinator.email,
        language=language,
        content={
            "lines": lines,
            "number": sum(line["number"] for line in lines),
            "is_daily": "yes" if coordinator.notices == DAILY else "",
            "account_path": ACCOUNT,
        },
        priority=mail.NOTICE,
    )


def _notice_lines(things: Sequence[OpenThing], language: str) -> list[dict[str, Any]]:
    """One line a word and statement: how many, in which statement, until when, and the page."""
    numbers: Counter[tuple[str, int | None]] = Counter()
    times: dict[tuple[str, int | None], datetime | None] = {}
    for thing in things:
        key = (thing.word, thing.statement_id)
        numbers[key] += thing.number
        times[key] = thing.at
    lines = []
    for (word, statement_id), number in numbers.items():
        statement = db.session.get(Statement, statement_id) if statement_id is not None else None
        moment = times[word, statement_id]
        zone = statement.zone if statement is not None else "UTC"
        lines.append(
            {
                "word": word,
                "number": number,
                "title": _statement_title(statement, language),
                "time": languages.format_moment_in_zone(moment, zone) if moment is not None else "",
                "path": PAGES[word].format(statement=statement_id),
            }
        )
    return lines


def _statement_title(statement: Statement | None, language: str) -> str:
    if statement is None:
        return ""
    try:
        edition = public_statements.current_edition(statement)
        return public_statements.text_in_language(edition, language).title or statement.slug
    except (LookupError, NoResultFound):
        return statement.slug
