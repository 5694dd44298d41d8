"""What a removal rule matches: conditions that all have to hold, as coordinators describe them."""

from __future__ import annotations

import fnmatch
import re
import unicodedata
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from typing import Any

from flask_babel import gettext as _

from petition.core import addresses, languages

# Stands in place of a network's hash once that is kept no longer.
FORGOTTEN = "forgotten"
TIMES = ("since", "until")
DIGITS_SHOWN = 8


@dataclass(frozen=True)
class Criteria:
    """Conditions on individuals' endorsements; those that are given have to hold all together.

    ``domain`` is that of the mail address, ``network`` the hash of the day in hex, ``since`` and ``until`` (not
    included) bound the moment of confirming, ``name`` is a pattern in which ``*`` stands for any characters and ``?``
    for one, and matches names that are shown in full alone. ``country`` is ISO 3166 alpha-2, ``language`` that of the
    signature, ``signal`` one of ``screening.SIGNALS`` for which an endorsement is in quarantine. ``group`` is a group
    of which only the keyed hash is known, "likeness:" and 64 hex digits; ``faster_than`` matches forms that were sent
    in less than so many seconds, known for 48 hours.
    """

    domain: str = ""
    network: str = ""
    since: datetime | None = None
    until: datetime | None = None
    name: str = ""
    country: str = ""
    language: str = ""
    signal: str = ""
    group: str = ""
    faster_than: int = 0

    @property
    def is_empty(self) -> bool:
        """Whether nothing in it narrows anything down: a pattern of nothing but ``*`` and ``?`` does not."""
        return not any(asdict(replace(self, name=literal_text(self.name))).values())

    def to_json(self) -> dict[str, Any]:
        """Only what is given; times in ISO 8601."""
        given = {name: value for name, value in asdict(self).items() if value}
        return given | {name: given[name].isoformat() for name in TIMES if name in given}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Criteria:
        """The criteria as ``to_json`` gave them."""
        known = {field.name: kept[field.name] for field in fields(cls) if field.name in kept}
        return cls(**known | {name: datetime.fromisoformat(known[name]) for name in TIMES if name in known})

    def words(self, zone: str) -> list[str]:
        """Each condition in a few words of the reader's language; times are on the clocks of ``zone``."""
        given = (
            (self.domain, _("mail address at %(domain)s", domain=self.domain)),
            (self.network, self._network_words()),
            (self.since, _("confirmed since %(time)s", time=_format_time(self.since, zone))),
            (self.until, _("confirmed before %(time)s", time=_format_time(self.until, zone))),
            (self.name, _("name shown in full, like “%(pattern)s”", pattern=self.name)),
            (self.country, _("country: %(country)s", country=languages.country_name(self.country))),
            (self.language, _("signed in: %(language)s", language=languages.language_name(self.language))),
            (self.signal, _("in quarantine: %(signal)s", signal=signal_words().get(self.signal, ""))),
            (self.group, self._group_words()),
            (self.faster_than, _("form sent in less than %(seconds)s seconds", seconds=self.faster_than)),
        )
        return [str(words) for condition, words in given if condition]

    def _group_words(self) -> str:
        signal, _colon, key = self.group.partition(":")
        words = {
            "likeness": _("nearly the same name (group %(digits)s)", digits=key[:DIGITS_SHOWN]),
            "mailbox": _("one mailbox under different tags (group %(digits)s)", digits=key[:DIGITS_SHOWN]),
            "disposable": _("a disposable mail address"),
        }
        return str(words.get(signal, ""))

    def _network_words(self) -> str:
        if self.network == FORGOTTEN:
            return str(_("from one network, no longer stored"))
        return str(_("from the network %(digits)s", digits=self.network[:DIGITS_SHOWN]))


def signal_words() -> dict[str, str]:
    """Why an endorsement may be in quarantine, in the reader's language."""
    return {
        "domain": _("many from one mail domain"),
        "network": _("many from one network"),
        "likeness": _("many nearly identical names"),
        "mailbox": _("one mailbox under many tags"),
        "disposable": _("a disposable mail address"),
        "fast": _("form filled in too fast"),
        "quick": _("mailed link pressed too fast"),
        "proof": _("browser gave no proof of work"),
        "trap": _("hidden field filled in"),
        "approval": _("every signature is reviewed"),
    }


def literal_text(pattern: str) -> str:
    """What a pattern says besides its ``*`` and ``?``."""
    return re.sub(r"[*?\s]", "", pattern)


def pattern_regex(pattern: str) -> re.Pattern[str]:
    """A pattern as an expression for whole names in the form of ``comparable_name``; it never takes long on any
    name.
    """
    return re.compile(fnmatch.translate(comparable_name(pattern).replace("[", "[[]")))


def comparable_name(name: str) -> str:
    """A name as patterns compare it: upper and lower case alike, words by one space; marks stay."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def parse_domain(text: str) -> str:
    """The domain in the form in which those of mail addresses are found; raises addresses.NotAnAddress.

    "@" in front is understood. It is the domain that somebody registered: "uni.example" for "mail.uni.example".
    """
    return addresses.parse(f"name@{text.strip().rpartition('@')[2]}").registrable_domain


def _format_time(moment: datetime | None, zone: str) -> str:
    return languages.format_moment_in_zone(moment, zone) if moment is not None else ""
