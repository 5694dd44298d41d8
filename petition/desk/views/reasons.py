"""The reasons for rejecting: what they are called, what signatories read, in which languages."""

from __future__ import annotations

from collections.abc import Callable

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from petition.core import access, languages
from petition.core.db import db
from petition.desk import acts, three_way_merge
from petition.desk.acts import ActRefused, Outcome
from petition.desk.forms.reasons import PREFIX, ReasonForm, reason_form, reason_values
from petition.desk.scope import current_coordinator
from petition.desk.suggested_reasons import SUGGESTED, texts_by_language
from petition.desk.views.page import blueprint
from petition.signing.decide import queries as reason_queries
from petition.signing.decide import reasons as decide_reasons
from petition.signing.models.endorsement import KINDS
from petition.signing.models.reasons import Reason

NEW_KINDS = tuple(reversed(KINDS))


@blueprint.get("/reasons")
@access.require_permission("reasons.read")
def reasons() -> ResponseReturnValue:
    """The reasons that are offered, and those that are no longer."""
    return render_template(
        "desk/reasons.html",
        kinds=[
            (kind, reason_queries.offered_reasons(kind), reason_queries.offered_reasons(kind, retired=True))
            for kind in NEW_KINDS
        ],
        tags=reason_queries.needed_languages(),
        suggested=SUGGESTED,
    )


@blueprint.post("/reasons/suggested")
@access.require_permission("reasons.edit")
def suggested_reasons() -> ResponseReturnValue:
    """Takes the suggested reasons over, for a kind that has none."""
    kind = request.form.get("kind", "")
    if kind not in KINDS:
        abort(404)

    def adopt_suggestions() -> str:
        if reason_queries.offered_reasons(kind) or reason_queries.offered_reasons(kind, retired=True):
            return ""
        for one in SUGGESTED[kind]:
            decide_reasons.make_reason(
                kind, str(one.label), str(one.internal), texts_by_language(one.text), by=current_coordinator()
            )
        return str(_("The reasons were added. Adapt them as needed."))

    return acts.perform_act(adopt_suggestions, back=url_for(".reasons"))


@blueprint.route("/reasons/new", methods=["GET", "POST"])
@access.require_permission("reasons.edit")
def new_reason() -> ResponseReturnValue:
    """A reason of one's own."""
    kind = request.args.get("kind", "organisation")
    if kind not in KINDS:
        abort(404)
    form = reason_form(reason_queries.needed_languages())
    if not form.is_submitted() or not _is_valid(form, kind):
        page = render_template("desk/new_reason.html", form=form, kind=kind, texts=_texts(form))
        return page, 422 if form.is_submitted() else 200

    def make() -> Outcome:
        made = decide_reasons.make_reason(
            kind, form.label.data or "", form.internal.data, form.texts, by=current_coordinator()
        )
        said, back = _("Saved. It is offered from now on."), url_for(".reasons", _anchor=f"reason-{made.id}")
        return Outcome(said, url_for(".reason_retirement", reason_id=made.id), back=back)

    return acts.perform_act(make, back=url_for(".reasons"))


@blueprint.get("/reasons/<id:reason_id>")
@access.require_permission("reasons.read")
def reason(reason_id: int) -> ResponseReturnValue:
    """A reason in all its languages, to be read and worded anew."""
    return _render_page(_get_reason(reason_id))


@blueprint.post("/reasons/<id:reason_id>/wording")
@access.require_permission("reasons.edit")
def reason_wording(reason_id: int) -> ResponseReturnValue:
    """Words a reason anew; where somebody else did so meanwhile, both wordings are kept or shown."""
    found, form = _get_reason(reason_id), reason_form(_needed_languages(_get_reason(reason_id)))
    if not _is_valid(form, found.kind):
        return _render_page(found, form, seen=form.seen.data), 422

    def word(held: Reason) -> None:
        settled = three_way_merge.merge_form(form.seen.data or "", reason_values(held), form.values)
        if settled.conflicts:
            raise ActRefused(lambda: (_render_page(held, _show_conflicts(form, settled.conflicts)), 409))
        texts = {tag: settled.values[PREFIX + tag] or "" for tag in form.tags}
        decide_reasons.reword_reason(
            held, settled.values["label"] or "", settled.values["internal"], texts, by=current_coordinator()
        )

    said = _("Saved. Mails that were already sent do not change.")
    back = url_for(".reasons", _anchor=f"reason-{reason_id}")
    return acts.perform_act(word, (Reason, reason_id), back=back, said=said)


@blueprint.post("/reasons/<id:reason_id>/retirement")
@access.require_permission("reasons.edit")
def reason_retirement(reason_id: int) -> ResponseReturnValue:
    """Offers a reason no longer."""
    said = _("It is no longer offered. You can restore it below.")
    undo = url_for(".reason_return", reason_id=reason_id)
    return _change_reason(reason_id, decide_reasons.retire_reason, said, undo)


@blueprint.post("/reasons/<id:reason_id>/return")
@access.require_permission("reasons.edit")
def reason_return(reason_id: int) -> ResponseReturnValue:
    """Offers a reason again."""
    undo = url_for(".reason_retirement", reason_id=reason_id)
    return _change_reason(reason_id, decide_reasons.restore_reason, _("It is offered again."), undo)


def _change_reason(reason_id: int, deed: Callable[..., None], said: str, undo: str) -> ResponseReturnValue:
    _get_reason(reason_id)
    return acts.perform_act(
        lambda one: deed(one, by=current_coordinator()),
        (Reason, reason_id),
        back=url_for(".reasons"),
        said=said,
        undo=undo,
    )


def _get_reason(reason_id: int) -> Reason:
    return db.session.get(Reason, reason_id) or abort(404)


def _needed_languages(reason: Reason) -> list[str]:
    """The languages in which it may be needed, and those in which it is there."""
    return list(dict.fromkeys([*reason_queries.needed_languages(), *(one.language for one in reason.texts)]))


def _is_valid(form: ReasonForm, kind: str) -> bool:
    # Individuals may be turned down without a word to them.
    return form.validate() and (kind == "individual" or form.asks_text())


def _show_conflicts(form: ReasonForm, both: dict[str, str]) -> ReasonForm:
    told = _("Somebody else saved this in the meantime: “%(value)s”. What you typed is still here; save to keep it.")
    for name, value in both.items():
        form[name].errors = [told % {"value": value or "–"}]
    return form


def _texts(form: ReasonForm) -> list[tuple[str, object]]:
    return [(languages.text_direction(tag), form[PREFIX + tag]) for tag in form.tags]


def _render_page(reason: Reason, form: ReasonForm | None = None, *, seen: str | None = None) -> str:
    shown = form or reason_form(_needed_languages(reason), formdata=None, data=reason_values(reason))
    shown.seen.data = seen or three_way_merge.form_mark(reason_values(reason))
    return render_template("desk/reason.html", reason=reason, form=shown, faulty=form, texts=_texts(shown))
