"""Statements at the desk: their dates, rules and life."""

from __future__ import annotations
