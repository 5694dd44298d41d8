"""What should be done before a statement opens, each line by a query; what is required is told from what is not."""

from __future__ import annotations

from collections.abc import Iterable

from flask import current_app
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select
from sqlalchemy.exc import NoResultFound

from petition.accounts.models import Coordinator
from petition.config import Settings
from petition.core import access, languages
from petition.core.db import db, now
from petition.core.reach import Scope, role_covers
from petition.desk.queries import statements as statement_queries
from petition.desk.queries.identity_lines import CheckLine, identity_lines
from petition.desk.queries.open_points import founder_points, link_points, translation_points
from petition.mail.models import OutgoingMail
from petition.mail.samples import TEST
from petition.signing.decide.founders import founding_of
from petition.signing.models.reasons import Reason, ReasonText
from petition.statements.models import Demand, Edition, Statement
from petition.statements.queries import public_statements, settings
from petition.statements.text.agreement import examine_text

SITE_PAGES = ("desk.site_identity", "desk.translations", "desk.reasons", "desk.team", "desk.mail")


def required_lines(statement: Statement) -> list[CheckLine]:
    """What is required before signing can open."""
    return [one for one in _basic_lines(statement) if one.is_required]


def launch_checklist(statement: Statement) -> list[CheckLine]:
    """Everything to see to before signing opens: what is required first."""
    lines = [*_basic_lines(statement), *_advisable_lines(statement)]
    return sorted(lines, key=lambda line: not line.is_required)


def _basic_lines(statement: Statement) -> list[CheckLine]:
    return [_text_line(statement), _destruction_line(statement), *identity_lines(statement)]


def _advisable_lines(statement: Statement) -> Iterable[CheckLine]:
    yield _demands_line(statement)
    yield _languages_line(statement)
    yield _links_line(statement)
    yield _dates_line(statement)
    yield _founders_line(statement)
    yield _reasons_line(statement)
    yield _second_coordinator_line(statement)
    yield _mail_line()
    yield _previews_line(statement)


def _edition_of(statement: Statement) -> Edition | None:
    try:
        return public_statements.current_edition(statement)
    except NoResultFound:
        return None


def _text_line(statement: Statement) -> CheckLine:
    edition = _edition_of(statement)
    told, is_done = str(_("There is no text yet.")), False
    if edition is not None:
        text = public_statements.text_in_language(edition, statement.binding_language)
        problems = examine_text(text.wording)[1]
        is_done = not any(one.is_refusal for one in problems)
        told = (
            ngettext("%(num)s remark about the text.", "%(num)s remarks about the text.", len(problems))
            if problems
            else str(_("The binding text is read without problems."))
        )
    return CheckLine("text", str(_("Text")), told, is_done, True, "desk.text")


def _destruction_line(statement: Statement) -> CheckLine:
    ends = [one for one in (statement.closes_at, statement.due_at, statement.delivery_at, now()) if one]
    is_done = statement.destroy_on > max(ends).date()
    day = languages.format_day(statement.destroy_on)
    told = (
        _("Personal data is deleted on %(day)s.", day=day)
        if is_done
        else _("The deletion date, %(day)s, is before the last planned date.", day=day)
    )
    return CheckLine("destruction", str(_("Deletion date")), str(told), is_done, True, "desk.statement")


def _demands_line(statement: Statement) -> CheckLine:
    edition = _edition_of(statement)
    query = select(func.count()).select_from(Demand).where(Demand.edition_id == (edition.id if edition else 0))
    number = db.session.scalar(query) or 0
    told = (
        ngettext("%(num)s demand is found.", "%(num)s demands are found.", number)
        if number
        else str(_("No numbered demand is found in the text."))
    )
    return CheckLine("demands", str(_("Demands")), told, number > 0, False, "desk.text")


def _languages_line(statement: Statement) -> CheckLine:
    faults = translation_points(statement)
    number = len(statement_queries.statement_languages(statement))
    told = " ".join(one.text for one in faults) or ngettext(
        "The text is complete in %(num)s language.", "The text is complete in %(num)s languages.", number
    )
    return CheckLine("languages", str(_("Languages")), told, not faults, False, "desk.translations")


def _links_line(statement: Statement) -> CheckLine:
    points = link_points(statement)
    told = " ".join(f"{one.text}." for one in points) or str(_("No link with an invalid address is found."))
    is_binding = any(one.word == f"links {statement.binding_language}" for one in points)
    endpoint = "desk.text" if is_binding or not points else "desk.translations"
    return CheckLine("links", str(_("Links in the text")), told, not points, False, endpoint)


def _dates_line(statement: Statement) -> CheckLine:
    missing = [
        str(label)
        for label, moment in ((_("closing"), statement.closes_at), (_("delivery"), statement.delivery_at))
        if moment is None
    ]
    told = _("Not set: %(names)s.", names=", ".join(missing)) if missing else _("Closing and delivery are set.")
    return CheckLine("dates", str(_("Dates")), str(told), not missing, False, "desk.statement")


def _founders_line(statement: Statement) -> CheckLine:
    points = founder_points(statement)
    told = _("There are no names under the text.") if founding_of(statement.id) is None else _("They are entered.")
    return CheckLine(
        "founders",
        str(_("Founding signatories")),
        points[0].text if points else str(told),
        not points,
        False,
        "desk.founders",
    )


def _reasons_line(statement: Statement) -> CheckLine:
    tags = statement_queries.statement_languages(statement)
    written = select(ReasonText.reason_id, ReasonText.language).join(Reason, Reason.id == ReasonText.reason_id)
    there = {language for _id, language in db.session.execute(written.where(Reason.retired_at.is_(None)))}
    lacking = [languages.language_name(tag) for tag in tags if tag not in there]
    told = (
        _("No reason for rejecting is written in: %(names)s.", names=", ".join(lacking))
        if lacking
        else _("There are reasons for rejecting in each language.")
    )
    return CheckLine("reasons", str(_("Reasons")), str(told), not lacking, False, "desk.reasons")


def _second_coordinator_line(statement: Statement) -> CheckLine:
    there = [one for one in db.session.scalars(select(Coordinator)) if one.active and one.is_set_up]
    able = [one for one in there if _can_answer(one, statement)]
    told = (
        ngettext(
            "%(num)s coordinator can agree to what needs a second person.",
            "%(num)s coordinators can agree to each other where a second person is needed.",
            len(able),
        )
        if len(able) > 1
        else str(_("Nobody else can agree to what needs a second person. Invite a colleague."))
    )
    return CheckLine("second", str(_("A second coordinator")), told, len(able) > 1, False, "desk.team")


def _can_answer(coordinator: Coordinator, statement: Statement) -> bool:
    held = access.roles_carrying(coordinator.role_grants, "joint.answer")
    return any(role_covers(one, Scope(statement.id)) for one in held)


def _mail_line() -> CheckLine:
    query = select(OutgoingMail).where(OutgoingMail.kind == TEST).order_by(OutgoingMail.id.desc()).limit(1)
    test = db.session.scalars(query).first()
    configured: Settings = current_app.config["SETTINGS"]
    is_sent = configured.relay is not None and test is not None and test.sent_at is not None
    if configured.relay is None:
        told = str(_("No mail server is set: mails stay here and are not sent."))
    elif test is None:
        told = str(_("No test mail was sent yet."))
    elif test.sent_at is not None:
        told = str(_("A test mail was sent on %(moment)s.", moment=languages.format_moment(test.sent_at)))
    elif test.given_up_at is not None:
        told = str(_("The last test mail could not be sent."))
    else:
        told = str(_("The last test mail waits to be sent."))
    return CheckLine("mail", str(_("Mail")), told, is_sent, False, "desk.mail")


def _previews_line(statement: Statement) -> CheckLine:
    at = now()
    live = [one for one in settings.preview_links(statement) if settings.is_usable_preview(one, at)]
    told = (
        ngettext("%(num)s private link shows the text.", "%(num)s private links show the text.", len(live))
        if live
        else str(_("Nobody was given a private link to read the text beforehand."))
    )
    return CheckLine("previews", str(_("Private links")), told, bool(live), False, "desk.statement")
