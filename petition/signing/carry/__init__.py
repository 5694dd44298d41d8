"""Endorsements carried over to a newer edition."""
