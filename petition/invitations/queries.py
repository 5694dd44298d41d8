"""What is known of invitations: what a link opens, how each one stands, who has answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.orm import joinedload

from petition.core import addresses, crypto, tokens
from petition.core.collation import sort_key
from petition.core.db import db, now
from petition.core.languages import current_language
from petition.core.text import sound_key
from petition.invitations.links import INVITATION
from petition.invitations.models import Invitation, InvitationLink
from petition.mail.models import OutgoingMail
from petition.organisations.actions import domain_of
from petition.organisations.models import Organisation
from petition.signing.models.endorsement import Endorsement
from petition.statements import schedule
from petition.statements.models import Edition, Statement, Translation
from petition.statements.queries import settings

# How an invitation stands. "unsent": no mail about it has gone out yet; "bounced": a mail server refused the newest one
# for good; "opened": somebody at its page said so, which no fetching of the link does; "waiting": signed by its link,
# and the mail with the link to confirm is on its way.
STATES = ("unsent", "sent", "bounced", "opened", "waiting", "signed", "declined", "revoked", "expired")


@dataclass(frozen=True)
class OpenedInvitation:
    """What a private link opened: its invitation, or the problem that stood in the way.

    ``problem`` is None, ``mangled``, ``revoked``, ``expired`` or ``gone``.
    """

    problem: str | None
    invitation: Invitation | None = None


@dataclass(frozen=True)
class InvitationRow:
    """One invitation in the table, with how it stands."""

    invitation: Invitation
    state: str

    @property
    def name(self) -> str:
        """The organisation's name, as it was invited."""
        return str((self.invitation.details or {}).get("organisation") or "")


def open_invitation(token: str) -> OpenedInvitation:
    """What stands behind a private link; it may be opened again and again."""
    if not tokens.is_well_formed(token):
        return OpenedInvitation("mangled")
    mail = select(OutgoingMail.link_subject).where(
        OutgoingMail.link_hash == tokens.hash_token(token), OutgoingMail.link_purpose == INVITATION
    )
    number = db.session.scalar(mail)
    if number is None:
        number = db.session.scalar(select(InvitationLink.invitation_id).where(_copied_condition(token)))
    if number is None:
        return OpenedInvitation("mangled")
    invitation = db.session.get(Invitation, number)
    if invitation is None:
        return OpenedInvitation("gone")
    if invitation.revoked_at is not None:
        return OpenedInvitation("revoked", invitation)
    return OpenedInvitation("expired" if now() >= invitation.expires_at else None, invitation)


def is_copied_link(token: str) -> bool:
    """Whether a private link was copied by a coordinator, and so may be in anybody's hands."""
    return db.session.scalar(select(InvitationLink.token_hash).where(_copied_condition(token))) is not None


def _copied_condition(token: str) -> ColumnElement[bool]:
    return InvitationLink.token_hash == tokens.hash_token(token)


def lock_invitation(invitation_id: int) -> Invitation | None:
    """An invitation, held against a change at the same moment until the transaction ends."""
    query = select(Invitation).where(Invitation.id == invitation_id).with_for_update(of=Invitation)
    return db.session.scalar(query.execution_options(populate_existing=True))


def endorsement_of(invitation: Invitation) -> Endorsement | None:
    """The confirmed endorsement that answers an invitation: by its link, else from its mailbox in any other way."""
    # One after the other: asked for either at once, SQLite looks through all endorsements of the statement.
    for way in (Endorsement.id == invitation.endorsement_id, _mailbox_condition(invitation.address_key)):
        query = (
            select(Endorsement)
            .where(_confirmed_condition(invitation.statement_id), way)
            .order_by(Endorsement.id)
            .limit(1)
        )
        found = db.session.scalar(query)
        if found is not None:
            return found
    return None


def endorsements_of(invitations: Iterable[Invitation]) -> dict[int, Endorsement]:
    """The confirmed endorsement that answers each of a statement's invitations (``endorsement_of``), by their ids."""
    asked = list(invitations)
    if not asked:
        return {}
    keys = {one.address_key for one in asked}
    mailboxes = and_(Endorsement.kind == "organisation", Endorsement.address_key.in_(keys))
    query = select(Endorsement).where(_confirmed_condition(asked[0].statement_id)).order_by(Endorsement.id.desc())
    by_key = {one.address_key: one for one in db.session.scalars(query.where(mailboxes))}
    linked = [one.endorsement_id for one in asked if one.endorsement_id is not None]
    by_id = {one.id: one for one in db.session.scalars(query.where(Endorsement.id.in_(linked)))}
    found = {one.id: by_id.get(one.endorsement_id or 0) or by_key.get(one.address_key) for one in asked}
    return {number: one for number, one in found.items() if one is not None}


def signed_name(endorsement: Endorsement) -> str:
    """The name under which an organisation signed, which may differ from the one that was invited."""
    entry = endorsement.organisation
    return str((endorsement.details or {}).get("organisation") or (entry.name if entry else ""))


def invitation_rows(statement: Statement, reach: ColumnElement[bool] | None = None) -> list[InvitationRow]:
    """The invitations of a statement, all or those of a condition, by organisation; of one mailbox the newest only, and
    none in whose place another one stands.
    """
    mine = [Invitation.statement_id == statement.id, Invitation.replaced_at.is_(None)]
    mine += [] if reach is None else [reach]
    query = select(Invitation).where(*mine).order_by(Invitation.id)
    newest = {one.address_key: one for one in db.session.scalars(query.options(joinedload(Invitation.endorsement)))}
    signed, language = _mailboxes_that_signed(statement), current_language()
    sending = sending_states(Invitation.statement_id == statement.id)
    rows = [InvitationRow(one, invitation_state(one, signed, sending.get(one.id, "unsent"))) for one in newest.values()]
    return sorted(rows, key=lambda row: (sort_key(row.name, language), row.invitation.id))


def invitation_row(invitation: Invitation) -> InvitationRow:
    """One invitation with how it stands."""
    signed = {invitation.address_key} if endorsement_of(invitation) is not None else set()
    sending = sending_states(Invitation.id == invitation.id).get(invitation.id, "unsent")
    return InvitationRow(invitation, invitation_state(invitation, signed, sending))


def sending_states(which: ColumnElement[bool]) -> dict[int, str]:
    """How far the mails about invitations of a condition have got: ``unsent``, ``sent`` or ``bounced``, by id."""
    columns = (OutgoingMail.link_subject, OutgoingMail.sent_at, OutgoingMail.refused_at)
    mine = select(Invitation.id).where(which)
    query = select(*columns).where(OutgoingMail.link_purpose == INVITATION, OutgoingMail.link_subject.in_(mine))
    found: dict[int, str] = {}
    for number, sent_at, refused_at in db.session.execute(query.order_by(OutgoingMail.id)):
        if number is not None and (refused_at or sent_at or number not in found):
            found[number] = "bounced" if refused_at else "sent" if sent_at else "unsent"
    return found


def invitation_state(invitation: Invitation, signed: set[bytes], sending: str) -> str:
    """One of STATES; ``signed`` holds the keys of mailboxes from which the statement was signed, ``sending`` is one of
    ``sending_states``.
    """
    if invitation.has_signed or invitation.address_key in signed:
        return "signed"
    if invitation.revoked_at is not None:
        return "revoked"
    if invitation.declined_at is not None:
        return "declined"
    if invitation.endorsement_id is not None:
        return "waiting"
    if now() >= invitation.expires_at:
        return "expired"
    return "opened" if invitation.opened_at is not None else sending


def count_by_state(rows: Iterable[InvitationRow]) -> dict[str, int]:
    """How many invitations stand in each state."""
    found = Counter(row.state for row in rows)
    return {one: found[one] for one in STATES}


def invited_checker(statement: Statement) -> Callable[[str], bool]:
    """Asks of an address whether its mailbox needs no invitation: it has a live one, said no, or has signed."""
    standing = select(Invitation.address_key).where(
        Invitation.statement_id == statement.id,
        Invitation.revoked_at.is_(None),
        or_(Invitation.expires_at > now(), Invitation.declined_at.is_not(None)),
    )
    taken = set(db.session.scalars(standing)) | _mailboxes_that_signed(statement)

    def is_taken(address: str) -> bool:
        hashes = crypto.lookup_hashes(addresses.canonical_address(address), "address") if taken else ()
        return not taken.isdisjoint(hashes)

    return is_taken


def register_lookup() -> Callable[[str, str, str], int | None]:
    """Finds the entry of the register for a name, a Latin name and a website; None where it is not unambiguous."""
    by_sound: dict[str, set[int]] = {}
    domains: dict[int, str | None] = {}
    query = select(Organisation.id, Organisation.sound, Organisation.domain)
    for number, sounds, domain in db.session.execute(query.where(Organisation.merged_into_id.is_(None))):
        domains[number] = domain
        for line in sounds.split("\n"):
            by_sound.setdefault(line, set()).add(number)

    def find(name: str, latin: str, website: str) -> int | None:
        alike = set().union(*(by_sound.get(sound_key(one), set()) for one in (name, latin) if one))
        domain = domain_of(website)
        same = {one for one in alike if domain is None or domains[one] in (None, domain)}
        on_domain = {one for one in same if domain and domains[one] == domain}
        candidates = on_domain or same
        return candidates.pop() if len(candidates) == 1 else None

    return find


def has_text(statement: Statement) -> bool:
    """Whether there is a text to show to whoever is invited."""
    text = select(Translation.id).join(Edition, Edition.id == Translation.edition_id)
    return db.session.scalar(text.where(Edition.statement_id == statement.id).limit(1)) is not None


def reminder_times(statement: Statement) -> list[datetime]:
    """When those who were invited are reminded, the first first; at most two, and none after it was handed over."""
    if statement.due_at is None or statement.is_delivered:
        return []
    return schedule.reminder_moments(statement.due_at, settings.reminder_days(statement), statement.zone)[-2:]


def next_reminder(statement: Statement) -> datetime | None:
    """When the next reminder goes out; None where none will."""
    at = now()
    return next((moment for moment in reminder_times(statement) if moment > at and statement.takes_invited), None)


def unanswered_condition(statement: Statement, at: datetime) -> ColumnElement[bool]:
    """Which invitations of a statement work at a moment and have not been answered."""
    # Each way by itself: asked for either at once, SQLite looks through all endorsements of the statement.
    by_link = Endorsement.id == Invitation.endorsement_id
    from_mailbox = and_(Endorsement.kind == "organisation", Endorsement.address_key == Invitation.address_key)
    signed = (
        exists().where(_confirmed_condition(statement.id), way).correlate(Invitation) for way in (by_link, from_mailbox)
    )
    return and_(
        Invitation.statement_id == statement.id,
        Invitation.revoked_at.is_(None),
        Invitation.declined_at.is_(None),
        Invitation.expires_at > at,
        *(~one for one in signed),
    )


def count_unanswered(statement: Statement) -> int:
    """How many invitations would be told of a new edition now."""
    if not statement.takes_invited:
        return 0
    query = select(func.count()).select_from(Invitation).where(unanswered_condition(statement, now()))
    return db.session.scalar(query) or 0


def _confirmed_condition(statement_id: int) -> ColumnElement[bool]:
    return and_(Endorsement.statement_id == statement_id, Endorsement.confirmed_at.is_not(None))


def _mailbox_condition(key: bytes) -> ColumnElement[bool]:
    return and_(Endorsement.kind == "organisation", Endorsement.address_key == key)


def _mailboxes_that_signed(statement: Statement) -> set[bytes]:
    keys = select(Endorsement.address_key).where(_confirmed_condition(statement.id), Endorsement.kind == "organisation")
    return {key for key in db.session.scalars(keys) if key is not None}
