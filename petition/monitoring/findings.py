"""What a check of an installation found, and what to do about it."""

from __future__ import annotations

from dataclasses import asdict, dataclass

OK, WARNING, WRONG, UNKNOWN = "ok", "warning", "wrong", "unknown"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at.

    ``level`` is ``ok``, ``warning``, ``wrong`` or, where it could not be looked at, ``unknown``.

    ``remedy`` says what to do; there is one unless all is well.
    """

    level: str
    subject: str
    says: str
    remedy: str = ""

    def to_line(self) -> str:
        """As ``flask doctor`` prints it: a line, and one below it with what to do."""
        told = f"{self.level:<8} {self.subject}: {self.says}"
        return f"{told}\n         → {self.remedy}" if self.remedy else told

    def to_json(self) -> dict[str, str]:
        """As ``flask doctor --json`` prints it."""
        return asdict(self)


def fine(subject: str, says: str) -> Finding:
    """All is well."""
    return Finding(OK, subject, says)


def warn(subject: str, says: str, remedy: str) -> Finding:
    """Works, but not as it should."""
    return Finding(WARNING, subject, says, remedy)


def fail(subject: str, says: str, remedy: str) -> Finding:
    """Does not work, or soon will not."""
    return Finding(WRONG, subject, says, remedy)


def skip(subject: str, says: str, remedy: str = "") -> Finding:
    """Could not be looked at."""
    return Finding(UNKNOWN, subject, says, remedy)
