"""Signing: an endorsement and its mail, two rows in one transaction, made of a form that was received."""

from __future__ import annotations

import secrets
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, Select, func, select, update
from sqlalchemy.dialects import postgresql, sqlite

from petition.core import addresses, crypto, received
from petition.core.db import db, now
from petition.core.text import fold
from petition.mail import actions as mail
from petition.mail.links import Link
from petition.mail.models import OutgoingMail
from petition.signing import links
from petition.signing.actions.trace import leave_trace
from petition.signing.models import Endorsement, Evidence
from petition.signing.publication import shown_as
from petition.signing.reservations import reserved
from petition.statements.models import Edition, Statement

# At most so many mails to one address per statement (promise 4).
MAILS_AN_HOUR = 3
MAILS_WHILE_UNCONFIRMED = 5


@dataclass(frozen=True)
class Signature:
    """What somebody sent in to sign: who, in whose name, and how they want to appear."""

    kind: str
    address: str
    language: str
    details: dict[str, Any]
    visibility: str
    updates: bool = False
    # Of whoever sent the form: the network as a hash under today's salt, and under yesterday's; how many seconds the
    # form was open; whether a proof of work was asked for in vain. Only individuals leave such traces.
    network: tuple[bytes, ...] = ()
    seconds: int | None = None
    proof_missing: bool = False
    at: datetime = field(default_factory=now)

    @property
    def signer(self) -> str:
        """Who signs, in one text: the mailbox, and for an organisation its folded name."""
        organisation = fold(self.details.get("organisation") or "")
        return f"{self.kind} {addresses.canonical(self.address)} {organisation}"

    def to_json(self) -> dict[str, Any]:
        """As a received form keeps it."""
        return asdict(self) | {"network": [one.hex() for one in self.network], "at": self.at.isoformat()}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Signature:
        """The signature that a received form keeps."""
        network, at = tuple(bytes.fromhex(one) for one in kept["network"]), datetime.fromisoformat(kept["at"])
        return cls(**kept | {"network": network, "at": at})


@dataclass(frozen=True)
class Asked:
    """The mail that a statement has sent to one address so far, and whether it has signed."""

    last_hour: int
    in_all: int
    confirmed: bool

    @property
    def may_be_mailed(self) -> bool:
        """Whether one more mail stays within the budget."""
        return self.last_hour < MAILS_AN_HOUR and (self.confirmed or self.in_all < MAILS_WHILE_UNCONFIRMED)


def receive_signature(edition: Edition, signature: Signature) -> None:
    """Keeps a signature under an edition, which is frozen from here on; the worker takes it in.

    Whoever calls commits, and the reader is told "check your mail" only after that (promise 9).
    """
    content = {"edition": edition.id, "signature": signature.to_json()}
    received.keep("signature", content, edition_id=edition.id)


@received.acts_on("signature")
def take_in_signature(content: received.Content) -> None:
    """Takes in a signature that was received."""
    sign(db.session.get_one(Edition, content["edition"]), Signature.from_json(content["signature"]))


def sign(edition: Edition, signature: Signature, *, invited_by: int | None = None) -> int | None:
    """Takes in a signature under an edition: what was sent last, as long as nobody has confirmed it.

    To be called by one at a time, as forms are acted on, so that the mails to one address are counted exactly.
    ``invited_by`` is the coordinator who invited the very mailbox that signs, which the caller has checked. Gives the
    endorsement's id; None where no mail could be sent to an address that has not signed.
    """
    at = now()
    found = _find(edition.statement_id, signature)
    may_be_mailed = budget(edition.statement_id, signature.address, at).may_be_mailed
    if found is None and not may_be_mailed:
        leave_trace(edition.statement_id, None, signature)
        return None
    endorsement_id = int(found.id) if found is not None else _insert(edition, signature, at)
    if found is not None and found.confirmed_at is None:
        # The links that are on their way lead to what was sent last.
        _replace(endorsement_id, edition, signature, at)
    leave_trace(edition.statement_id, endorsement_id, signature)
    if invited_by is not None:
        _note_invitation(endorsement_id, invited_by, signature.at)
    if not may_be_mailed:
        return endorsement_id
    if found is not None and found.confirmed_at is not None:
        own = links.mine(endorsement_id, edition.statement.destroy_on)
        # Whoever withdrew signs again behind the own link, where everything is still as it was.
        kind = "already-signed" if found.withdrawn_at is None else "own-link"
        mail_signatory(kind, edition.statement_id, found.edition_id, signature, {}, own)
        return endorsement_id
    content = _told(edition, signature) | ({"invited": "yes"} if invited_by is not None else {})
    kind, link = f"confirm-{signature.kind}", links.confirm(endorsement_id)
    mail_signatory(kind, edition.statement_id, edition.id, signature, content, link)
    return endorsement_id


def receive_link_request(statement: Statement, address: str, language: str) -> None:
    """Keeps the wish for the links to what an address has signed; the worker looks up whether it has."""
    content = {"statement": statement.id, "address": address, "language": language}
    received.keep("own-link", content)


@received.acts_on("own-link")
def mail_own_links(content: received.Content) -> None:
    """Mails the links to what an address has signed; whoever has not signed gets nothing."""
    statement, address = db.session.get_one(Statement, content["statement"]), content["address"]
    at = now()
    signed = db.session.execute(
        select(Endorsement.id, Endorsement.edition_id).where(
            Endorsement.address_key.in_(crypto.lookups(addresses.canonical(address), "address")),
            Endorsement.statement_id == statement.id,
            Endorsement.confirmed_at.is_not(None),
        )
    ).all()
    for endorsement_id, edition_id in signed:
        if not budget(statement.id, address, at).may_be_mailed:
            break
        mail.post(
            "own-link",
            to=address,
            language=content["language"],
            content={},
            edition_id=edition_id,
            link=links.mine(endorsement_id, statement.destroy_on),
            correspondent=correspondent(statement.id, address),
            at=at,
        )


def budget(statement_id: int, address: str, at: datetime) -> Asked:
    """Counts the mails that went to this address for this statement."""
    correspondents = crypto.lookups(addresses.mailbox(address), f"mail {statement_id}")
    recent = func.count().filter(OutgoingMail.created_at > at - timedelta(hours=1))
    last_hour, in_all = db.session.execute(
        select(recent, func.count()).where(OutgoingMail.correspondent.in_(correspondents))
    ).one()
    keys = crypto.lookups(addresses.canonical(address), "address")
    confirmed = select(Endorsement.id).where(
        Endorsement.address_key.in_(keys),
        Endorsement.statement_id == statement_id,
        Endorsement.confirmed_at.is_not(None),
    )
    return Asked(last_hour, in_all, db.session.scalar(confirmed.limit(1)) is not None)


def correspondent(statement_id: int, address: str) -> bytes:
    """The key under which the mails of a statement to an address are counted."""
    return crypto.lookup(addresses.mailbox(address), f"mail {statement_id}")


def _find(statement_id: int, signature: Signature) -> Row[*tuple[Any, ...]] | None:
    columns = (Endorsement.id, Endorsement.edition_id, Endorsement.confirmed_at, Endorsement.withdrawn_at)
    query: Select[*tuple[Any, ...]] = select(*columns).where(
        Endorsement.statement_id == statement_id,
        Endorsement.signature_key.in_(crypto.lookups(signature.signer, "signature")),
    )
    return db.session.execute(query).first()


def _insert(edition: Edition, signature: Signature, at: datetime) -> int:
    """Adds the endorsement, or finds the one that an equal post added at the same time."""
    row = {
        "statement_id": edition.statement_id,
        "kind": signature.kind,
        "signature_key": crypto.lookup(signature.signer, "signature"),
        "address": signature.address,
        "address_key": crypto.lookup(addresses.canonical(signature.address), "address"),
        **_given(edition, signature, at),
    }
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


def _replace(endorsement_id: int, edition: Edition, signature: Signature, at: datetime) -> None:
    """A waiting endorsement takes the words sent last; its confirmation page shows them."""
    given = update(Endorsement).where(Endorsement.id == endorsement_id, Endorsement.confirmed_at.is_(None))
    db.session.execute(given.values(**_given(edition, signature, at)))


def _given(edition: Edition, signature: Signature, at: datetime) -> dict[str, Any]:
    country = signature.details.get("country")
    return {
        "edition_id": edition.id,
        "language": signature.language,
        "details": signature.details,
        "visibility": signature.visibility,
        "asked_at": at,
        "consented_at": signature.at,
        "authority_declared_at": signature.at if signature.kind == "organisation" else None,
        "updates_wanted_at": signature.at if signature.updates else None,
        "country_key": crypto.lookup(country, "country") if country else None,
    }


def mail_signatory(
    kind: str, statement_id: int, edition_id: int, signature: Signature, content: dict[str, Any], link: Link
) -> None:
    """Posts one mail to the address that signed, counted against its budget."""
    mail.post(
        kind,
        to=signature.address,
        language=signature.language,
        content=content,
        edition_id=edition_id,
        link=link,
        correspondent=correspondent(statement_id, signature.address),
    )


def _told(edition: Edition, signature: Signature) -> dict[str, Any]:
    """What the mail says about the signature."""
    told: dict[str, Any] = {
        key: signature.details.get(key) or "" for key in ("name", "organisation", "representative", "role")
    }
    appears = shown_as(told["name"], signature.visibility) if told["name"] else None
    reasons = signature.details.get("reservations")
    if reasons:
        told["reservations"] = [f"{one.number}: {one.reason}" for one in reserved(edition, reasons)]
    return {**told, "visibility": signature.visibility, "shown_as": appears or ""}


def _note_invitation(endorsement_id: int, by: int, at: datetime) -> None:
    """Records, once, that the lead had invited this mailbox."""
    known = select(Evidence.id).where(Evidence.endorsement_id == endorsement_id, Evidence.kind == "invited")
    if db.session.scalar(known.limit(1)) is None:
        db.session.add(Evidence(endorsement_id=endorsement_id, kind="invited", asked_at=at, given_at=at, given_by=by))
        db.session.flush()


def released_key() -> bytes:
    """A key that nobody's signature has: the endorsement stays, and its signer may sign anew."""
    return secrets.token_bytes(32)
