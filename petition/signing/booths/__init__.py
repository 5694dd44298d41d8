"""Booths: signing one after another on one device, at an event."""
