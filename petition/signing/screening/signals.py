"""When the signature of an individual is odd: decided from numbers alone, so that everybody can follow it.

Whatever is odd is put aside with its reason and never dropped (``actions.watch`` counts and notes).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from disposable_email_domains import blocklist

from petition.core import addresses
from petition.core.addresses import Address
from petition.core.text import fold_text, sound_key

# What those with a signal have in common; mailboxes that are thrown away belong to the group of their domain.
GROUP_OF = {"domain": "domain", "disposable": "domain", "network": "network", "likeness": "likeness"}


@dataclass(frozen=True)
class Thresholds:
    """From what on signatures of a statement are odd; None, or False, switches a signal off.

    ``same_domain``, ``same_network`` and ``alike_names`` are the most that are taken without a look within
    ``within_hours``; ``largest_share`` is the percent of the list over which a removal rule needs two people.
    """

    same_domain: int | None = 20
    same_network: int | None = 20
    alike_names: int | None = 3
    within_hours: int = 24
    fastest_seconds: int | None = 4
    disposable: bool = True
    largest_share: int = 5


@dataclass(frozen=True)
class SignalCounts:
    """What was seen around one signature as it is confirmed.

    The numbers are of those confirmed before it within the hours that count; None: nobody looked, because it is let
    through or says nothing. ``seconds`` is how long the form was open.
    """

    domain: int | None = None
    network: int | None = None
    likeness: int | None = None
    is_disposable: bool = False
    seconds: int | None = None
    proof_missing: bool = False
    trap_filled: bool = False
    approval: bool = False


@dataclass(frozen=True)
class Signal:
    """One thing that is odd: its signal, how many or how long, and what would have been taken without a look."""

    signal: str
    seen: int | None = None
    most: int | None = None
    within_hours: int | None = None


def find_signals(seen: SignalCounts, thresholds: Thresholds) -> list[Signal]:
    """What is odd about a signature; nothing, for almost all of them."""
    return [*_count_signals(seen, thresholds), *_single_signals(seen, thresholds)]


def _count_signals(seen: SignalCounts, thresholds: Thresholds) -> Iterator[Signal]:
    for signal, before, most in (
        ("domain", seen.domain, thresholds.same_domain),
        ("network", seen.network, thresholds.same_network),
        ("likeness", seen.likeness, thresholds.alike_names),
    ):
        if before is not None and most is not None and before >= most:
            yield Signal(signal, before + 1, most, thresholds.within_hours)


def _single_signals(seen: SignalCounts, thresholds: Thresholds) -> Iterator[Signal]:
    if seen.is_disposable and thresholds.disposable:
        yield Signal("disposable")
    if (
        seen.seconds is not None
        and thresholds.fastest_seconds is not None
        and seen.seconds < thresholds.fastest_seconds
    ):
        yield Signal("fast", seen.seconds, thresholds.fastest_seconds)
    if seen.proof_missing:
        yield Signal("proof")
    if seen.trap_filled:
        yield Signal("trap")
    if seen.approval:
        yield Signal("approval")


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
