"""Links that travel by mail: what one is for, whom it concerns, until when it works."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Link:
    """A link still to be mailed: ``path`` is the address's part before the token, such as "/confirm/"."""

    purpose: str
    subject: int
    path: str
    expires_at: datetime
