"""Why somebody is in quarantine, in words, with the numbers of that moment."""

from __future__ import annotations

from collections.abc import Callable

from flask_babel import gettext as _
from flask_babel import ngettext

from petition.core.languages import number
from petition.signing.models import Suspicion


def why(suspicion: Suspicion, domain: str) -> str:
    """One reason; ``domain`` is that of the mail address."""
    most, hours = suspicion.most or 0, suspicion.within_hours or 0
    told: dict[str, Callable[[], str]] = {
        "domain": lambda: _many(most, hours, _("more than %(most)s from %(domain)s", most=number(most), domain=domain)),
        "network": lambda: _many(most, hours, _("more than %(most)s from one network", most=number(most))),
        "likeness": lambda: _many(
            most, hours, _("more than %(most)s under names nearly like this one", most=number(most))
        ),
        "disposable": lambda: _("mail address for one use (%(domain)s)", domain=domain),
        "fast": lambda: _fast(suspicion.seen or 0, most),
        "proof": lambda: _("the browser did not do the work that was asked of it"),
        "approval": lambda: _("every individual is looked at: approval is switched on"),
    }
    return str(told[suspicion.signal]())


def _many(most: int, hours: int, words: str) -> str:
    within = ngettext("within %(num)s hour", "within %(num)s hours", hours)
    return str(_("%(words)s %(within)s", words=words, within=within))


def _fast(seconds: int, least: int) -> str:
    sent = ngettext("form sent after %(num)s second", "form sent after %(num)s seconds", seconds)
    return str(_("%(sent)s, and %(least)s are the least", sent=sent, least=number(least)))
