"""Statements, their editions and texts; and the way from plain text to a tree of demands."""
