"""A page of a list at the desk: what the address asks for, the rows, and the ways to its other pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import request, url_for

from petition.desk import selection_token
from petition.desk.selection import PURPOSE


@dataclass(frozen=True)
class Listing:
    """Rows found by filters. Everything that was asked for stands in the address, so that a search can be passed on.

    ``endpoint`` with ``place`` is where the list is, ``asked`` its filters. ``following`` is where the next page
    begins, as ``key`` in the address has it; None on the last one. ``is_cut``: only a stretch was looked through.
    """

    endpoint: str
    rows: Sequence[Any]
    following: Any = None
    asked: Mapping[str, Any] = field(default_factory=dict)
    place: Mapping[str, Any] = field(default_factory=dict)
    key: str = "after"
    is_cut: bool = False

    @property
    def has_filters(self) -> bool:
        """Whether a filter is set."""
        return any(self.asked.values())

    @property
    def is_next_page(self) -> bool:
        """Whether this is another page than the first."""
        return bool(request.args.get(self.key))

    def url(self, **changed: Any) -> str:
        """The first page as it was asked for, but for what is changed."""
        asked = {name: value for name, value in self.asked.items() if value}
        return url_for(self.endpoint, **{**self.place, **asked, **changed})

    @property
    def next_url(self) -> str | None:
        """The page that follows."""
        return self.url(**{self.key: self.following}) if self.following is not None else None

    @property
    def first_url(self) -> str | None:
        """The first page, from another one."""
        return self.url() if self.is_next_page else None

    @property
    def all_url(self) -> str:
        """The list without filters."""
        return url_for(self.endpoint, **self.place)

    @property
    def page_url(self) -> str:
        """The address of this page, to come back to."""
        return request.full_path.rstrip("?")

    @property
    def decidable(self) -> list[Any]:
        """The rows about which whoever looks may decide."""
        return [row for row in self.rows if row.decides]

    @property
    def token(self) -> str:
        """The signed list of the rows, to decide about several of them."""
        return selection_token.sign_selection([row.id for row in self.rows], purpose=PURPOSE)

    @property
    def all_ticked(self) -> bool:
        """Whether all rows are ticked beforehand, which needs no script."""
        return bool(request.args.get("all"))

    @property
    def tick_url(self) -> str:
        """This page with all rows ticked, or with none."""
        page = {self.key: request.args.get(self.key)} if self.is_next_page else {}
        return self.url(**page, all=None if self.all_ticked else "y")
