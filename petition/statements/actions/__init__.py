"""What coordinators do with statements: bring them in, translate them, open and close the signing."""

from petition.statements.actions.bring_in import StatementError, bring_in, slug_of
from petition.statements.actions.life import close_signing, open_signing

__all__ = ["StatementError", "bring_in", "close_signing", "open_signing", "slug_of"]
