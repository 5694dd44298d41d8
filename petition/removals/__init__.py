"""Removing fakes by rule: counted first, done in the background, undone as one."""
