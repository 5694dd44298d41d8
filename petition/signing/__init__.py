"""Endorsements of both kinds: signing, confirming, the signatory’s own page, decisions."""
