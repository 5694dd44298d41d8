"""What somebody sends in to sign."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from datetime import datetime
from functools import cached_property
from typing import Any

from petition.core import crypto
from petition.core.addresses import Address, restore
from petition.core.db import now
from petition.signing.keys import signer_identity


@dataclass(frozen=True)
class Signature:
    """Who signs, in whose name, and how they want to appear."""

    kind: str
    address: Address
    language: str
    details: dict[str, Any]
    visibility: str
    updates: bool = False
    # The sentence beside the box of consent, and its language; "" where nobody wrote it down.
    consent: str = ""
    consent_language: str = ""
    # Of whoever sent the form: the network as a hash under today's salt, and under yesterday's; how many seconds the
    # form was open; whether a proof of work was asked for in vain; whether the trap had been filled in before. Only
    # individuals leave such traces.
    network: tuple[bytes, ...] = ()
    seconds: int | None = None
    proof_missing: bool = False
    trap_filled: bool = False
    at: datetime = field(default_factory=now)

    @cached_property
    def keys(self) -> list[bytes]:
        """The hashes under which this signer may stand, made once; the first is the one to store."""
        return crypto.lookup_hashes(signer_identity(self.kind, self.address, self.details), "signature")

    def to_json(self) -> dict[str, Any]:
        """As a received form keeps it."""
        kept = {one: getattr(self, one) for one in FIELDS}
        address = {"text": self.address.text, "canonical": self.address.canonical}
        network = [one.hex() for one in self.network]
        return kept | {"address": address, "network": network, "at": self.at.isoformat()}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Signature:
        """The signature that a received form keeps."""
        network, at = tuple(bytes.fromhex(one) for one in kept["network"]), datetime.fromisoformat(kept["at"])
        return cls(**kept | {"address": restore(kept["address"]), "network": network, "at": at})


FIELDS = tuple(one.name for one in fields(Signature))
