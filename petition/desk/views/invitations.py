"""Invitations at the desk: one by one, or from a list."""

from __future__ import annotations
