"""Odd signatures of individuals: seen, put into quarantine, released as a group."""
