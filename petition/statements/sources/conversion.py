"""From the bytes of a file to the text of a position; run by ``core.reading_program``, in a process of its own."""

from __future__ import annotations

import importlib
from typing import Any

from petition.statements.sources.document import Document, SourceError
from petition.statements.sources.file_kinds import file_kind
from petition.statements.sources.markdown import write_markdown

# Bytes, and seconds of the processor's time.
MEMORY, SECONDS = 768 << 20, 15


def read_file(data: bytes, name: str) -> dict[str, Any]:
    """``text`` and ``notes``; or in ``refusal`` the word that says why there is none, with its ``values``."""
    try:
        kind = file_kind(data, name)
        # Only the reader that is needed is loaded: together they take longer to load than most files to read.
        reader = importlib.import_module(f"petition.statements.sources.{kind}")
        document: Document = getattr(reader, f"read_{kind}")(data)
        text = write_markdown(document)
        if not text.strip():
            raise SourceError("no_text")
    except SourceError as fault:
        return {"refusal": fault.word, "values": fault.values}
    return {"text": text, "notes": document.notes()}
