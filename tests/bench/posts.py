"""What the load sends: forms of people who have never signed, and links that nobody has used."""

from __future__ import annotations

import html
import os
import re
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from installation import SIGNED, Installation, statement_named
from servers import ask
from wrk import BenchFailed

SIGN = f"/en/{SIGNED}/sign"
WHO = {"country": "PL", "visibility": "full", "consent": "y"}
HIDDEN = re.compile(r"<input(?=[^>]*type=\"hidden\")[^>]*>")
# Ids of what is made here are far from all others, so that they are known again in what the program writes.
APART = 1_000_000
LETTERS = "abcdefghijklmnoprstuvz"
# A signature that waits for its confirmation: the token of its link, its endorsement and its mail.
Waiting = tuple[str, int, int]


def fetch_hidden_fields(port: int) -> dict[str, str]:
    """What the form carries besides what people fill in: the stamp, which is valid for a day and for any number."""
    return hidden_fields(ask(port, SIGN).data.decode())


def hidden_fields(page: str) -> dict[str, str]:
    """The same, of a page that was fetched already."""
    fields = {}
    for field in HIDDEN.findall(page):
        name, value = (re.search(rf'\b{part}="([^"]*)"', field) for part in ("name", "value"))
        if name:
            fields[html.unescape(name[1])] = html.unescape(value[1]) if value else ""
    if "stamp" not in fields:
        raise BenchFailed("the form has no stamp")
    return fields


def write_forms(file: Path, fields: dict[str, str], number: int, *, gets_page: bool = True) -> None:
    """So many forms, each of somebody else; the site's own form gets a page, another site's gets a redirect."""
    fields = {name: value for name, value in fields.items() if gets_page or name != "answer"}
    lines = []
    for one in range(number):
        word = _word()
        who = {"name": f"Bench {word.capitalize()}", "email": f"{word}.{one}@{word[:3]}.example"}
        lines.append(f"{SIGN}\t{urlencode({**fields, **WHO, **who})}\n")
    file.write_text("".join(lines))


def _word() -> str:
    return "".join(LETTERS[byte % len(LETTERS)] for byte in os.urandom(14))


def write_links(file: Path, tokens: list[str]) -> None:
    """The posts of so many who press the button behind the link of their mail."""
    file.write_text("".join(f"/confirm/{token}\t\n" for token in tokens))


def waiting_signatures(site: Installation, number: int) -> list[Waiting]:
    """So many signatures whose mail was sent and whose link nobody has used: token, endorsement and mail of each.

    The program takes in one of them; the rows that it wrote are copied, with another name, address, key and link.
    """
    return site.inside(lambda: _copy_signature(_take_in_one(), number))


def _take_in_one() -> int:
    from petition.core.addresses import parse
    from petition.signing.sign.actions import accept_signature
    from petition.signing.signature import Signature

    word = _word()
    details = {"name": f"Bench {word.capitalize()}", "country": "PL", "affiliation": None, "comment": None}
    signature = Signature(
        kind="individual", address=parse(f"{word}@{word[:3]}.example"), language="en", details=details,
        visibility="full", consent="I agree.", consent_language="en", network=(os.urandom(32), os.urandom(32)),
        seconds=30,
    )  # fmt: skip
    made = accept_signature(statement_named(SIGNED).editions[-1], signature)
    assert made is not None
    return made


def _copy_signature(endorsement_id: int, number: int) -> list[Waiting]:
    from sqlalchemy import insert, update

    from petition.core.db import Base, db, now
    from petition.core.tokens import make_token
    from petition.mail.models import OutgoingMail
    from petition.signing.models.endorsement import Endorsement

    mail = OutgoingMail.__table__
    sent = {"sent_at": now(), "recipient": None, "content": None}
    db.session.execute(update(mail).where(mail.c.link_subject == endorsement_id).values(sent))
    beside = [
        table for table in Base.metadata.sorted_tables if "endorsement_id" in table.c and _rows(table, endorsement_id)
    ]
    first, first_mail = (_next_id(table) for table in (Endorsement.__table__, mail))
    signed, written = (
        _rows(Endorsement.__table__, endorsement_id, "id")[0],
        _rows(mail, endorsement_id, "link_subject")[0],
    )
    made = [(make_token(), first + one, first_mail + one) for one in range(number)]
    db.session.execute(insert(Endorsement.__table__), [_another(signed, one) for _token, one, _mail in made])
    for table in beside:
        row = _rows(table, endorsement_id)[0]
        db.session.execute(insert(table), [{**row, "endorsement_id": one} for _token, one, _mail in made])
    links = [_another_mail(written, token) | {"id": mail_id, "link_subject": one} for token, one, mail_id in made]
    db.session.execute(insert(mail), links)
    _let_ids_follow(("endorsement", "outgoing_mail"))
    return made


def queue_mails(site: Installation, number: int) -> None:
    """So many mails that ask for a confirmation wait to be sent: one that the program wrote, and copies of it."""

    def write() -> None:
        from sqlalchemy import insert

        from petition.core.db import db
        from petition.core.tokens import make_token
        from petition.mail.models import OutgoingMail

        mail = OutgoingMail.__table__
        (written,) = _rows(mail, _take_in_one(), "link_subject")
        del written["id"]
        db.session.execute(insert(mail), [_another_mail(written, make_token()) for _ in range(number - 1)])

    site.inside(write)


def _another_mail(written: dict[str, Any], token: str) -> dict[str, Any]:
    """A mail to somebody else, with another link; what it says is the same."""
    from petition.core.tokens import hash_token

    own = {"uid": secrets.token_hex(16), "link_hash": hash_token(token), "correspondent": os.urandom(32)}
    return {**written, **own}


def _another(signed: dict[str, Any], endorsement_id: int) -> dict[str, Any]:
    word = _word()
    return {
        **signed,
        "id": endorsement_id,
        "signature_key": os.urandom(32),
        "address_key": os.urandom(32),
        "address": f"{word}@{word[:3]}.example",
        "details": {**signed["details"], "name": f"Bench {word.capitalize()}"},
    }


def _rows(table: Any, value: int, column: str = "endorsement_id") -> list[dict[str, Any]]:
    from sqlalchemy import select

    from petition.core.db import db

    kept = [one for one in table.c if one.computed is None]
    return [dict(row._mapping) for row in db.session.execute(select(*kept).where(table.c[column] == value))]


def _next_id(table: Any) -> int:
    from sqlalchemy import func, select

    from petition.core.db import db

    last = db.session.scalar(select(func.max(table.c.id))) or 0
    return int(last + 1 if last >= APART else last + APART)


def _let_ids_follow(tables: tuple[str, ...]) -> None:
    """PostgreSQL counts on by itself; it has to be told of ids that it did not give."""
    from sqlalchemy import text

    from petition.core.db import db

    if db.session.get_bind().dialect.name == "postgresql":
        for table in tables:
            db.session.execute(
                text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT MAX(id) FROM {table}))")
            )
