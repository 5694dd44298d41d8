"""Commands that look first whether they can begin, and say in one line what stops them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import click
from flask.cli import AppGroup

from petition.core import preflight


def require_usable_database(act: Callable[..., Any]) -> Callable[..., Any]:
    """An act that begins only on a database that is ours and with keys that fit."""

    @wraps(act)
    def start(*arguments: Any, **options: Any) -> Any:
        with preflight.exit_on_start_error():
            preflight.check_database()
            return act(*arguments, **options)

    return start


class CommandGroup(AppGroup):
    """A group of such commands."""

    def command(self, *args: Any, **kwargs: Any) -> Callable[[Callable[..., Any]], click.Command]:  # type: ignore[override]
        """Adds one."""
        add = super().command(*args, **kwargs)
        return lambda act: add(require_usable_database(act))
