"""Invitations of organisations: lists, private links, reminders, answers."""
