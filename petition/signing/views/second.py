"""A second person of the organisation confirms."""

from __future__ import annotations
