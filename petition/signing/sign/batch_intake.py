"""Many signatures taken in together: of addresses of which nothing is known yet, a handful of statements for all.

On the big day that is nearly everybody. Whoever has signed, waits or was mailed before goes the longer way, alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import select

from petition.core.batches import insert_many
from petition.core.db import db
from petition.mail.actions import post_batch
from petition.mail.models import OutgoingMail
from petition.signing import links
from petition.signing.consent import keep_wording
from petition.signing.models.endorsement import Endorsement
from petition.signing.models.screening import SigningTrace
from petition.signing.screening.traces import renew_releases, trace_values
from petition.signing.sign.mail_budget import Correspondent, mail_within_budget
from petition.signing.sign.rows import new_endorsement, signature_words
from petition.signing.signature import Signature
from petition.statements.models import Edition

Signed = tuple[Edition, Signature]


def accept_unknown(received: Iterable[Signed], at: datetime) -> list[Signed]:
    """Takes in the signatures of addresses that have neither signed nor been mailed; gives the others, in their order.

    Of several from one mailbox the first is taken in: the others are then no longer unknown.
    """
    every = [(edition, one, Correspondent(edition.statement_id, one.address)) for edition, one in received]
    known = _known_keys([(one, correspondent) for _edition, one, correspondent in every])
    unknown, others = [], list[Signed]()
    for edition, signature, correspondent in every:
        keys = {*_scoped_keys(signature, correspondent), *correspondent.keys}
        if keys & known:
            others.append((edition, signature))
        else:
            unknown.append((edition, signature, correspondent))
        known |= keys
    if unknown:
        _insert(unknown, at)
    return others


def _scoped_keys(signature: Signature, correspondent: Correspondent) -> list[bytes]:
    """The keys of a signature in its statement."""
    return [str(correspondent.statement_id).encode() + key for key in signature.keys]


def _known_keys(every: Sequence[tuple[Signature, Correspondent]]) -> set[bytes]:
    """Of all keys those under which somebody stands in the statement, or was mailed by it."""
    signed = select(Endorsement.statement_id, Endorsement.signature_key).where(
        Endorsement.statement_id.in_({one.statement_id for _, one in every}),
        Endorsement.signature_key.in_([key for one, _ in every for key in one.keys]),
    )
    mailed = select(OutgoingMail.correspondent).where(
        OutgoingMail.correspondent.in_([key for _, one in every for key in one.keys])
    )
    found = {str(statement_id).encode() + bytes(key) for statement_id, key in db.session.execute(signed)}
    return found | {bytes(key) for key in db.session.scalars(mailed) if key}


def _insert(unknown: Sequence[tuple[Edition, Signature, Correspondent]], at: datetime) -> None:
    for sentence, language in {(one.consent, one.consent_language) for _, one, _ in unknown}:
        keep_wording(sentence, language)
    insert_many(Endorsement, [new_endorsement(*one, at) for one in unknown])
    ids = _ids_of([(correspondent.statement_id, signature.keys[0]) for _, signature, correspondent in unknown])
    traces = []
    with post_batch():
        for edition, signature, correspondent in unknown:
            number = ids[correspondent.statement_id, signature.keys[0]]
            mail_within_budget(
                f"confirm-{signature.kind}",
                correspondent,
                language=signature.language,
                edition_id=edition.id,
                link=links.confirmation_link(number),
                content=signature_words(edition, signature),
                at=at,
            )
            if signature.kind == "individual":
                traces.append(
                    {"endorsement_id": number, "statement_id": edition.statement_id, **trace_values(signature)}
                )
    insert_many(SigningTrace, traces)
    renew_releases((edition.statement_id, one) for edition, one, _ in unknown if one.kind == "individual")


def _ids_of(signed: Sequence[tuple[int, bytes]]) -> dict[tuple[int, bytes], int]:
    query = select(Endorsement.id, Endorsement.statement_id, Endorsement.signature_key).where(
        Endorsement.statement_id.in_({statement_id for statement_id, _ in signed}),
        Endorsement.signature_key.in_([key for _, key in signed]),
    )
    return {(statement_id, bytes(key)): number for number, statement_id, key in db.session.execute(query)}
