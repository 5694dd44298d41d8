"""What stands in a column of a list, whatever its heading says: addresses, websites, countries, names, moments."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from petition.core.countries import find_countries, find_region
from petition.core.text import has_letter
from petition.invitations.cell_values import ADDRESS, clean_cell

LOOKED_AT = 200  # cells that hold something
# What is said of a whole column holds for most of its cells.
MOST = 0.6
URL = re.compile(r"(?i)(?:https?://|www\.)\S+|[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z]{2,}/?")
MOMENT = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}\b.*")
TELEPHONE = re.compile(r"[+(]?\d[\d\s()./-]{5,}")


@dataclass(frozen=True)
class ColumnContent:
    """Of the cells of a column that hold something: how many there are, and which share of them is what.

    ``mixed`` is the share that holds an address and other words beside it, ``distinct`` how many differ.
    """

    filled: int
    addresses: float
    mixed: float
    websites: float
    countries: float
    names: float
    distinct: float

    @property
    def shares(self) -> dict[str, float]:
        """The shares by the field that they speak for."""
        return {"email": self.addresses, "website": self.websites, "country": self.countries}

    @property
    def may_be_names(self) -> bool:
        """Whether these could be what organisations are called: texts that differ, and are nothing else."""
        differ = self.distinct > MOST / 2 or self.filled < 5
        return self.names >= MOST and differ and self.countries < MOST and self.addresses < MOST


def describe_column(cells: Sequence[str]) -> ColumnContent:
    """What the cells of a column are."""
    filled = [text for text in map(clean_cell, cells) if text][:LOOKED_AT]
    number = max(len(filled), 1)

    def share(fits: list[bool]) -> float:
        return sum(fits) / number

    addresses = [ADDRESS.search(text) is not None for text in filled]
    rests = [has_letter(ADDRESS.sub("", text).replace("mailto", "")) for text in filled]
    return ColumnContent(
        filled=len(filled),
        addresses=share(addresses),
        mixed=share([one and rest for one, rest in zip(addresses, rests, strict=True)]),
        websites=share([URL.fullmatch(text) is not None for text in filled]),
        countries=share([bool(find_countries(text) or find_region(text)) for text in filled]),
        names=share([_may_be_name(text) for text in filled]),
        distinct=len(set(filled)) / number,
    )


def _may_be_name(text: str) -> bool:
    others = (URL, MOMENT, TELEPHONE)
    return has_letter(text) and len(text) > 1 and not any(pattern.fullmatch(text) for pattern in others)
