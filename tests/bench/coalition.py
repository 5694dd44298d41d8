"""What a coalition does at its desk, on a large scale: lists, duplicates, telling everybody of an edition."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

from sqlalchemy import func, insert, select

INVITED, REGISTERED, TOLD, BATCH = 2_000, 5_000, 20_000, 2_000
Figures = Iterator[tuple[str, int, float]]


def timed(deed: Callable[[], object]) -> float:
    """Seconds that a deed takes."""
    start = time.perf_counter()
    deed()
    return time.perf_counter() - start


def figures() -> Figures:
    """One after the other: what was done, how many, in how many seconds. To be run inside an application."""
    from petition.core.db import db

    yield "one durable commit", 50, timed(commits)
    yield from invite()
    yield from register()
    yield from announce()
    db.session.rollback()


def commits() -> None:
    """The measure of the others: a small row, durably committed."""
    from petition.core import audit
    from petition.core.db import db

    for _ in range(50):
        audit.append_entry("bench.commit", "nothing", by="bench")
        db.session.commit()


def invite() -> Figures:
    """A spreadsheet of 2,000 organisations: read and examined, then imported with their mails."""
    from invitations import lists
    from petition.core.db import db
    from petition.invitations import list_rows, spreadsheet
    from petition.invitations.actions import lists as lists_actions
    from petition.invitations.models import Invitation
    from petition.statements.models import Statement

    data = lists.as_xlsx([lists.organisation(number) for number in range(INVITED)])
    statement = db.session.scalars(select(Statement)).one()
    kept = []

    def read() -> None:
        sheet = spreadsheet.read_sheet(data, "list.xlsx")
        examined = list_rows.examine_rows(sheet.rows, is_invited=lambda _address: False, default_language="en")
        kept.extend([sheet, [row.line for row in examined if row.may_be_invited]])

    yield "rows of a list read", INVITED, timed(read)
    by = coordinator()
    uploaded = lists_actions.keep_list(statement, kept[0], by=by)
    db.session.commit()
    imported: list[int] = []

    def take_in() -> None:
        for number in lists_actions.import_rows(uploaded.id, lists_actions.choose_rows(uploaded, kept[1]), by=by):
            imported.append(number)
            db.session.commit()

    yield "invited from it", len(kept[1]), timed(take_in)
    assert sum(imported) == db.session.scalar(select(func.count()).select_from(Invitation)), "an invitation is missing"


def register() -> Figures:
    """A register of 5,000: its index, and likely duplicates looked up in it."""
    from petition.organisations.similarity import ComparableOrganisation, DuplicateIndex

    places, kinds = (
        ("North", "South", "Riverside", "Hillside", "Lakeside"),
        ("Circle", "House", "Watch", "Aid", "Forum"),
    )
    entries = [
        ComparableOrganisation(
            number, (f"{places[number % 5]} {chr(97 + number % 26)}{number} {kinds[number // 5 % 5]}",)
        )
        for number in range(REGISTERED)
    ]
    made: list[DuplicateIndex] = []
    yield "entries indexed", REGISTERED, timed(lambda: made.append(DuplicateIndex(entries)))
    asked = [ComparableOrganisation(-1, (entry.names[0].upper(),)) for entry in entries[::50]]
    yield "duplicates looked up", len(asked), timed(lambda: [made[0].find_duplicates(one) for one in asked])


def announce() -> Figures:
    """A change of substance: every signatory with a mailbox gets a mail, exactly one."""
    import make_editions as make
    from petition.core.db import db
    from petition.mail.models import OutgoingMail
    from petition.signing.carry import announcements
    from petition.signing.models.carry_over import Announcement

    statement = make.statement()
    people(statement.editions[-1])
    make.changed(statement, coordinator())
    db.session.commit()

    def tell() -> None:
        while db.session.scalar(select(Announcement.told_at)) is None:
            announcements.continue_announcements(BATCH)
            db.session.commit()
            db.session.expire_all()

    mails = select(func.count()).where(OutgoingMail.kind == "edition-changed")
    already = db.session.scalar(mails) or 0
    seconds = timed(tell)
    assert db.session.scalar(mails) == TOLD, "somebody was told twice, or not at all"
    yield "mails of an edition", TOLD - already, seconds


def people(edition: object) -> None:
    """Individuals with a mailbox, written at once."""
    import os

    from petition.core.db import db, now
    from petition.signing.models.endorsement import Endorsement

    at = now()
    shared = {"statement_id": edition.statement_id, "edition_id": edition.id, "kind": "individual", "language": "en"}  # type: ignore[attr-defined]
    times = dict.fromkeys(("asked_at", "consented_at", "confirmed_at"), at)
    rows = [
        {**shared, **times, "signature_key": os.urandom(32), "visibility": "withheld",
         "address": f"reader{number}@example.org", "details": {"name": f"Reader {number}"}}
        for number in range(TOLD)
    ]  # fmt: skip
    db.session.execute(insert(Endorsement), rows)
    db.session.commit()


def coordinator() -> int:
    """Whoever does it."""
    from petition.accounts import actions, queries
    from petition.core.db import db

    actions.invite_coordinator("bench@example.org", "owner", by="bench")
    db.session.commit()
    found = queries.find_by_email("bench@example.org")
    assert found is not None
    return found.id
