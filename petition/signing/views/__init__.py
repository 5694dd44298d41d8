"""The pages on which people sign, confirm, and see to their own endorsement."""

from petition.signing.views import carry, confirm, entry, logo, mine, second, sign, support
from petition.signing.views.page import blueprint

__all__ = ["blueprint", "carry", "confirm", "entry", "logo", "mine", "second", "sign", "support"]
