"""Compares two wordings of a position. Pure: no database, no request."""
