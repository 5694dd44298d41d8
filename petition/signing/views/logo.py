"""Logos, as they were encoded anew."""

from __future__ import annotations
