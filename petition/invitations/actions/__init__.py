"""What happens to invitations: sent, opened, answered, reminded of, revoked; and to lists of whom to invite."""
