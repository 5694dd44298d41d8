"""The page that names the address: the same for all, with what is the reader's own put in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from markupsafe import Markup, escape

from petition.core.kept_pages import render_kept
from petition.signing.sign.sent_forms import SentForm


def render_sent(sent: SentForm, slug: str, language: str, render: Callable[[SentForm], str]) -> str:
    """The page for a form that was taken in; ``render`` makes it whole, where none is kept that is right."""

    def render_marked(marks: Mapping[str, str]) -> str:
        marked = replace(sent, address=marks["address"], values=[("", marks["fields"])])
        # All hidden fields stand where the template puts one.
        return render(marked).replace(hidden_fields(marked), marks["fields"])

    own = {"address": sent.address, "fields": hidden_fields(sent)}
    return render_kept(("sent", sent.kind, slug, language), own, render_marked)


def hidden_fields(sent: SentForm) -> Markup:
    """What fills the form in again."""
    fields = [f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">' for name, value in sent.values]
    return Markup("".join(fields))  # noqa: S704 - each part of it is escaped
