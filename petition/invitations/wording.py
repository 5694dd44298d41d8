"""What the mails of an invitation say in words of the coordinators: a covering note, who sends it, how it begins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

LONGEST_NOTE, LONGEST_LINE = 2000, 120


@dataclass(frozen=True)
class Wording:
    """Each as it was typed; empty for the words that every invitation has. The note goes in the language it is in."""

    salutation: str = ""
    covering_note: str = ""
    sender: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing of one's own is said."""
        return not any(asdict(self).values())

    def to_json(self) -> dict[str, str] | None:
        """As it is kept."""
        return None if self.is_empty else asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any] | None) -> Wording:
        """As it was kept; the words of every invitation where nothing was."""
        return cls(**{name: str((kept or {}).get(name) or "") for name in cls.__dataclass_fields__})


NO_WORDING = Wording()
