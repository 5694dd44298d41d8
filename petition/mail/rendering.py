"""A row of the outbox becomes a letter, in its reader's language."""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from email.charset import QP, SHORTEST, Charset
from email.utils import formataddr, parseaddr
from typing import Any

import flask_mail
from flask import Flask, current_app
from flask_babel import force_locale
from jinja2 import Environment, StrictUndefined, Template

from petition.config import Settings
from petition.core import languages
from petition.mail.models import OutgoingMail
from petition.mail.smtp import ascii_address, sender_domain

NO_REPLY = re.compile(r"(no|do-?not)-?reply", re.IGNORECASE)
BLANK_LINES = re.compile(r"\n{3,}")
# What mails say of an edition, by its id, in a language; raises LookupError where it has no text.
Describe = Callable[[int, str], dict[str, str]]
# Who a mail is from, by the id of the edition that it is about, if any, in a language: ``from_name``,
# ``coordinated_by`` and ``contact``, empty where nobody has said so, and the colours of its links, ``act_light`` and
# ``act_dark``.
DescribeSender = Callable[[int | None, str], dict[str, str]]
FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"
WRITTEN_BY_PEOPLE = (
    "name", "shown_as", "organisation", "representative", "statement_title", "from_name", "coordinated_by", "contact",
    "salutation", "covering_note", "sender", "reason", "note", "reservation", "site",
)  # fmt: skip
LONGEST_SUBJECT = 59  # characters: what the list of a mailbox shows
LEAST_LEFT = 12  # characters that stay of what is cut
# What of a subject is cut where it is longer.
CUT_IN_SUBJECT = ("statement_title", "subject", "organisation")


class RenderingError(Exception):
    """No letter can be made of this row; the text says why and names nobody."""


@dataclass(frozen=True)
class RenderedMail:
    """The words of a mail: the subject in one line, and the same text plain and as HTML."""

    language: str
    subject: str
    body: str
    html: str
    from_name: str = ""
    contact: str = ""


def init_app(app: Flask, describe_edition: Describe, describe_sender: DescribeSender) -> None:
    """Takes from above how editions, and who is behind them, are looked up: the outbox itself knows none."""
    app.extensions["describe_edition"] = describe_edition
    app.extensions["describe_sender"] = describe_sender


def content_of(mail: OutgoingMail) -> dict[str, Any]:
    """What the templates of a mail read: what its edition tells by now, then what the row says itself.

    Raises RenderingError.
    """
    if mail.content is None:
        raise RenderingError("Its content was wiped.")
    if mail.edition_id is None:
        return mail.content
    describe: Describe = current_app.extensions["describe_edition"]
    try:
        # Rows that are older than the column have the title in themselves.
        return describe(mail.edition_id, mail.language) | mail.content
    except LookupError:
        raise RenderingError("The text that it is about is gone.") from None


def render_mail(mail: OutgoingMail) -> RenderedMail:
    """The words of a mail, in its language where the interface has it; raises RenderingError."""
    # Outside of what follows: where the database is away for a moment, the mail is not to be given up.
    describe_sender: DescribeSender = current_app.extensions["describe_sender"]
    content = describe_sender(mail.edition_id, mail.language) | content_of(mail)
    language = languages.spoken_language(mail.language)
    try:
        with force_locale(language):
            return _render(mail.kind, language, content)
    except Exception as fault:
        # Its text may repeat what the mail says.
        raise RenderingError(f"It could not be written ({type(fault).__name__}).") from fault


def build_message(mail: OutgoingMail) -> flask_mail.Message:
    """The mail as Flask-Mail sends it; the same row gives the same Message-ID however often it is tried."""
    settings: Settings = current_app.config["SETTINGS"]
    address = parseaddr(settings.mail_from)[1]
    letter = render_mail(mail)
    if not mail.recipient:
        raise RenderingError("Its recipient was wiped.")
    made = copy(_blank_message())
    made.subject, made.body, made.alts = letter.subject, letter.body, {"html": letter.html}
    made.recipients = [ascii_address(mail.recipient)]
    # Flask-Mail takes a name as it is, with commas and brackets.
    made.sender = formataddr((letter.from_name, address)) if letter.from_name else settings.mail_from
    made.reply_to = letter.contact or None
    made.date = mail.created_at.timestamp()
    made.extra_headers = {"Auto-Submitted": "auto-generated", "Content-Language": letter.language}
    made.msgId = f"<{mail.uid}@{sender_domain(settings.mail_from)}>"
    return made


def _render(kind: str, language: str, content: dict[str, Any]) -> RenderedMail:
    environment, context = _strict_environment(), _template_context(language, content)
    isolated = context | _isolate_words(context, language)

    def render(part: str) -> str:
        return environment.get_template(f"mail/{kind}/{part}").render(isolated)

    lines = "\n".join(line.strip() for line in render("body.txt").splitlines())
    return RenderedMail(
        language=language,
        subject=_fit_subject(environment.get_template(f"mail/{kind}/subject.txt"), context),
        body=BLANK_LINES.sub("\n\n", lines).strip() + "\n",
        html=render("body.html"),
        from_name=" ".join(content["from_name"].split()),
        contact=content["contact"],
    )


def _isolate_words(context: dict[str, Any], language: str) -> dict[str, Any]:
    """What people wrote, set apart where the mail runs from right to left, so that their marks stay in their places.

    Source: Unicode Bidirectional Algorithm (UAX #9), first strong isolates; plain text has no other way.
    """
    if languages.text_direction(language) == "ltr":
        return {}
    isolated: dict[str, Any] = {
        name: "\n".join(f"{FIRST_STRONG_ISOLATE}{line}{POP_ISOLATE}" if line else "" for line in words.splitlines())
        for name in WRITTEN_BY_PEOPLE
        if (words := context.get(name)) and isinstance(words, str)
    }
    if "links" in context:
        isolated["links"] = [one | _isolate_words(one, language) for one in context["links"]]
    return isolated


def _fit_subject(template: Template, context: dict[str, Any]) -> str:
    """The subject in one line of ``LONGEST_SUBJECT`` characters at most: long titles and names are cut in it."""
    for name in CUT_IN_SUBJECT:
        line = " ".join(template.render(context).split())
        surplus = len(line) - LONGEST_SUBJECT
        if surplus <= 0:
            return line
        text = " ".join(str(context.get(name) or "").split())
        context = context | {name: _shorten(text, max(len(text) - surplus, LEAST_LEFT))}
    return _shorten(" ".join(template.render(context).split()), LONGEST_SUBJECT)


def _shorten(text: str, room: int) -> str:
    """A text cut at the end of a word, with an ellipsis, within so many characters."""
    if len(text) <= room:
        return text
    cut = text[: room - 1]
    at_word = cut if text[room - 1] == " " else cut.rpartition(" ")[0]
    # In writings without spaces, and in very long words, in the middle.
    return (at_word if len(at_word) >= room // 2 else cut).rstrip(" ,;:–-…") + "…"


def _template_context(language: str, content: dict[str, Any]) -> dict[str, Any]:
    settings: Settings = current_app.config["SETTINGS"]
    context = content | {
        "language": language,
        "site": settings.host,
        "public_url": settings.public_url,
        "answers_read": bool(content["contact"]) or NO_REPLY.match(parseaddr(settings.mail_from)[1]) is None,
    }
    if "link_path" in content:
        context["link"] = settings.public_url + content["link_path"]
        context["link_expires_at"] = datetime.fromisoformat(content["link_expires_at"])
    if "links" in content:
        context["links"] = [
            one | {"link": settings.public_url + one["path"], "expires_at": datetime.fromisoformat(one["expires_at"])}
            for one in content["links"]
        ]
    return context


def _strict_environment() -> Environment:
    """The application's templates, but where a word is missing it is an error and not a gap."""
    made: Environment | None = current_app.extensions.get("letters")
    if made is None:
        made = current_app.jinja_env.overlay(undefined=StrictUndefined)
        current_app.extensions["letters"] = made
    return made


def _blank_message() -> flask_mail.Message:
    """Made once: each new one asks for the machine's full name, of the DNS where that is nowhere else."""
    made: flask_mail.Message | None = current_app.extensions.get("blank_message")
    if made is None:
        settings: Settings = current_app.config["SETTINGS"]
        made = flask_mail.Message(sender=settings.mail_from, charset=_seven_bit_charset())
        current_app.extensions["blank_message"] = made
    return made


def _seven_bit_charset() -> Any:
    # Every server takes it, with lines short enough (RFC 5321, 4.5.3.1.6).
    charset = Charset("utf-8")
    charset.header_encoding, charset.body_encoding = SHORTEST, QP
    return charset
