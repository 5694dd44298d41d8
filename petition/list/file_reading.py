"""A file of the database as the body of an answer: read a chunk at a time, from any byte on."""

from __future__ import annotations

from typing import Any

from flask import current_app

from petition.core.db import read_transactions
from petition.list import export_files


class ExportOutdated(Exception):
    """Something was taken off the list while its file was being handed out: the answer ends there, unfinished."""


class FileReader:
    """The bytes of a file in order; Werkzeug seeks in it where a range is asked for.

    Each chunk is read in a transaction of its own, which asks again whether the file may be handed out: no connection
    is held while a slow reader takes its time, and nobody is handed a name after it was hidden.
    """

    def __init__(self, uid: str, size: int) -> None:
        app: Any = current_app
        self.app, self.uid, self.size, self.at = app._get_current_object(), uid, size, 0

    def seekable(self) -> bool:
        """That it can begin anywhere."""
        return True

    def seek(self, at: int) -> None:
        """Goes on from this byte."""
        self.at = at

    def tell(self) -> int:
        """The byte that comes next."""
        return self.at

    def __iter__(self) -> FileReader:
        return self

    def __next__(self) -> bytes:
        if self.at >= self.size:
            raise StopIteration
        # The context ends with the transaction, so that the connection goes back at once.
        with read_transactions(), self.app.app_context():
            found = export_files.read_chunk(self.uid, self.at // export_files.CHUNK)
        if found is None:
            raise ExportOutdated
        start, content = found
        piece = content[self.at - start :]
        self.at += len(piece)
        return piece
