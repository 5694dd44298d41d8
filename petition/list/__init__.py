"""Reads only: the published list, the counts, the exports."""
