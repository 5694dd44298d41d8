"""The desk: where coordinators work."""

from petition.desk.views import (
    changes,
    editions,
    editor,
    invitations,
    organisations,
    queue,
    statements,
    translations,
)
from petition.desk.views.page import blueprint

__all__ = [
    "blueprint",
    "changes",
    "editions",
    "editor",
    "invitations",
    "organisations",
    "queue",
    "statements",
    "translations",
]
