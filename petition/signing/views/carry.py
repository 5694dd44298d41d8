"""Carrying a signature over to a newer edition."""

from __future__ import annotations
