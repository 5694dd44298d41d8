"""Coordinators: accounts, roles, sign-in."""
