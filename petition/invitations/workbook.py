"""The sheets of an XLSX, XLS or ODS workbook, as rows of text."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from petition.invitations.content import SpreadsheetError

Table = list[tuple[int, list[str]]]
PROGRAM = Path(__file__).with_name("cells.py")
SECONDS = 20


def tables(data: bytes) -> list[Table]:
    """The rows of each visible sheet with their numbers; raises SpreadsheetError.

    Whatever makes the decoder run out of memory or time is called a ``zip_bomb``: it grows when opened.
    """
    command = [sys.executable, "-I", str(PROGRAM)]
    try:
        ended = subprocess.run(  # noqa: S603 - our own program; the file comes on its standard input
            command, input=data, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={}, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise SpreadsheetError("zip_bomb") from None
    if ended.returncode:
        raise SpreadsheetError("zip_bomb" if ended.returncode < 0 else "damaged")
    answer = json.loads(ended.stdout)
    if isinstance(answer, str):
        raise SpreadsheetError(answer)
    return [[(line, cells) for line, cells in table] for table in answer]
