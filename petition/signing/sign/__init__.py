"""Signing: a form that was received becomes an endorsement and its mail."""
