"""The pages on which people sign, confirm, and see to their own endorsement."""

from petition.signing.booths import views as booths
from petition.signing.carry import views as carry
from petition.signing.confirm import views as confirm
from petition.signing.evidence import views as evidence
from petition.signing.own.views import addresses, endorsement, entry, links, logo
from petition.signing.own.views import evidence as own_evidence
from petition.signing.pages import blueprint
from petition.signing.sign import views as sign

__all__ = [
    "addresses",
    "blueprint",
    "booths",
    "carry",
    "confirm",
    "endorsement",
    "entry",
    "evidence",
    "links",
    "logo",
    "own_evidence",
    "sign",
]
