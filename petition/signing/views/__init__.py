"""The pages on which people sign, confirm, and see to their own endorsement."""

from petition.signing.views import carry, confirm, logo, mine, second, sign
from petition.signing.views.page import blueprint

__all__ = ["blueprint", "carry", "confirm", "logo", "mine", "second", "sign"]
