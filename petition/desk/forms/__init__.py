"""The shape of what coordinators send in."""
