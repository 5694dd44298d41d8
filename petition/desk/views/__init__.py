"""The desk: where coordinators work."""

from petition.desk.views import (
    changes,
    editions,
    editor,
    evidence,
    invitations,
    organisations,
    queue,
    start,
    statements,
    translations,
)
from petition.desk.views.page import blueprint

__all__ = [
    "blueprint",
    "changes",
    "editions",
    "editor",
    "evidence",
    "invitations",
    "organisations",
    "queue",
    "start",
    "statements",
    "translations",
]
