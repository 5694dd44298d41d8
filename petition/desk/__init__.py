"""Where coordinators work; it has no tables and no verbs of its own."""
