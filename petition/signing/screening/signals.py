"""What is looked at about an individual's signature, and the settings by which it counts (``score`` adds it up)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from disposable_email_domains import blocklist

from petition.core import addresses
from petition.core.addresses import Address
from petition.core.text import fold_text, sound_key

# What those with a signal have in common; mailboxes that are thrown away belong to the group of their domain.
GROUP_OF = {
    "domain": "domain",
    "disposable": "domain",
    "network": "network",
    "likeness": "likeness",
    "mailbox": "mailbox",
}
# The floor of what has no setting of its own; and how many times more one provider for everybody may bring.
SEVERAL, MORE_WITH_EVERYBODY = 20, 5
# Whoever has one of these is in quarantine for it alone.
DECISIVE = ("trap", "approval")


@dataclass(frozen=True)
class Thresholds:
    """From what on signatures of a statement are suspicious; None, or False, switches a signal off.

    ``same_domain``, ``same_network``, ``alike_names`` and ``same_mailbox`` (one mailbox under different tags) are
    floors: so many within ``within_hours`` are never remarkable, and more are only where they are over ``times_usual``
    times the usual share. ``hold_at`` is the points from which a signature goes into quarantine (``score``).
    ``largest_share`` is the percent of the list over which a removal rule needs two people.
    """

    same_domain: int | None = 20
    same_network: int | None = 20
    alike_names: int | None = 5
    same_mailbox: int | None = 6
    times_usual: int = 3
    within_hours: int = 24
    fastest_seconds: int | None = 4
    disposable: bool = True
    hold_at: int = 8
    largest_share: int = 5

    def floor(self, signal: str, is_free_mail: bool = False) -> int | None:
        """So many of a group are never remarkable; None: the signal is off."""
        if is_free_mail:
            return self.same_domain and self.same_domain * MORE_WITH_EVERYBODY
        return {
            "domain": self.same_domain,
            "network": self.same_network,
            "likeness": self.alike_names,
            "mailbox": self.same_mailbox,
            "disposable": SEVERAL if self.disposable else None,
            "fast": None if self.fastest_seconds is None else SEVERAL,
        }[signal]


def is_telling_domain(domain: str) -> bool:
    """Whether many addresses of one domain are remarkable: not where anybody can have a mailbox."""
    return not addresses.is_free_mail(domain)


def is_disposable(address: Address) -> bool:
    """Whether the mailbox is one of those that are thrown away after one mail."""
    return is_telling_domain(address.domain) and not {address.domain, address.registrable_domain}.isdisjoint(
        _disposable()
    )


@cache
def _disposable() -> frozenset[str]:
    return frozenset(blocklist)


def name_skeleton(name: str) -> str | None:
    """What names nearly alike have in common: their sounds in one order, without figures and single letters.

    A first name alone is shared by too many to say anything, unless figures were strung to it. None where nothing
    telling is left.
    """
    words = (re.sub(r"[\d_]+", "", word) for word in sound_key(name).split())
    telling = sorted(word for word in words if len(word) > 1)
    if not telling or (len(telling) == 1 and not re.search(r"\d", fold_text(name))):
        return None
    return " ".join(telling)
