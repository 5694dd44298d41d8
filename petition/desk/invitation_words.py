"""In words: how an invitation stands, what is wrong with a row of a list, and why a file cannot be read."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from petition.core import languages
from petition.core.fields import LONG_NAME
from petition.invitations.file_types import SpreadsheetError
from petition.invitations.list_rows import Problem


def state_words() -> dict[str, str]:
    """Each state of an invitation."""
    return {
        "unsent": _("not sent yet"),
        "sent": _("sent, no answer"),
        "bounced": _("refused by the mail server"),
        "opened": _("opened, no answer"),
        "waiting": _("answered, not confirmed"),
        "signed": _("signed"),
        "declined": _("declined"),
        "revoked": _("withdrawn"),
        "expired": _("expired"),
    }


def bulk_words(act: str, number: int) -> str:
    """What was done to several invitations."""
    words = {
        "resend": ngettext("%(num)s invitation is sent again.", "%(num)s invitations are sent again.", number),
        "extend": ngettext("%(num)s invitation is extended.", "%(num)s invitations are extended.", number),
        "withdraw": ngettext("%(num)s invitation is withdrawn.", "%(num)s invitations are withdrawn.", number),
    }
    return str(words[act])


def field_words() -> dict[str, str]:
    """Each field of a list."""
    return {
        "organisation": _("Official name"),
        "organisation_latin": _("Name in Latin script"),
        "acronym": _("Acronym"),
        "website": _("Website"),
        "country": _("Country"),
        "representative": _("Representative"),
        "role": _("Role"),
        "email": _("Mail address"),
        "language": _("Language"),
        "note": _("Note"),
    }


def problem_words(problem: Problem) -> str:
    """What is wrong with a field of a row, or worth a look."""
    values = {"most": LONG_NAME, "line": "", "domain": "", "others": "", "written": "", "name": "", **problem.values}
    words = {
        "missing": _("is missing"),
        "too_long": _("is longer than %(most)s characters", **values),
        "no_letter": _("has no letter in it"),
        "holds_address": _("contains a web or mail address"),
        "not_an_address": _("is not a complete mail address"),
        "several_addresses": _("the first of several is used, the others are in the note: %(others)s", **values),
        "several_countries": _("the first of several is used: %(written)s", **values),
        "contact_taken_off": _("contained contact details, which were removed: %(written)s", **values),
        "not_a_website": _("is not a web address"),
        "unknown_country": _("is not a country that we know"),
        "unknown_language": _("is not a language that we know"),
        "already_invited": _("is invited or has answered already"),
        "address_twice": _("is already in line %(line)s", **values),
        "organisation_twice": _("is the same organisation as in line %(line)s", **values),
        "same_name_elsewhere": _("has the name of line %(line)s, in another country", **values),
        "organisation_invited": _("has the name or the domain of an organisation that is invited at another mailbox"),
        "organisation_signed": _("has the name or the domain of an organisation that has signed already"),
        "like_invited": _("may be “%(name)s”, which is invited already", **values),
        "like_signed": _("may be “%(name)s”, which has signed already", **values),
        "in_register": _("is in the register, as “%(name)s”", **values),
        "like_register": _("may be “%(name)s” of the register", **values),
        "name_contains": _("may be the same organisation as in line %(line)s: one name contains the other", **values),
        "name_above": _("may be the same organisation as in line %(line)s: the same name", **values),
        "same_domain": _("is on the domain of line %(line)s, %(domain)s", **values),
    }
    said = str(words[problem.word])
    if "written" in problem.values and problem.word not in TAKEN:
        return str(_("“%(written)s” %(fault)s; it is left out", written=problem.values["written"], fault=said))
    return said


# Notes on what is taken all the same.
TAKEN = frozenset({"several_addresses", "several_countries", "contact_taken_off"})


def column_words() -> dict[str, str]:
    """What a column of a list can be."""
    further = {
        "further_email": _("Additional mail address"),
        "first_name": _("First name of the representative"),
        "last_name": _("Last name of the representative"),
    }
    return field_words() | further


def row_kind_words() -> dict[str, str]:
    """The kinds of rows of a list (``list_previews.KINDS``)."""
    return {
        "faulty": _("To fix"),
        "doubtful": _("To check"),
        "noted": _("Imported with changes"),
        "known": _("In the register"),
        "right": _("Ready"),
    }


def unticked_words() -> str:
    """Why a row without any fault was left out."""
    return str(_("was not selected when the others were invited"))


def choices_of_fields(tags: Sequence[str]) -> dict[str, list[tuple[str, str]]]:
    """The fields that are chosen and not written, each with what there is to choose."""
    offered = dict.fromkeys((*tags, *languages.INTERFACE))
    return {
        "country": languages.countries(),
        "language": [(tag, languages.language_name(tag)) for tag in offered],
    }


def omitted_words(word: str) -> str:
    """Why a sheet of a workbook is not read as a list."""
    words = {
        "sheet_hidden": _("is hidden in the file, and was not read"),
        "sheet_beyond": _("comes after the sheets that are read"),
        "too_many_rows": _("has more rows than a list may have"),
    }
    return str(words.get(word, _("holds no mail addresses that could be read")))


def unreadable_file_words(fault: SpreadsheetError) -> str:
    """Why a file cannot be read, and what helps."""
    named = field_words()
    values = {
        "most": fault.values.get("most", ""),
        "columns": ", ".join(named[field] for field in fault.values.get("missing", ())),  # type: ignore[attr-defined]
    }
    words = {
        "empty": _("There is nothing in this file"),
        "too_large": _("This file is larger than %(most)s MB", **values),
        "not_a_spreadsheet": _("This is not a list: the content of the file does not match its name"),
        "protected": _("This file is protected by a password. Save it without one, and send it again"),
        "damaged": _("This file is damaged. Open it, save it as CSV or XLSX, and send it again"),
        "zip_bomb": _("The file would be far too large for a list when unpacked"),
        "no_addresses": _("The file contains no mail addresses, so nobody can be invited from it"),
        "no_records": _("The file contains no list of organisations"),
        "missing_columns": _("Missing columns: %(columns)s", **values),
        "too_many_rows": _("A list can have at most %(most)s rows. Send it in parts", **values),
    }
    return str(words[fault.word])
