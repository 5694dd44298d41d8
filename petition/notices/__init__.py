"""Coordinators are told by mail what waits for them: numbers and links, nothing about a person."""
