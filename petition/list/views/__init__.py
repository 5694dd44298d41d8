"""The public pages: the statement with its signatories, the list, the counts, the exports; and previews."""

from petition.list import actions
from petition.list.views import countries, exports, history, preview, printing, signatories
from petition.list.views.page import blueprint

# The actions record a delivery wherever one is marked (``schedule.run_on_delivery``).
__all__ = ["actions", "blueprint", "countries", "exports", "history", "preview", "printing", "signatories"]
