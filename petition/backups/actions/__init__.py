"""What operators and the worker do with backups."""
