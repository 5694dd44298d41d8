"""What coordinators do with statements: bring them in, translate them, open and close the signing."""

from petition.statements.actions.bring_in import StatementError, bring_in, slug_of
from petition.statements.actions.life import close_signing, deliver, keep_time, open_signing, record, undeliver
from petition.statements.actions.previews import make_link, revoke
from petition.statements.actions.settings import Dates, Rules, schedule, settle

__all__ = [
    "Dates",
    "Rules",
    "StatementError",
    "bring_in",
    "close_signing",
    "deliver",
    "keep_time",
    "make_link",
    "open_signing",
    "record",
    "revoke",
    "schedule",
    "settle",
    "slug_of",
    "undeliver",
]
