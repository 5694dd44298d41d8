"""The public pages: the statement with its signatories, the list, the counts, the exports; and previews."""

from petition.signatories.views import exports, preview
from petition.signatories.views.page import blueprint

__all__ = ["blueprint", "exports", "preview"]
