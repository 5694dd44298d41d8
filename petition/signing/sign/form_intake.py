"""The short way of a form that is right: judged by what this process knows, and kept in one transaction."""

from __future__ import annotations

from typing import Any

from flask import request

from petition.core import access, form_answers, limits, switches
from petition.core.db import begin_reading, begin_writing, db
from petition.core.form_answers import notice_for
from petition.signing import consent
from petition.signing.sign import actions as signing
from petition.signing.sign import sent_forms
from petition.signing.sign.address_slips import suggest_address
from petition.signing.sign.known_editions import KnownEdition, find_known, forget_known, keep_known, read_edition
from petition.signing.sign.sent_forms import has_slip
from petition.signing.signature import Signature


def judge_form(kind: str, form: Any, slug: str, language: str) -> KnownEdition | None:
    """The edition for which a form that was posted is right; None where anything is not as it should be."""
    if sent_forms.asks_to_correct(request.form) and access.is_same_origin():
        return None
    known = find_known(None, slug, language) or find_known(db.session.connection(), slug, language)
    return known if known is not None and _is_right(kind, form, known) else None


def keep_form(kind: str, form: Any, known: KnownEdition) -> bool:
    """Keeps a form in a transaction that writes, which the caller commits; gives whether all is still as it was known.

    If not, nothing was written, nothing is held, and the view looks at all of it.
    """
    if db.session().in_transaction():
        db.session.rollback()
    begin_writing()
    found = read_edition(db.session.connection(), known.slug, known.language, hold=not known.is_frozen)
    if found is None or found != known or not _may_be_signed(found):
        db.session.rollback()
        forget_known(known.slug, known.language)
        begin_reading()
        return False
    signing.keep_signature(found.edition_id, signature_from_form(kind, form, known.language, networks_of(kind)))
    keep_known(found)
    return True


def _is_right(kind: str, form: Any, known: KnownEdition) -> bool:
    if not _may_be_signed(known) or (kind == "organisation" and known.takes_reservations):
        return False
    consent.set_consent(form, None, known.language)
    form.ask_for_work(switches.active_switch("proof", known.statement_id) is not None)
    form_answers.reuse_result("choice", lambda: sent_forms.take_choice(form.email, request.form, suggest_address))
    if notice_for(form, lambda: not has_slip(form, request.form, suggest_address)) is not None:
        return False
    return known.has_words(request.form.get("words")) and not consent.is_consent_changed(form)


def _may_be_signed(known: KnownEdition) -> bool:
    return known.is_open and not switches.signing_pause(known.statement_id)


def networks_of(kind: str) -> tuple[bytes, ...]:
    """Where it came from, as keyed hashes; only individuals leave such a trace."""
    return limits.client_keys() if kind == "individual" else ()


def signature_from_form(kind: str, form: Any, language: str, network: tuple[bytes, ...]) -> Signature:
    """What somebody signs with a form that is right; ``network`` is where it came from, as keyed hashes."""
    if kind == "organisation":
        details, visibility = form.details(), representative_visibility(form)
    else:
        details = {name: form[name].data or None for name in ("name", "country", "affiliation", "comment")}
        visibility = form.visibility.data
    return Signature(
        kind=kind,
        address=form.email.address,
        language=language,
        details=details,
        visibility=visibility,
        updates=form.updates.data,
        consent=form.consent_words,
        consent_language=form.consent_language,
        network=network if kind == "individual" else (),
        seconds=form.seconds(),
        proof_missing=form.lacks_work(),
        trap_filled=form.is_trap_lifted,
    )


def representative_visibility(form: Any) -> str:
    """How the representative appears: in full, or not at all."""
    return "full" if form.show_representative.data else "withheld"
