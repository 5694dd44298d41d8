"""Every table is known as one that pages show, or that they do not: what is kept of pages is dropped by that."""

from __future__ import annotations

from petition.core import content_writes
from petition.core.db import Base

LISTS = (content_writes.SHOWN, content_writes.SHOWN_LATER, content_writes.NOT_SHOWN, {content_writes.ENDORSEMENT})


def test_it_says_of_every_table_whether_pages_show_it() -> None:
    tables = set(Base.metadata.tables)
    assert sorted(name for names in LISTS for name in names) == sorted(tables), "say so in core/content_writes.py"
