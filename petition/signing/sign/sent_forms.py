"""What a form that was sent tells besides its fields: where it came from, and what was answered about its address."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from werkzeug.datastructures import MultiDict

from petition.core.fields import AddressField

# Carried by our own forms: the answer is the page that names the address, and not the way to a page that does not.
ANSWER, PAGE = "answer", "page"
# Brings the form back filled in, by a button of that page.
CORRECT = "correct"
# About which address the form has asked, and the button that was pressed: one of these.
ASKED, CHOICE, USE = "asked_about", "choice", "use"
# Made anew with each form, or of no use in another one.
NOT_SENT_AGAIN = frozenset({"topic", "work"})
Posted = MultiDict[str, str]


@dataclass(frozen=True)
class SentForm:
    """A form that was taken in: which one, the address that was typed, and what fills it in again."""

    kind: str
    address: str
    values: list[tuple[str, str]]


def wants_page(posted: Posted) -> bool:
    """Whether it came from a form of ours, which gets its page at once."""
    return posted.get(ANSWER) == PAGE


def asks_to_correct(posted: Posted) -> bool:
    """Whether somebody wants the form back to write another address."""
    return CORRECT in posted


def take_choice(field: AddressField, posted: Posted, suggest: Callable[[str], str | None]) -> None:
    """Notes that the form has asked about this address; puts in what it suggested, where that button was pressed."""
    typed = field.data or ""
    field.is_asked = bool(typed) and posted.get(ASKED) == typed
    if field.is_asked and posted.get(CHOICE) == USE:
        field.data = suggest(typed) or typed


def has_slip(form: Any, posted: Posted, suggest: Callable[[str], str | None]) -> bool:
    """Whether the domain of the address looks like a slip that the form has not asked about yet."""
    if not wants_page(posted) or form.email.is_asked:
        return False
    form.email.suggestion = suggest(form.email.address.text)
    return form.email.suggestion is not None


def sent_values(form: Any, posted: Posted) -> list[tuple[str, str]]:
    """The values of its fields as they were sent, with the address as it was taken."""
    names = [field.name for field in form if field.name not in NOT_SENT_AGAIN] + ["words", ANSWER]
    values = [(name, value) for name in names for value in posted.getlist(name) if name != "email"]
    return [*values, ("email", form.email.data or "")]
