"""What organisations ask to change, and what they are asked to change."""

from __future__ import annotations
