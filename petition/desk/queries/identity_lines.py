"""A line of the list before opening; and those that ask whether readers are told who is behind a statement."""

from __future__ import annotations

from dataclasses import dataclass

from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext

from petition.identity.models import OF_A_STATEMENT
from petition.identity.queries import missing_parts
from petition.statements.models import Statement


@dataclass(frozen=True)
class CheckLine:
    """One thing to see to: what it is, how it stands in a sentence, whether that is enough, and the page for it.

    ``endpoint`` is of the page where it is done; all of them take the statement, but those in ``SITE_PAGES``.
    """

    word: str
    label: str
    text: str
    is_done: bool
    is_required: bool
    endpoint: str


IDENTITY_PARTS = {
    "name": lazy_gettext("Name of the coalition"),
    "addressee": lazy_gettext("Addressee"),
    "coordinated_by": lazy_gettext("Who coordinates it"),
    "contact": lazy_gettext("Contact"),
    "imprint": lazy_gettext("Imprint"),
    "authority": lazy_gettext("Supervisory authority, for the privacy page"),
}
IDENTITY_WANTING, IDENTITY_THERE = lazy_gettext("Nobody has entered this yet."), lazy_gettext("Readers are told.")


def identity_lines(statement: Statement) -> list[CheckLine]:
    """Whether readers are told who is behind a statement: a line for each part; the demo opens without them."""
    missing, is_demo = missing_parts(statement), current_app.config["SETTINGS"].demo
    wanting = _("Nobody has entered this yet. The demo opens without it.") if is_demo else IDENTITY_WANTING
    return [
        CheckLine(
            part,
            str(label),
            str(wanting if part in missing else IDENTITY_THERE),
            part not in missing,
            not is_demo,
            "desk.statement_identity" if part in OF_A_STATEMENT else "desk.site_identity",
        )
        for part, label in IDENTITY_PARTS.items()
    ]


def missing_lines(statement: Statement) -> list[CheckLine]:
    """Those of them that keep a statement from opening; none in the demo."""
    return [line for line in identity_lines(statement) if line.is_required and not line.is_done]


def opening_refusal(statement: Statement) -> str:
    """What readers have to be told before a statement opens, each with the page where it is entered; "" for nothing."""
    lines = missing_lines(statement)
    if not lines or statement.is_open:
        return ""
    desk = f"{current_app.config['PUBLIC_URL']}/desk"
    pages = {
        "desk.site_identity": f"{desk}/identity",
        "desk.statement_identity": f"{desk}/statements/{statement.id}/identity",
    }
    told = [f"  {line.label}: {pages[line.endpoint]}#{line.word}" for line in lines]
    return "\n".join([f"{statement.slug}: before signing opens, enter what readers have to be told:", *told])
