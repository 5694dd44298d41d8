"""What those who sign agree to: the interface's sentence, or the coordinators' in a language that it does not speak.

Which of them was shown is written down with the signature.
"""

from __future__ import annotations

import hashlib
from functools import cache
from typing import Any

from flask import request
from flask_babel import force_locale
from markupsafe import Markup
from sqlalchemy.dialects import postgresql, sqlite

from petition.core import languages
from petition.core.db import db, now
from petition.identity.queries import consent_text
from petition.signing.models.consent import ConsentWording
from petition.statements.models import Statement

MARK = 16  # hex digits


def show_consent(form: Any, statement: Statement, language: str) -> None:
    """Has a form ask for the consent that belongs to a language, and say so where the interface does not speak it."""
    is_spoken = languages.base_language(language) in languages.INTERFACE
    own = None if is_spoken else consent_text(statement, language)
    form.unspoken = None if is_spoken else language
    set_consent(form, own, language)
    if own:
        label = Markup('<span lang="{}" dir="{}">{}</span>').format(language, languages.text_direction(language), own)
        form.consent.label.text = label


def set_consent(form: Any, own: str | None, language: str) -> None:
    """Notes in a form what it asks for: the coordinators' ``own`` sentence, or the interface's."""
    form.consent_words = own or str(form.consent.label.text)
    form.consent_language = language if own else languages.current_language()
    form.consent_mark = hash_wording(form.consent_words)[:MARK]


@cache
def interface_wording(made_by: Any, language: str) -> tuple[str, str, str]:
    """What a kind of form asks for in a language of the interface: the sentence, its language, its mark."""
    with force_locale(language):
        sentence = str(made_by(formdata=None).consent.label.text)
    return sentence, language, hash_wording(sentence)[:MARK]


def is_consent_changed(form: Any) -> bool:
    """Whether the form came from a page that asked for something else; one that does not say is taken at its word."""
    mark = str(form.consent_mark)
    return request.form.get("consent_mark", mark) != mark


def keep_wording(text: str, language: str) -> str | None:
    """Keeps a sentence of consent, once, and gives its digest; None for forms of older versions, which name none."""
    if not text:
        return None
    sha256 = hash_wording(text)
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    row = {"sha256": sha256, "language": language, "text": text, "first_used_at": now()}
    db.session.execute(dialect.insert(ConsentWording).values(row).on_conflict_do_nothing())
    return sha256


def hash_wording(text: str) -> str:
    """The SHA-256 of a sentence in UTF-8, in hex."""
    return hashlib.sha256(text.encode()).hexdigest()
