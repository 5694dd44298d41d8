"""How many forms one network may send, right or wrong: to check one costs more than to send one.

Several times ``SIGN_LIMIT``, which counts what would go through: whoever mends a typing mistake must not be turned
away, nor the others behind the same address. Why so many: ``docs/decisions/0016-read-first.md``.
"""

from __future__ import annotations

from functools import cache

from flask import current_app, g
from limits import parse_many

from petition.core import limits

TIMES = 5


def count_request(rules: str | None = None, who: str | None = None) -> int:
    """Counts this request as one more try of its network, once; gives 0, or the seconds to wait if it is too many.

    ``rules`` and ``who`` stand in for the setting and the network.
    """
    if "seconds_to_wait" not in g:
        several = multiply_rules(current_app.config["SETTINGS"].sign_limit if rules is None else rules)
        g.seconds_to_wait = limits.count_try(several, "try", who or limits.client_key()) if several else 0
    return int(g.seconds_to_wait)


@cache
def multiply_rules(rules: str) -> str:
    """The same rules for several times as many; none where there are none."""
    every = parse_many(rules) if rules else []
    return "; ".join(f"{rule.amount * TIMES} per {rule.get_expiry()} second" for rule in every)
