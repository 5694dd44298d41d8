"""The pages on which people sign, confirm, and see to their own endorsement."""

from petition.signing.views import confirm, mine, sign
from petition.signing.views.page import blueprint

__all__ = ["blueprint", "confirm", "mine", "sign"]
