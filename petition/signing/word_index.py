"""The index of words, for names that were listed before there was one."""

from __future__ import annotations

from sqlalchemy import delete, func, select, text, update

from petition.core.db import db
from petition.signing.models.endorsement import Endorsement
from petition.signing.models.listed_word import WordBacklog
from petition.signing.publication import individual_key

# In SQL as the triggers have it: the words of the rows of a batch, but for those that are there.
SPLIT = {
    "sqlite": "CASE e.visibility WHEN 'initials' THEN replace(substr(e.shown_key, 1 + 2 * one.key), ' ', '.') || '.'"
    " ELSE one.value END FROM endorsement AS e,"
    " json_each('[' || replace(json_quote(e.shown_key), ' ', '\",\"') || ']') AS one",
    "postgresql": "one FROM endorsement AS e, words_of(e.shown_key, e.visibility) AS one",
}


def has_all_words() -> bool:
    """Whether every listed individual is in the index of words."""
    return db.session.scalar(select(func.count()).select_from(WordBacklog)) == 0


def index_names(most: int) -> int:
    """Indexes the next names, from the newest back, and makes their search keys as they are made today.

    Gives how many ids it went through; 0 once all are done. Rows are held meanwhile, so that nobody is hidden between.
    """
    below = db.session.scalar(select(WordBacklog.below_id).with_for_update())
    if below is None:
        return 0
    since = max(0, below - most)
    mine = select(Endorsement).where(
        Endorsement.id >= since,
        Endorsement.id < below,
        Endorsement.kind == "individual",
        Endorsement.shown_key.is_not(None),
    )
    held = mine.order_by(Endorsement.id).with_for_update(of=Endorsement)
    columns = Endorsement.id, Endorsement.visibility, Endorsement.shown_name, Endorsement.shown_beside
    rows = db.session.execute(held.with_only_columns(*columns, Endorsement.shown_key)).all()
    keys = {row.id: individual_key(row.visibility, row.shown_name, row.shown_beside) for row in rows}
    renewed = [{"id": row.id, "shown_key": keys[row.id]} for row in rows if keys[row.id] != row.shown_key]
    if renewed:
        db.session.execute(update(Endorsement), renewed)
    _insert_words(since, below)
    if since == 0:
        db.session.execute(delete(WordBacklog))
    else:
        db.session.execute(update(WordBacklog).values(below_id=since))
    return below - since


def _insert_words(since: int, below: int) -> None:
    split = SPLIT[db.session.get_bind().dialect.name]
    listed = "e.kind = 'individual' AND e.shown_key IS NOT NULL AND e.id >= :since AND e.id < :below"
    insert = text(
        "INSERT INTO listed_word (statement_id, word, endorsement_id)"
        f" SELECT e.statement_id, {split.replace(' FROM', ', e.id FROM', 1)} WHERE {listed} ON CONFLICT DO NOTHING"
    )
    db.session.execute(insert, {"since": since, "below": below})
