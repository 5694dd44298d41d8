"""The editor: one box per language, its outline beside it."""

from __future__ import annotations
