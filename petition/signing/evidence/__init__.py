"""What shows that an organisation's endorsement was given by someone entitled to."""
