"""Accounts under the newest key."""

from __future__ import annotations

from petition.accounts import queries


def rekey_accounts() -> int:
    """Makes the hashes by which accounts are found anew under the newest data key; gives their number."""
    coordinators = queries.all_coordinators()
    for coordinator in coordinators:
        coordinator.email_lookup = queries.email_lookup_hash(coordinator.email)
    return len(coordinators)
