"""What the settings of backups take; see ``docs/backup.md``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

UNITS = {"m": "minutes", "h": "hours", "d": "days"}
SHORTEST, LONGEST_KEPT = timedelta(minutes=15), 3650


@dataclass(frozen=True)
class BackupSettings:
    """To whom backups are encrypted, where and how often they are made, for how many days they and the log of
    erasures are kept, and where that log is.
    """

    recipients: tuple[str, ...]
    folder: Path | None
    every: timedelta | None
    keep_days: int
    erasure_log: Path


def parse_recipients(text: str) -> tuple[str, ...]:
    """Public keys of age, between commas or spaces."""
    # Read here alone: few processes ever encrypt a backup.
    import pyrage

    found = tuple(one for one in re.split(r"[\s,]+", text) if one)
    for one in found:
        try:
            pyrage.x25519.Recipient.from_str(one)
        except pyrage.RecipientError:
            raise ValueError("must be public keys as age-keygen prints them, age1…, separated by commas") from None
    return found


def parse_folder(text: str) -> Path | None:
    """An absolute path; the folder is looked for when a backup is made, for it may be on a disk that comes and goes."""
    return _absolute_path(text) if text else None


def parse_every(text: str) -> timedelta | None:
    """How often, or not at all."""
    if not text:
        return None
    found = re.fullmatch(r"([1-9][0-9]{0,3})([mhd])", text)
    every = timedelta(**{UNITS[found[2]]: int(found[1])}) if found else timedelta()
    if every < SHORTEST:
        raise ValueError("must be how often, such as 24h, 90m or 7d, at least 15m; or empty for never")
    return every


def parse_keep(text: str) -> int:
    """A number of days."""
    if re.fullmatch(r"[0-9]{1,4}", text) is None or not 1 <= int(text) <= LONGEST_KEPT:
        raise ValueError(f"must be a number of days from 1 to {LONGEST_KEPT}")
    return int(text)


def parse_log(text: str) -> Path:
    """The path of a file."""
    return _absolute_path(text)


def _absolute_path(text: str) -> Path:
    path = Path(text)
    if not path.is_absolute():
        raise ValueError("must be an absolute path, such as /mnt/backups")
    return path
