"""What was left out of a file that a text was taken from, and why no text can be taken from one, in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from petition.statements.sources.document import SourceError


def note_words(notes: Iterable[dict[str, Any]]) -> list[str]:
    """One sentence for each note."""
    said = [_words_of_note(note["word"], note["count"], note["texts"]) for note in notes]
    return list(dict.fromkeys(said))


def _words_of_note(word: str, count: int, texts: list[str]) -> str:
    if word == "pictures":
        left_out = str(ngettext("%(num)s picture was left out", "%(num)s pictures were left out", count))
        return f"{left_out}: {', '.join(f'“{text}”' for text in texts)}" if texts else left_out
    if word == "links":
        said = str(
            ngettext(
                "%(num)s link leads nowhere and was left out", "%(num)s links lead nowhere and were left out", count
            )
        )
        return f"{said}: {', '.join(f'“{text}”' for text in texts)}"
    if word == "encoding":
        return str(_("The characters were read as %(encoding)s: check those beyond A to Z", encoding=", ".join(texts)))
    accepted = _("Tracked changes were accepted: deleted text was left out")
    words = {
        "changes": accepted,
        "insertions": accepted,
        "comments": _("Comments were left out"),
        "hidden": _("Hidden text was left out"),
        "contents": _("The table of contents was left out"),
        "margins": _("Page headers, page footers and page numbers were left out"),
        "objects": _("Embedded objects were left out"),
        "tables": _("A table with whole paragraphs was converted cell by cell"),
        "page": _("Only the main part of the page was imported; navigation and everything else around it was left out"),
        "page_parts": _("Navigation, banners and forms of the page were left out"),
        "pdf": _("The text comes from a PDF: compare it with the original, as paragraphs and numbers may be misplaced"),
        "blank_pages": ngettext(
            "%(num)s page without text was left out", "%(num)s pages without text were left out", count
        ),
    }
    return str(words[word])


def refusal_words(fault: SourceError) -> str:
    """Why no text can be taken from a file, and what helps, in one line."""
    found = fault.values.get("found", "")
    if fault.word == "save_as":
        return _words_of_old_kinds()[str(found)]
    if fault.word == "not_a_text":
        return _words_of_other_kinds()[str(found)]
    most = {"most": fault.values.get("most", "")}
    words = {
        "empty": _("The file is empty"),
        "too_large": _("The file is larger than %(most)s MB", **most),
        "too_long": _("The text in the file is longer than %(most)s kB", **most),
        "too_much": _("The file would be far too large when opened. Copy its text and paste it"),
        "damaged": _(
            "The file is damaged or contains parts that a text does not need. Open it, save it as .docx, and try again"
        ),
        "encrypted": _("The file is protected by a password. Save it without one, and try again"),
        "scanned": _("The PDF contains only pictures of the text. Use the document that it was made from"),
        "no_text": _("There is no text in the file"),
    }
    return str(words[fault.word])


def _words_of_old_kinds() -> dict[str, str]:
    return {
        "doc": _("This is a document of Word 97 to 2003. Open it, save it as .docx, and try again"),
        "docm": _("This document contains macros. Open it, save it as .docx without them, and try again"),
        "pages": _("This is a document of Pages. Export it to Word (.docx), and try again"),
    }


def _words_of_other_kinds() -> dict[str, str]:
    return {
        "picture": _("This is a picture, not a text"),
        "spreadsheet": _("This is a spreadsheet, not a text"),
        "presentation": _("These are slides, not a text"),
        "archive": _("This is an archive. Unpack it, and choose the document in it"),
        "program": _("This is a program, not a text"),
        "xml": _("This is XML of an unknown kind. Save it as .docx or .odt, and try again"),
        "binary": _("This is not a text: the content of the file does not match its name"),
    }
