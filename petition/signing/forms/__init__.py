"""The shape of what signatories send in."""

from petition.core.fields import PublicForm
from petition.signing.fields import KIND_WORDS, filled_in, with_reservations
from petition.signing.forms.own import (
    EntryForm,
    ErasureForm,
    LetterForm,
    ObjectionForm,
    OwnLinkForm,
    SecondPersonForm,
    VisibilityForm,
)
from petition.signing.forms.sign import (
    DetailsOfIndividualForm,
    DetailsOfRepresentativeForm,
    SignAsIndividualForm,
    SignAsOrganisationForm,
)

__all__ = [
    "KIND_WORDS",
    "DetailsOfIndividualForm",
    "DetailsOfRepresentativeForm",
    "EntryForm",
    "ErasureForm",
    "LetterForm",
    "ObjectionForm",
    "OwnLinkForm",
    "PublicForm",
    "SecondPersonForm",
    "SignAsIndividualForm",
    "SignAsOrganisationForm",
    "VisibilityForm",
    "filled_in",
    "with_reservations",
]
