"""The interface's texts in other languages than English."""
