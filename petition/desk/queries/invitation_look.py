"""What a coordinator reads before a list is invited: how many, in which languages, and the mail."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from petition.core import languages
from petition.desk.queries.last_look import LastLook
from petition.desk.queries.open_points import open_points
from petition.invitations.list_rows import Row
from petition.statements.models import Statement


def invitation_look(statement: Statement, chosen: Sequence[Row], left_out: int) -> LastLook:
    """Before these rows of a list are invited; ``left_out`` is how many of its rows are not."""
    number = len(chosen)
    by_language = Counter(languages.spoken_language(row.values["language"]) for row in chosen)
    named = "; ".join(f"{languages.language_name(tag)}: {count}" for tag, count in sorted(by_language.items()))
    happens = [
        ngettext(
            "%(num)s organisation is invited by a mail with a private link.",
            "%(num)s organisations are invited, each by a mail with a private link.",
            number,
        ),
        str(_("Languages of the mails: %(names)s", names=named)),
    ]
    if left_out:
        happens.append(ngettext("%(num)s row is not invited.", "%(num)s rows are not invited.", left_out))
    if not statement.is_public:
        happens.append(str(_("The text is not public yet: the private link shows it to those who are invited.")))
    return LastLook(
        act="invitations",
        heading=str(_("Invite from a list")),
        button=ngettext("Invite %(num)s organisation", "Invite %(num)s organisations", number),
        happens=happens,
        way_back=str(_("A mail that was sent cannot be recalled; an invitation can be revoked one by one.")),
        unfinished=open_points("invitations", statement),
        is_final=True,
        basis=[sorted(row.values["email"] for row in chosen)],
        mailed=number,
    )


def one_of_each_language(chosen: Sequence[Row]) -> list[Row]:
    """The first row of each language."""
    return list({row.values["language"]: row for row in reversed(chosen)}.values())[::-1]
