"""Confirming: from here on an endorsement counts."""
