"""What is posted: how much of it is taken, and what becomes of the rest."""

from __future__ import annotations

import time
from typing import Any

from flask import abort, request
from flask_babel import lazy_gettext as _
from werkzeug.exceptions import RequestEntityTooLarge

# Bytes. A post with a file may have the same in every form, so that one that is a little too large for its field still
# comes in, and is told of beside the field; deploy/nginx.conf takes the largest of all.
LARGEST_POST, LARGEST_UPLOAD = 256 * 1024, 6 * 1024 * 1024
# What a form takes beyond its largest file, and the most that any form takes: the editor's, a document beside a text.
ROOM, LARGEST_BODY = 1024 * 1024, 15 * 1024 * 1024
# Whoever sends more than is taken reads no answer before all is sent: so much of it is taken and thrown away.
MOST_DISCARDED, DISCARDING_SECONDS = 256 * 1024 * 1024, 15.0
PIECE = 64 * 1024
MEGABYTE = 1024 * 1024


def read_body(largest: int, largest_text: int = LARGEST_POST) -> None:
    """Reads what was posted, up to ``largest`` bytes, and of fields beside files as much as of a whole form without.

    Raises RequestEntityTooLarge once the rest of a larger one is out of the way; 400 for a part without a name, which
    the parser takes and nobody who looks through the names expects (RFC 7578, 4.2: it must have one).
    """
    request.max_content_length = largest
    request.max_form_memory_size = largest_text
    try:
        names = {*request.form, *request.files}
    except RequestEntityTooLarge:
        discard_body(request.environ["wsgi.input"])
        raise
    if None in names:
        abort(400)


def discard_body(stream: Any) -> None:
    """Takes what is left of a body and keeps nothing of it, within bounds of size and time."""
    until, left = time.monotonic() + DISCARDING_SECONDS, MOST_DISCARDED
    while left > 0 and time.monotonic() < until:
        piece = stream.read(PIECE)
        if not piece:
            return
        left -= len(piece)


def size_in_megabytes(size: int) -> Any:
    """A size in bytes as people read it."""
    if size < MEGABYTE // 2:
        return _("%(number)s kB", number=size // 1024)
    return _("%(number)s MB", number=round(size / MEGABYTE))
