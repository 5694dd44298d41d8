"""A new edition: what changed, where each demand went, and what it means for who signed."""

from __future__ import annotations
