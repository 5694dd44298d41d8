"""How many have signed, as a page of thanks says it; while thousands sign, it is counted and made once in a second."""

from __future__ import annotations

import time
from dataclasses import dataclass

from flask import current_app, render_template
from markupsafe import Markup

from petition.core import content_version, zones
from petition.core.db import now
from petition.core.kept_pages import render_kept
from petition.signing import tallying
from petition.signing.confirm.individuals import StatementCopy
from petition.signing.tallying import SignatureCounts
from petition.statements.models import Statement

# Where so many have signed, the numbers may be so many seconds old: nobody sees whether they have them in it.
MANY, KEPT_SECONDS = 1_000, 1.0


@dataclass(frozen=True)
class KeptCount:
    """A count of many; right only while the number of what pages show stays."""

    version: int | None
    made_at: float
    counts: SignatureCounts


def render_current_counts(statement: Statement | StatementCopy, language: str, *, organisation: bool = False) -> Markup:
    """How many have signed, how the statement grows, and the way to the list."""
    counts = _count_signed(statement.id)
    today = zones.wall_time_of(now(), statement.zone).date()
    place = "so far", statement.id, language, organisation, statement.is_open, counts, today

    def render(_marks: object) -> str:
        given = {"statement": statement, "language": language, "organisation": organisation, "counts": counts}
        return render_template("signing/_so_far.html", **given)

    return Markup(render_kept(place, {}, render, seconds=KEPT_SECONDS))  # noqa: S704 - our own template


def _count_signed(statement_id: int) -> SignatureCounts:
    kept: dict[int, KeptCount] = current_app.extensions.setdefault("signed_so_far", {})
    version, made_at, found = content_version.current_version(), time.monotonic(), kept.get(statement_id)
    if found is None or version is None or found.version != version or made_at - found.made_at > KEPT_SECONDS:
        found = KeptCount(version, made_at, tallying.count_signed(statement_id))
        if found.counts.organisations + found.counts.individuals >= MANY:
            kept[statement_id] = found
    return found.counts
