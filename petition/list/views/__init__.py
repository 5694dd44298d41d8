"""The public pages: the statement with its signatories, the list, the counts, the exports; and previews."""

from petition.list.views import exports, preview
from petition.list.views.page import blueprint

__all__ = ["blueprint", "exports", "preview"]
