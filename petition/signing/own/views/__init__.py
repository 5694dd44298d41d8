"""The pages of one's own endorsement, of the entry of an organisation, and of its logo."""
