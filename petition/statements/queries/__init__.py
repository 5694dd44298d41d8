"""What pages show of statements."""
