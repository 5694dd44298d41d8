"""How far the translations are."""

from __future__ import annotations
