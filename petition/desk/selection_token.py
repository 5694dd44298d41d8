"""A signed list of what a page showed: an act on several rows is one on rows that this coordinator has seen."""

from __future__ import annotations

from collections.abc import Sequence

from flask import current_app
from flask_login import current_user
from itsdangerous import BadData, URLSafeTimedSerializer

MOST = 50
LONGEST_SECONDS = 3600


class InvalidSelection(Exception):
    """The list is not one of ours, is somebody else's, or is too old; or something was chosen that is not on it.

    So it is, too, where whoever asks may decide no longer about one of the chosen.
    """


def sign_selection(ids: Sequence[int], *, purpose: str) -> str:
    """The ids that a page shows, at most 50, for its form; good for an hour and for this coordinator alone."""
    if len(ids) > MOST:
        raise ValueError(f"a page shows at most {MOST} rows")
    return _serializer(purpose).dumps([int(current_user.id), *ids])


def read_selection(token: str, *, purpose: str) -> list[int]:
    """The ids of a signed list; raises InvalidSelection."""
    try:
        coordinator_id, *ids = _serializer(purpose).loads(token, max_age=LONGEST_SECONDS)
    except (BadData, TypeError, ValueError):
        raise InvalidSelection from None
    if coordinator_id != int(current_user.id):
        raise InvalidSelection
    return [int(one) for one in ids]


def chosen_from_selection(token: str, given: Sequence[int], *, purpose: str) -> list[int]:
    """Those of the signed list that were chosen, in its order; raises InvalidSelection.

    Whether they are within reach is still to be asked: a list may hold rows that are only to be read, and be older
    than the roles of whoever has it.
    """
    ids = read_selection(token, purpose=purpose)
    if not set(given) <= set(ids):
        raise InvalidSelection
    return [one for one in ids if one in set(given)]


def _serializer(purpose: str) -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt=f"shown {purpose}")
