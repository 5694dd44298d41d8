"""Makes what tests of evidence, changes and reservations start from: pictures, letters, an organisation at its own page."""

from __future__ import annotations

import io
from typing import Any

from flask import Flask
from PIL import Image
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

import cast
import make
from page import CheckedClient
from petition.core.db import db, now
from petition.signing import queries as endorsements
from petition.signing.decide import actions as decisions
from petition.signing.models.endorsement import Endorsement
from petition.statements.models import Statement

PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\nThe board of the Circle signs.\nstartxref\n9\n%%EOF\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>'


def png(colour: str = "#224466", size: tuple[int, int] = (200, 100)) -> bytes:
    """A picture as a logo may be."""
    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, "PNG")
    return buffer.getvalue()


def file(content: bytes, name: str = "file.png") -> FileStorage:
    """A file as a form sends it."""
    return FileStorage(io.BytesIO(content), name)


def confirmed(client: CheckedClient, who: dict[str, Any] = cast.CIRCLE) -> tuple[Endorsement, str]:
    """An organisation that confirmed, and the path of its own page."""
    made = make.signed(client, who)
    return made, make.link("confirmed-organisation")


def listed(client: CheckedClient, who: dict[str, Any] = cast.CIRCLE) -> tuple[Endorsement, str]:
    """One that a coordinator approved."""
    made, mine = confirmed(client, who)
    decisions.approve(endorsements.lock_endorsement(made.id), by=make.coordinator(email="first@coalition.example").id)
    db.session.commit()
    return made, mine


def allow_reservations(statement: Statement) -> dict[str, str]:
    """Lets organisations sign with reservations; gives the keys of the demands by their numbers."""
    statement.reservations_allowed_at = now()
    keys = {demand.number: demand.key for demand in make.edition(statement).demands}
    db.session.commit()
    return keys


def desk(app: Flask, role: str = "coordinator") -> CheckedClient:
    """A browser at the desk, its owner apart from who approved before."""
    return make.at_the_desk(app, role, f"{role}@coalition.example")


def sent(client: CheckedClient, path: str, **values: Any) -> TestResponse:
    """Opens the page that a form is on, fills the form in and sends it, files too."""
    assert client.page is not None
    filled = {**client.page.form(path).values()}
    for name, value in values.items():
        filled.pop(name, None)
        if value is not None:
            filled[name] = value
    # Encoded here: the test client would leave a file of its own open behind a large body.
    boundary, body = encode_multipart(filled)
    return client.post(path, data=body, content_type=f'multipart/form-data; boundary="{boundary}"')
