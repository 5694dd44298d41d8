"""The reasons for rejecting: what they are called, what signatories read, in which languages."""

from __future__ import annotations

from collections.abc import Callable

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from petition.core import access, languages
from petition.core.db import db
from petition.desk import acts, meanwhile
from petition.desk.acts import Done, NotDone
from petition.desk.forms.reasons import PREFIX, ReasonForm, filled_from, reason_form
from petition.desk.suggested_reasons import SUGGESTED, spoken
from petition.desk.views.page import blueprint, me
from petition.signing import actions
from petition.signing import queries as signing
from petition.signing.models import KINDS, Reason

NEW_KINDS = tuple(reversed(KINDS))


@blueprint.get("/reasons")
@access.may("reasons.read")
def reasons() -> ResponseReturnValue:
    """The reasons that are offered, and those that are no longer."""
    return render_template(
        "desk/reasons.html",
        kinds=[(kind, signing.reasons(kind), signing.reasons(kind, retired=True)) for kind in NEW_KINDS],
        tags=signing.spoken_languages(),
        suggested=SUGGESTED,
    )


@blueprint.post("/reasons/suggested")
@access.may("reasons.edit")
def suggested_reasons() -> ResponseReturnValue:
    """Takes the suggested reasons over, for a kind that has none."""
    kind = request.form.get("kind", "")
    if kind not in KINDS:
        abort(404)

    def take_over() -> str:
        if signing.reasons(kind) or signing.reasons(kind, retired=True):
            return ""
        for one in SUGGESTED[kind]:
            actions.make_reason(kind, str(one.label), str(one.internal), spoken(one.text), by=me())
        return str(_("Taken over. Word them as you speak."))

    return acts.act(take_over, back=url_for(".reasons"))


@blueprint.route("/reasons/new", methods=["GET", "POST"])
@access.may("reasons.edit")
def new_reason() -> ResponseReturnValue:
    """A reason of one's own."""
    kind = request.args.get("kind", "organisation")
    if kind not in KINDS:
        abort(404)
    form = reason_form(signing.spoken_languages())
    if not form.is_submitted() or not _is_right(form, kind):
        page = render_template("desk/new_reason.html", form=form, kind=kind, texts=_texts(form))
        return page, 422 if form.is_submitted() else 200

    def make() -> Done:
        made = actions.make_reason(kind, form.label.data or "", form.internal.data, form.texts, by=me())
        said, back = _("Kept. It is offered from now on."), url_for(".reasons", _anchor=f"reason-{made.id}")
        return Done(said, url_for(".reason_retirement", reason_id=made.id), back=back)

    return acts.act(make, back=url_for(".reasons"))


@blueprint.get("/reasons/<id:reason_id>")
@access.may("reasons.read")
def reason(reason_id: int) -> ResponseReturnValue:
    """A reason in all its languages, to be read and worded anew."""
    return _page(_found(reason_id))


@blueprint.post("/reasons/<id:reason_id>/wording")
@access.may("reasons.edit")
def reason_wording(reason_id: int) -> ResponseReturnValue:
    """Words a reason anew; where somebody else did so meanwhile, both wordings are kept or shown."""
    found, form = _found(reason_id), reason_form(_tags(_found(reason_id)))
    if not _is_right(form, found.kind):
        return _page(found, form, seen=form.seen.data), 422

    def word(held: Reason) -> None:
        settled = meanwhile.settle(form.seen.data or "", filled_from(held), form.values)
        if settled.both:
            raise NotDone(lambda: (_page(held, _with_both(form, settled.both)), 409))
        texts = {tag: settled.values[PREFIX + tag] or "" for tag in form.tags}
        actions.word_reason(held, settled.values["label"] or "", settled.values["internal"], texts, by=me())

    said = _("Saved. What was sent before stays as it was sent.")
    back = url_for(".reasons", _anchor=f"reason-{reason_id}")
    return acts.act(word, (Reason, reason_id), back=back, said=said)


@blueprint.post("/reasons/<id:reason_id>/retirement")
@access.may("reasons.edit")
def reason_retirement(reason_id: int) -> ResponseReturnValue:
    """Offers a reason no longer."""
    said = _("It is offered no longer. You can bring it back below.")
    undo = url_for(".reason_return", reason_id=reason_id)
    return _set(reason_id, actions.retire_reason, said, undo)


@blueprint.post("/reasons/<id:reason_id>/return")
@access.may("reasons.edit")
def reason_return(reason_id: int) -> ResponseReturnValue:
    """Offers a reason again."""
    undo = url_for(".reason_retirement", reason_id=reason_id)
    return _set(reason_id, actions.bring_back_reason, _("It is offered again."), undo)


def _set(reason_id: int, deed: Callable[..., None], said: str, undo: str) -> ResponseReturnValue:
    _found(reason_id)
    return acts.act(lambda one: deed(one, by=me()), (Reason, reason_id), back=url_for(".reasons"), said=said, undo=undo)


def _found(reason_id: int) -> Reason:
    return db.session.get(Reason, reason_id) or abort(404)


def _tags(reason: Reason) -> list[str]:
    """The languages in which it may be needed, and those in which it is there."""
    return list(dict.fromkeys([*signing.spoken_languages(), *(one.language for one in reason.texts)]))


def _is_right(form: ReasonForm, kind: str) -> bool:
    # Individuals may be turned down without a word to them.
    return form.validate() and (kind == "individual" or form.asks_text())


def _with_both(form: ReasonForm, both: dict[str, str]) -> ReasonForm:
    told = _("Somebody else saved this meanwhile: “%(value)s”. What you typed stands here; save to keep it.")
    for name, value in both.items():
        form[name].errors = [told % {"value": value or "–"}]
    return form


def _texts(form: ReasonForm) -> list[tuple[str, object]]:
    return [(languages.direction(tag), form[PREFIX + tag]) for tag in form.tags]


def _page(reason: Reason, form: ReasonForm | None = None, *, seen: str | None = None) -> str:
    shown = form or reason_form(_tags(reason), formdata=None, data=filled_from(reason))
    shown.seen.data = seen or meanwhile.mark(filled_from(reason))
    return render_template("desk/reason.html", reason=reason, form=shown, faulty=form, texts=_texts(shown))
