"""The text of a position out of the files that people have it in; pure."""
