"""What coordinators do with statements: bring them in, translate them, open and close the signing."""
