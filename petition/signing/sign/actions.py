"""Signing: an endorsement and its mail, two rows in one transaction, made of a form that was received."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, select, update
from sqlalchemy.dialects import postgresql, sqlite

from petition.core import received_forms
from petition.core.addresses import Address, parse, restore
from petition.core.db import db, now
from petition.signing import links
from petition.signing.consent import keep_wording
from petition.signing.invitation_checks import inviter_who_approves
from petition.signing.models.endorsement import Endorsement
from petition.signing.models.evidence import Evidence
from petition.signing.models.renewal import Renewal
from petition.signing.screening.traces import record_trace
from petition.signing.sign import batch_intake, unchanged_editions
from petition.signing.sign.known_editions import KnownEdition
from petition.signing.sign.mail_budget import Correspondent, count_mails, mail_within_budget
from petition.signing.sign.rows import new_endorsement, signature_words, signed_values
from petition.signing.signature import Signature
from petition.statements.models import Edition, Statement


def keep_signature(edition_id: int, signature: Signature) -> None:
    """Keeps a signature under an edition, which is frozen from here on; the worker takes it in.

    Whoever calls commits, and the reader is told "check your mail" only after that (promise 9).
    """
    content = _content(edition_id, signature)
    received_forms.keep_form("signature", content, edition_id=edition_id, mailbox=signature.address.mailbox)


def keep_signature_for(connection: Connection, signature: Signature, known: KnownEdition) -> bool:
    """Keeps a signature under an edition that is frozen already, in one statement, where all is as it was known.

    The caller commits, as for ``keep_signature``; gives whether it was kept.
    """
    content, mailbox = _content(known.edition_id, signature), signature.address.mailbox
    return received_forms.keep_form_where(
        connection, unchanged_editions.KEEP, unchanged_editions.values_of(known), "signature", content, mailbox
    )


def _content(edition_id: int, signature: Signature) -> received_forms.FormContent:
    return {"edition": edition_id, "signature": signature.to_json()}


@received_forms.action_for("signature")
def act_on_signature(content: received_forms.FormContent) -> None:
    """Takes in a signature that was received."""
    accept_signature(db.session.get_one(Edition, content["edition"]), Signature.from_json(content["signature"]))


@received_forms.batch_action_for("signature")
def act_on_signatures(contents: Sequence[received_forms.FormContent]) -> None:
    """Takes in many at once: those of addresses that nothing is known of together, then the others in their order."""
    editions = {number: db.session.get_one(Edition, number) for number in {one["edition"] for one in contents}}
    signed = [(editions[one["edition"]], Signature.from_json(one["signature"])) for one in contents]
    for edition, signature in batch_intake.accept_unknown(signed, now()):
        accept_signature(edition, signature)


def accept_signature(
    edition: Edition, signature: Signature, *, invited_by: int | None = None, is_mailbox_shown: bool = False
) -> int | None:
    """Takes in a signature under an edition: what was sent last, as long as nobody has confirmed it.

    To be called by one at a time for an address, as forms are acted on (``received_forms``), so that the mails to it
    are counted exactly.
    ``invited_by`` is the coordinator who invited the very mailbox that signs, which the caller has checked;
    ``is_mailbox_shown``: the caller confirms at once what nobody has confirmed, so that no mail has to ask for it.
    Gives the endorsement's id; None where no mail could be sent to an address that has not signed.
    """
    at, correspondent = now(), Correspondent(edition.statement_id, signature.address)
    found = _find_signed(edition.statement_id, signature)
    may_be_mailed = count_mails(correspondent, at).may_be_mailed
    if found is None and not (may_be_mailed or is_mailbox_shown):
        record_trace(edition.statement_id, None, signature)
        return None
    endorsement_id = int(found.id) if found is not None else _insert_endorsement(edition, signature, correspondent, at)
    if found is not None and found.confirmed_at is None:
        # The links that are on their way lead to what was sent last.
        _replace_waiting(endorsement_id, edition, signature, at)
    if found is not None and found.withdrawn_at is not None:
        _keep_renewal(endorsement_id, signature, at)
    record_trace(edition.statement_id, endorsement_id, signature)
    if invited_by is not None:
        _note_invitation(endorsement_id, invited_by, signature.at)
    if found is not None and found.confirmed_at is not None:
        if not may_be_mailed:
            return endorsement_id
        own = links.own_link(endorsement_id, edition.statement.destroy_on)
        kind = "already-signed" if found.withdrawn_at is None else "sign-again"
        mail_within_budget(kind, correspondent, language=signature.language, edition_id=found.edition_id, link=own)
        return endorsement_id
    if may_be_mailed and not is_mailbox_shown:
        words = signature_words(edition, signature) | _listing_words(endorsement_id, invited_by)
        _ask_to_confirm(endorsement_id, edition, signature, correspondent, words)
    return endorsement_id


def receive_link_request(statement: Statement, address: Address, language: str) -> None:
    """Keeps the wish for the links to what an address has signed; the worker looks up whether it has."""
    content = {"statement": statement.id, "address": asdict(address), "language": language}
    received_forms.keep_form("own-link", content, mailbox=address.mailbox)


@received_forms.action_for("own-link")
def mail_own_links(content: received_forms.FormContent) -> None:
    """Mails the links to what an address has signed; whoever has not signed gets nothing."""
    statement, at = db.session.get_one(Statement, content["statement"]), now()
    correspondent = Correspondent(statement.id, restore(content["address"]))
    signed = select(Endorsement.id, Endorsement.edition_id, Endorsement.address).where(
        Endorsement.address_key.in_(correspondent.address_keys),
        Endorsement.statement_id == statement.id,
        Endorsement.confirmed_at.is_not(None),
    )
    for endorsement_id, edition_id, signed_from in db.session.execute(signed).all():
        if not count_mails(correspondent, at).may_be_mailed:
            break
        own = links.own_link(endorsement_id, statement.destroy_on)
        # To where it was signed from, never to what was typed: two spellings may be two people's.
        owner = replace(correspondent, address=parse(signed_from or ""))
        mail_within_budget("own-link", owner, language=content["language"], edition_id=edition_id, link=own, at=at)


def _find_signed(statement_id: int, signature: Signature) -> Row[*tuple[Any, ...]] | None:
    columns = (Endorsement.id, Endorsement.edition_id, Endorsement.confirmed_at, Endorsement.withdrawn_at)
    query: Select[*tuple[Any, ...]] = select(*columns).where(
        Endorsement.statement_id == statement_id,
        Endorsement.signature_key.in_(signature.keys),
    )
    return db.session.execute(query).first()


def _insert_endorsement(edition: Edition, signature: Signature, correspondent: Correspondent, at: datetime) -> int:
    """Adds the endorsement, or finds the one that an equal post added at the same time."""
    keep_wording(signature.consent, signature.consent_language)
    row = new_endorsement(edition, signature, correspondent, at)
    dialect = postgresql if db.session.get_bind().dialect.name == "postgresql" else sqlite
    added = dialect.insert(Endorsement).values(row).on_conflict_do_nothing().returning(Endorsement.id)
    new_id = db.session.scalar(added)
    if new_id is None:
        new_id = db.session.execute(
            select(Endorsement.id).where(
                Endorsement.statement_id == edition.statement_id,
                Endorsement.signature_key == row["signature_key"],
            )
        ).scalar_one()
    return int(new_id)


def _replace_waiting(endorsement_id: int, edition: Edition, signature: Signature, at: datetime) -> None:
    """A waiting endorsement takes the words sent last; its confirmation page shows them."""
    keep_wording(signature.consent, signature.consent_language)
    given = update(Endorsement).where(Endorsement.id == endorsement_id, Endorsement.confirmed_at.is_(None))
    db.session.execute(given.values(**signed_values(edition, signature, at)))


def _keep_renewal(endorsement_id: int, signature: Signature, at: datetime) -> None:
    """Whoever withdrew signs again behind the own link, which shows what was entered last."""
    wanted = Renewal(
        endorsement_id=endorsement_id,
        details=signature.details,
        visibility=signature.visibility,
        updates_wanted_at=signature.at if signature.updates else None,
        consented_at=signature.at,
        consent_sha256=keep_wording(signature.consent, signature.consent_language),
        asked_at=at,
    )
    db.session.merge(wanted)
    db.session.flush()


def _ask_to_confirm(
    endorsement_id: int, edition: Edition, signature: Signature, correspondent: Correspondent, words: dict[str, Any]
) -> None:
    mail_within_budget(
        f"confirm-{signature.kind}",
        correspondent,
        language=signature.language,
        edition_id=edition.id,
        link=links.confirmation_link(endorsement_id),
        content=words,
    )


def _listing_words(endorsement_id: int, invited_by: int | None) -> dict[str, Any]:
    """For the mail: whether the organisation is listed as soon as it confirms."""
    if invited_by is None:
        return {}
    signed = db.session.get_one(Endorsement, endorsement_id, populate_existing=True)
    return {"invited": "yes"} if inviter_who_approves(signed) is not None else {}


def _note_invitation(endorsement_id: int, by: int, at: datetime) -> None:
    """Records, once, that the lead had invited this mailbox."""
    known = select(Evidence.id).where(Evidence.endorsement_id == endorsement_id, Evidence.kind == "invited")
    if db.session.scalar(known.limit(1)) is None:
        db.session.add(Evidence(endorsement_id=endorsement_id, kind="invited", asked_at=at, given_at=at, given_by=by))
        db.session.flush()
