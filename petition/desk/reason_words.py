"""What counts for and against a signature, in the reader's words."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import ngettext

from petition.core.languages import format_number
from petition.signing.models.screening import Suspicion
from petition.signing.screening.score import SHARED, Reason


def suspicion_words(suspicion: Suspicion, domain: str) -> str:
    """One reason with its points; ``domain`` is that of the mail address."""
    facts = (suspicion.seen, suspicion.most, suspicion.within_hours)
    words = reason_words(Reason(suspicion.signal, suspicion.points or 0, suspicion.group_signal or "", *facts), domain)
    return words if suspicion.points is None else f"{words} ({format_points(suspicion.points)})"


def format_points(points: int) -> str:
    """Points with their sign: "+2", "−1"."""
    return f"+{format_number(points)}" if points >= 0 else f"−{format_number(-points)}"


def reason_words(reason: Reason, domain: str) -> str:
    """One reason."""
    seen, most = reason.seen or 0, reason.most or 0
    if reason.within_hours:
        return _count_words(reason, domain)
    if reason.signal.startswith(SHARED):
        return _contrast_words(reason, domain)
    told = {
        "disposable": _("disposable mail address (%(domain)s)", domain=domain),
        "fast": _speed_words(seen, most),
        "quick": ngettext(
            "mailed link pressed after %(num)s second", "mailed link pressed after %(num)s seconds", seen
        ),
        "proof": _("the browser did not do the required calculation"),
        "trap": _("a hidden field was filled in, by a program or a password manager"),
        "approval": _("every person is reviewed: approval is turned on"),
        "human_time": _("confirmed in the time that people take"),
        "names_differ": _("names in the group are written in different ways"),
        "providers": _("the group has different mail providers"),
    }
    return str(told.get(reason.signal, ""))


def _count_words(reason: Reason, domain: str) -> str:
    number, hours = format_number(reason.seen or 0), reason.within_hours or 0
    told = {
        "domain": _("%(number)s from %(domain)s", number=number, domain=domain),
        "network": _("%(number)s from one network", number=number),
        "likeness": _("%(number)s with nearly this name", number=number),
        "mailbox": _("%(number)s from one mailbox with different tags", number=number),
        "disposable": _("%(number)s with disposable mail addresses", number=number),
        "fast": _("%(number)s of the newest forms sent too fast", number=number),
    }
    within = ngettext("within %(num)s hour", "within %(num)s hours", hours)
    usual = _("up to %(most)s would be usual", most=format_number(reason.most or 0))
    return f"{told[reason.signal]} {within}, {usual}"


def _contrast_words(reason: Reason, domain: str) -> str:
    shares = {"share": format_number(reason.seen or 0), "others": format_number(reason.most or 0)}
    told = {
        "all_fast": _("%(share)s%% of the group filled in the form too fast, %(others)s%% of all others", **shares),
        "all_quick": _(
            "%(share)s%% of the group pressed the mailed link at once, %(others)s%% of all others", **shares
        ),
        "all_proof": _("%(share)s%% of the group gave no proof of work, %(others)s%% of all others", **shares),
        "all_order": _("the names of the group come in alphabetical order"),
        "all_origin": _("nearly the same name, %(share)s%% from one network, %(others)s%% of all others", **shares),
        "all_network": _("%(share)s%% of the group come from one network, %(others)s%% of all others", **shares),
        "all_domain": _(
            "%(share)s%% of the group have mail at %(domain)s, %(others)s%% of all others", domain=domain, **shares
        ),
        "all_address": _(
            "%(share)s%% of the group have addresses unlike their names, %(others)s%% of all others", **shares
        ),
        "all_even": _("the group signs at equal intervals"),
        "all_sudden": _("the group has %(share)s%% of the newest signatures, usually %(others)s%%", **shares),
    }
    return str(told[reason.signal])


def _speed_words(seconds: int, least: int) -> str:
    sent = ngettext("form sent after %(num)s second", "form sent after %(num)s seconds", seconds)
    return str(_("%(sent)s; the minimum is %(least)s", sent=sent, least=format_number(least)))
