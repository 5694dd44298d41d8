"""The desk: where coordinators work."""

from petition.desk.views import queue
from petition.desk.views.page import blueprint

__all__ = ["blueprint", "queue"]
