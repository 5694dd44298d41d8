"""Mails to be looked at before they go: made by the very code that sends them, and taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from petition.core.db import db
from petition.mail import actions, rendering
from petition.mail.models import OutgoingMail

KIND, TEST = "mail-sample", "mail-test"


@dataclass(frozen=True)
class MailSample:
    """A mail as its recipient would get it; its link is one that opens nothing."""

    kind: str
    language: str
    subject: str
    body: str
    html: str


def rehearse_mails(deed: Callable[[], object]) -> list[MailSample]:
    """The mails of a deed, one of each kind and language: it is done, its mails are written, and all is taken back.

    In a transaction that may write. Raises what the deed raises.
    """
    savepoint = db.session.begin_nested()
    try:
        with actions.collect_mails() as collected:
            deed()
        db.session.flush()
        return [_render_sample(mail) for mail in _one_of_each(collected)]
    finally:
        savepoint.rollback()


def post_samples(samples: Sequence[MailSample], *, to: str) -> int:
    """Sends samples to whoever looks at them, each marked as a test; gives their number."""
    for sample in samples:
        content = {"subject": sample.subject, "text": sample.body, "markup": _inner_markup(sample.html)}
        actions.post_mail(KIND, to=to, language=sample.language, content=content)
    return len(samples)


def post_test_mail(*, to: str, language: str) -> None:
    """Sends a mail that says nothing but that mail works."""
    actions.post_mail(TEST, to=to, language=language, content={})


def _one_of_each(mails: Iterable[OutgoingMail]) -> list[OutgoingMail]:
    found: dict[tuple[str, str], OutgoingMail] = {}
    for mail in mails:
        found.setdefault((mail.kind, mail.language), mail)
    return list(found.values())


def _render_sample(mail: OutgoingMail) -> MailSample:
    rendered = rendering.render_mail(mail)
    return MailSample(mail.kind, rendered.language, rendered.subject, rendered.body, rendered.html)


def _inner_markup(html: str) -> str:
    """What stands in the body of a document that our own templates made."""
    return html.partition("<body>")[2].rpartition("</body>")[0].strip()
