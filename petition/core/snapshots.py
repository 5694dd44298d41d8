"""Reading in one snapshot while the caller writes and commits: a second session in a context of its own."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextvars import copy_context
from typing import Any, TypeVar

from flask import current_app

from petition.core.db import begin_reading

Piece = TypeVar("Piece")


def read_apart(read: Callable[[], Generator[Piece, None, None]]) -> Iterator[Piece]:
    """What ``read`` gives, read by a session of its own that ends with it; in the same thread.

    Its snapshot stays as it was when it began, whatever the caller commits between two pieces.
    """
    app: Any = current_app
    context, scope = copy_context(), app._get_current_object().app_context()
    context.run(scope.push)
    try:
        context.run(begin_reading)
        pieces, nothing = context.run(read), object()
        try:
            while (piece := context.run(_next_piece, pieces, nothing)) is not nothing:
                yield piece
        finally:
            context.run(pieces.close)
    finally:
        context.run(scope.pop)


def _next_piece(pieces: Iterator[Any], nothing: object) -> Any:
    return next(pieces, nothing)
