"""A coalition at work: a statement in its third edition, a register, changes that wait, invitations, drafts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask

import cast
import make
import make_editions as editions
import make_evidence as evidence
import make_removals as removals
import make_watch as watch
from invitations.lists import as_csv, sixty
from journeys.site import anew, named, signed
from page import act_on_forms
from petition.core.addresses import parse
from petition.core.db import db, now
from petition.invitations import spreadsheet
from petition.invitations.actions import answer, invite, lists
from petition.organisations import actions as register
from petition.organisations import logo_images
from petition.removals import actions as removal
from petition.signing import queries as endorsements
from petition.signing.decide import actions as decisions
from petition.signing.decide import changes as decide_changes
from petition.signing.decide import merging, reasons
from petition.signing.decide import reservations as decide_reservations
from petition.signing.evidence import actions as evidence_actions
from petition.signing.models.endorsement import Endorsement
from petition.signing.own import changes as own_changes
from petition.statements.actions import edit, previews, settings
from petition.statements.actions.settings import PlannedDates, StatementRules, planned_dates
from petition.statements.models import Statement

ARABIC = """# بيان مشترك حول المحاكم المفتوحة

ندعو المجتمع الدولي إلى:

1. إبقاء المحاكمات تحت المراقبة؛
2. الاتفاق على خارطة طريق:
 - 2.1. إغلاق القضايا؛
 - 2.2. رفع حظر الدخول.
3. اعتبار المراقبين شركاء.
"""
RULE = (
    "Whoever signs for an organisation holds an office in it. We ask a second person, or for a letter, where in doubt."
)
RULE_BE = "Ад імя арганізацыі падпісвае той, хто мае на гэта права. Калі ёсць сумнеў, мы пытаемся ў другога чалавека."
DEMANDS = ("2.1", "3")
LIKES = (
    ("Прыклад Азёры", "Pryklad Aziory", "https://aziory.example", "BY"),
    ("Pryklad Ozyory", None, "https://news.aziory.example", "PL"),
    ("Muster Dünen e. V.", None, "https://duenen.example", "DE"),
    ("Specimen Amber", None, None, "LT"),
)
NOBODY = {"en": "Nobody of this name could be found.", "be": "Нікога з такой назвай не знайшлі."}
INVITED = 6
IN_QUARANTINE = 8
COLOURS = ("#224466", "#884422")


def gather(app: Flask) -> dict[str, str]:
    """Makes all that; gives the addresses that the pages have, and the ids in them."""
    vera = int(make.coordinator().id)
    statement = editions.statement(silence_days=14, people=8)
    settle(statement, vera)
    there = {"slug": make.SLUG, "statement": str(statement.id)} | organisations(app, statement, vera)
    editions.mended(statement, vera)
    editions.changed(statement, vera)
    there["carry"] = make.link("edition-changed")
    there |= entries(vera) | invited(statement, vera) | drafts(vera) | odd(statement, vera)
    # Further words, from which a fourth edition can be issued.
    editions.save(statement, "en", editions.SUBSTANCE.replace("bans for all", "bans for all lawyers and"), vera)
    db.session.commit()
    return there


def settle(statement: Statement, by: int) -> None:
    """Dates to come, and rules."""
    at = now().replace(second=0, microsecond=0)
    dates = {**vars(planned_dates(statement)), "zone": "Europe/Vilnius", "remind_days": (14, 3)}
    coming = {
        "due_at": at + timedelta(days=40),
        "closes_at": at + timedelta(days=50),
        "delivery_at": at + timedelta(days=60),
    }
    settings.set_dates(statement, PlannedDates(**dates | coming), by=by)
    settings.set_rules(statement, StatementRules("listed", 14, True, {"en": RULE, "be": RULE_BE}), by=by)
    db.session.commit()


def organisations(app: Flask, statement: Statement, by: int) -> dict[str, str]:
    """Organisations that signed: with reservations, logos, evidence of each kind, changes that wait."""
    keys = {demand.number: demand.key for demand in make.edition(statement).demands}
    reserved = {"reservations": {keys[number]: "Our board has not decided on this point yet." for number in DEMANDS}}
    listed = [sign(app, {**cast.CIRCLE, **reserved}), sign(app, {**cast.COURT, **reserved})]
    mine = make.link("confirmed-organisation")
    for one, colour in zip(listed, COLOURS, strict=True):
        decisions.approve(one, by=by)
        for reservation in one.reservations:
            decide_reservations.approve_reservation(reservation, by=by)
        show_logo(one, colour, by)
    waiting = sign(app, {**named("Union of Court Reporters"), **reserved})
    evidence_actions.file_letter(waiting, evidence.PDF, "application/pdf", by=by)
    evidence_actions.record_call(waiting, "Called the number on their website; the secretary confirmed it.", by=by)
    evidence_actions.ask_second_person(waiting, "Jonas Pavyzdys", parse("jonas@circle-north.example"))
    db.session.commit()
    act_on_forms(app)
    second = make.link("second-person")
    changes(listed, by)
    there = {"mine": mine, "second": second, "organisation": str(listed[0].organisation_id)}
    return {**there, "waiting": str(waiting.id)}


def sign(app: Flask, who: dict[str, Any]) -> Endorsement:
    """A confirmed endorsement of the statement."""
    return signed(app, anew(who), slug=make.SLUG)


def show_logo(endorsement: Endorsement, colour: str, by: int) -> None:
    """A logo that was sent, permitted and approved."""
    own_changes.permit_logo(endorsement)
    sent = own_changes.propose_change(endorsement, {}, None, logo_images.make_logo(evidence.png(colour)))
    assert sent is not None
    decide_changes.approve_change(sent, by=by)
    db.session.commit()


def changes(listed: list[Endorsement], by: int) -> None:
    """One change that awaits its decision, with words and a logo, and one that a coordinator asked for."""
    first, second = listed
    proposed = {"name": "Lawyers’ Circle of the North", "acronym": "LCN", "kind": "professional"}
    own_changes.propose_change(first, proposed, None, logo_images.make_logo(evidence.png("#117733")))
    decide_changes.request_change(second, "The website cannot be reached.", by=by)
    db.session.commit()


def entries(by: int) -> dict[str, str]:
    """Entries of the register that are likely the same; two others were merged."""
    made = [register.add_organisation({"name": name, "latin": latin, "website": site, "country": country}, by=by)
            for name, latin, site, country in LIKES]  # fmt: skip
    for kind, language, name in (("name", "en", "Example Lakes"), ("alias", None, "Azyory Group")):
        register.add_name(made[0], kind, language, name, by=by)
    register.set_parent(made[2], made[3], by=by)
    twin = register.add_organisation({"name": "Specimen Ambre"}, by=by)
    db.session.flush()
    merging.merge_organisations(made[3], twin, by=by)
    db.session.commit()
    return {"kept": str(made[0].id), "like": str(made[1].id), "merged": str(made[3].id)}


def invited(statement: Statement, by: int) -> dict[str, str]:
    """Invitations: opened, declined, revoked and unopened ones; and a list that was sent and not imported yet."""
    made = [
        invite.invite_organisation(statement, {**row, "country": "BY"}, row["email"], "en", by=by)
        for row in sixty()[:INVITED]
    ]
    answer.mark_opened(made[0])
    answer.decline_invitation(made[1])
    invite.revoke_invitation(made[2], by=by)
    db.session.commit()
    links = [str(mail.content["link_path"]) for mail in make.mails("invitation") if mail.content]
    kept = lists.keep_list(
        statement, spreadsheet.read_sheet(as_csv([*sixty()[4:10], *sixty()[44:]], headings_language="be")), by=by
    )
    db.session.commit()
    return {"invitation": links[-1], "list": str(kept.id)}


def drafts(by: int) -> dict[str, str]:
    """A draft that runs from right to left, with a private link, and its text with a history."""
    draft = edit.start_statement(ARABIC, "arabic", "ar", by=by)
    edit.save_text(draft, "ar", ARABIC.replace("شركاء", "شركاء لنا"), 1, by=by)
    token = previews.create_preview_link(draft, "The board of the Circle", 30, by=by)
    db.session.commit()
    return {"preview": f"/preview/{token}/ar", "draft": str(draft.id)}


def odd(statement: Statement, by: int) -> dict[str, str]:
    """Individuals in quarantine, decided about, and removed by a rule; another rule was counted and not begun."""
    removals.share(statement, 100)
    waiting = watch.rows(statement, IN_QUARANTINE, quarantined=True)
    for deed in (decisions.approve_individual, lambda one, by: decisions.hide_name(one, "An insult.", by=by)):
        deed(endorsements.lock_endorsement(waiting.pop()), by=by)
    removals.people(statement, 3, domain="bought.example", name="Bought Reader {}")
    done, drafted = (removals.rule(statement, by=by, domain=f"{one}.example") for one in ("bought", "fakes"))
    removal.start_rule(done, by=by)
    db.session.commit()
    removals.follow(done)
    kept = [
        reasons.make_reason(kind, "Not a person", "Looked up.", NOBODY, by=by)
        for kind in ("organisation", "individual")
    ]
    db.session.commit()
    there = {"odd": waiting[0], "removal": done.id, "drafted": drafted.id, "reason": kept[0].id}
    return {word: str(number) for word, number in there.items()}
