"""What coordinators decide about endorsements, and how that is taken back."""
