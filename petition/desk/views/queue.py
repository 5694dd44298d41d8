"""The queue, individuals, the audit log, the mail."""

from __future__ import annotations

from collections.abc import Callable

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from petition.core import access, audit
from petition.core.db import db, scrub
from petition.desk import acts
from petition.desk.queries import changes
from petition.desk.queries import queue as queries
from petition.desk.views.page import blueprint, me, number, words
from petition.mail.wake import wake
from petition.signing import actions
from petition.signing.models import Decision, Endorsement
from petition.statements import places
from petition.statements import queries as statements

VIEWS = ("waiting", "on-hold", "decided")


@blueprint.get("/")
@access.roles("owner", "coordinator", "moderator", "auditor")
def queue() -> ResponseReturnValue:
    """Organisations awaiting a decision, the oldest first."""
    view = request.args.get("view", "waiting")
    if view not in VIEWS:
        abort(404)
    items, more = ([], None) if view == "decided" else queries.queue(view, after=number("after") or 0)
    return render_template(
        "desk/queue.html",
        view=view,
        items=items,
        counts=queries.queue_counts(),
        changes_waiting=changes.waiting_number(),
        undo=[_told(decision) for decision in queries.last_decisions(50 if view == "decided" else 5)],
        next_url=url_for(".queue", view=view, after=more) if more else None,
        first_url=url_for(".queue", view=view) if number("after") else None,
    )


@blueprint.post("/organisations/<id:endorsement_id>/approval")
@access.roles(*access.DECIDING)
def approval(endorsement_id: int) -> ResponseReturnValue:
    """Lets an organisation onto the list."""
    return _decide(endorsement_id, lambda one: actions.approve(one, by=me(), **_about(one)))


@blueprint.post("/organisations/<id:endorsement_id>/rejection")
@access.roles(*access.DECIDING)
def rejection(endorsement_id: int) -> ResponseReturnValue:
    """Keeps an organisation off the list, with a reason that goes by mail."""
    reason = words("reason")
    return _decide(endorsement_id, lambda one: actions.reject(one, reason, by=me(), **_about(one)), reason)


@blueprint.post("/organisations/<id:endorsement_id>/hold")
@access.roles(*access.DECIDING)
def hold(endorsement_id: int) -> ResponseReturnValue:
    """Puts an organisation aside, with a note."""
    note = words("note")
    return _decide(endorsement_id, lambda one: actions.hold(one, note, by=me()), note)


@blueprint.get("/individuals")
@access.roles("owner", "coordinator", "moderator", "auditor")
def individuals() -> ResponseReturnValue:
    """Confirmed individuals, to search and to hide."""
    q, before = request.args.get("q", "").strip()[:200], number("before")
    rows, more = queries.individuals(q, before=before)
    return render_template(
        "desk/individuals.html",
        q=q,
        rows=rows,
        next_url=url_for(".individuals", q=q or None, before=more) if more else None,
        first_url=url_for(".individuals", q=q or None) if before else None,
    )


@blueprint.post("/individuals/<id:endorsement_id>/hiding")
@access.roles(*access.DECIDING)
def hiding(endorsement_id: int) -> ResponseReturnValue:
    """Hides an individual's name, with a reason."""
    reason = words("reason")
    return _decide(endorsement_id, lambda one: actions.hide(one, reason, by=me()), reason)


@blueprint.post("/decisions/<id:decision_id>/undoing")
@access.roles(*access.DECIDING)
def undo(decision_id: int) -> ResponseReturnValue:
    """Takes a decision back."""
    decision = db.session.get(Decision, decision_id) or abort(404)
    return _decide(decision.endorsement_id, lambda one: actions.undo(decision, by=me()))


@blueprint.get("/audit")
@access.roles("owner", "coordinator", "auditor")
def audit_log() -> ResponseReturnValue:
    """Every decision, and whether the chain of them is intact."""
    verdict, before = audit.verify(), number("before")
    found = audit.recent(before=before, limit=queries.PAGE + 1)
    entries = [
        {
            "number": entry.number,
            "at": entry.at,
            "actor": acts.named(entry.actor),
            "act": acts.told(entry.act),
            "object": acts.named(entry.object),
            "note": note,
            "hash": entry.hash.hex(),
        }
        for entry, note in found[: queries.PAGE]
    ]
    more = len(found) > queries.PAGE
    return render_template(
        "desk/audit_log.html",
        entries=entries,
        intact=verdict.intact,
        broken_at=verdict.broken_at,
        next_url=url_for(".audit_log", before=entries[-1]["number"]) if more else None,
        first_url=url_for(".audit_log") if before else None,
    )


@blueprint.get("/mail")
@access.roles("owner", "coordinator", "auditor")
def mail() -> ResponseReturnValue:
    """Mails that wait, and mails that were given up."""
    waiting, failed = queries.mail_in_trouble()
    return render_template("desk/mail.html", waiting=waiting, failed=failed)


def _decide(
    endorsement_id: int, deed: Callable[[Endorsement], Decision | None], words: str | None = "none asked"
) -> ResponseReturnValue:
    """Does one deed to one endorsement, held meanwhile, and leads back to where it was done."""
    if db.session.get(Endorsement, endorsement_id) is None:
        abort(404)
    if not words:
        flash(_("Write the reason in a few words; then decide again."), "fault")
        return redirect(_back(), 303)
    try:
        deed(actions.locked(endorsement_id))
    except (actions.CannotDecide, actions.Vanished) as fault:
        db.session.rollback()
        flash(_why(str(fault)), "fault")
        return redirect(_back(), 303)
    db.session.commit()
    scrub()
    wake()
    return redirect(_back(), 303)


def _why(word: str) -> str:
    if word == "signed-anew":
        return str(_("The organisation has signed anew since, so this decision stands."))
    return str(_("Somebody decided this meanwhile, or the signatory changed it. Here is how it stands now."))


def _back() -> str:
    """Where a decision was taken: the queue, or the individuals."""
    here = "individuals" in request.path or request.form.get("from") == "individuals"
    return url_for(".individuals" if here else ".queue")


def _told(decision: queries.Decided) -> dict[str, object]:
    """A decision in a few words, for the list of what can be undone."""
    told = {
        "approve": _("Approved: %(name)s", name=decision.name),
        "reject": _("Rejected: %(name)s", name=decision.name),
        "hold": _("On hold: %(name)s", name=decision.name),
        "hide": _("Hidden: %(name)s", name=decision.name),
    }
    return {"id": decision.id, "text": told[decision.verdict], "at": decision.at, "url": None}


def _about(endorsement: Endorsement) -> dict[str, str]:
    """The statement's title and address for the mail, in the language of the signature."""
    text = statements.text_in(endorsement.edition, endorsement.language)
    return {"title": text.title, "url": places.address(endorsement.statement.slug, text.language)}
