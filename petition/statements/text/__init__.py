"""Reads a position: from plain text to a tree of demands. Pure: no database, no request."""
