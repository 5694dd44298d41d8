"""The register of organisations: entries, duplicates, merges."""

from __future__ import annotations
