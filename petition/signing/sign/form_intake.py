"""The short way of a form that is right: judged by what this process knows, and kept in one transaction."""

from __future__ import annotations

from typing import Any

from flask import request
from sqlalchemy import Connection

from petition.core import access, form_answers, limits, switches
from petition.core.db import begin_reading, begin_writing, db, end_reading
from petition.core.right_forms import RightForm, rules_of
from petition.signing import consent
from petition.signing.fields import organisation_details
from petition.signing.sign import actions as signing
from petition.signing.sign import sent_forms
from petition.signing.sign.address_slips import suggest_address
from petition.signing.sign.known_editions import KnownEdition, find_known, forget_known, keep_known, read_edition
from petition.signing.sign.sent_forms import has_slip
from petition.signing.signature import Signature


def judge_post(kind: str, made_by: Any, slug: str, language: str) -> tuple[RightForm, KnownEdition] | None:
    """A post with which nothing is wrong, and the edition for which it is right; None where anything is otherwise."""
    if request.files or (sent_forms.asks_to_correct(request.form) and access.is_same_origin()):
        return None
    known = find_known(None, slug, language) or find_known(db.session.connection(), slug, language)
    if known is None or (kind == "organisation" and known.takes_reservations) or not _may_be_signed(known):
        return None
    form = rules_of(made_by).read(request.form)
    return (form, known) if form is not None and _is_right(form, made_by, known) else None


def keep_in_one(connection: Connection, kind: str, form: RightForm, known: KnownEdition) -> bool:
    """Keeps a form for a frozen edition, in a transaction of the caller; gives whether all is still as it was known.

    If not, nothing was written, and the view looks at all of it.
    """
    signature = signature_from_form(kind, form, known.language, networks_of(kind))
    if signing.keep_signature_for(connection, signature, known):
        return True
    forget_known(known.slug, known.language)
    return False


def keep_form(kind: str, form: RightForm, known: KnownEdition) -> bool:
    """Keeps the first form for an edition, whose words are held until the caller commits; gives the same."""
    end_reading()
    begin_writing()
    found = read_edition(db.session.connection(), known.slug, known.language, hold=True)
    if found is None or found != known or not _may_be_signed(found):
        db.session.rollback()
        forget_known(known.slug, known.language)
        begin_reading()
        return False
    signing.keep_signature(found.edition_id, signature_from_form(kind, form, known.language, networks_of(kind)))
    keep_known(found)
    return True


def _is_right(form: Any, made_by: Any, known: KnownEdition) -> bool:
    # A digest has 64 characters: one that is longer is none, however long it is.
    if not access.is_same_origin() or not known.has_words(request.form.get("words", known.sha256)[:65]):
        return False
    wording = consent.interface_wording(made_by, known.language)
    form.consent_words, form.consent_language, form.consent_mark = wording
    if consent.is_consent_changed(form):
        return False
    sent_forms.take_choice(form.email, request.form, suggest_address)
    if form.fault() is not None or not rules_of(made_by).allow(form) or has_slip(form, request.form, suggest_address):
        return False
    form.ask_for_work(switches.active_switch("proof", known.statement_id) is not None)
    return form_answers.count_right_form() == 0


def _may_be_signed(known: KnownEdition) -> bool:
    return known.is_open and not switches.signing_pause(known.statement_id)


def networks_of(kind: str) -> tuple[bytes, ...]:
    """Where it came from, as keyed hashes; only individuals leave such a trace."""
    return limits.client_keys() if kind == "individual" else ()


def signature_from_form(kind: str, form: Any, language: str, network: tuple[bytes, ...]) -> Signature:
    """What somebody signs with a form that is right; ``network`` is where it came from, as keyed hashes."""
    if kind == "organisation":
        details = organisation_details(form) if isinstance(form, RightForm) else form.details()
        visibility = representative_visibility(form)
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
