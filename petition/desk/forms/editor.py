"""What coordinators write in the editor."""

from __future__ import annotations

from functools import cache

from babel import Locale
from babel.localedata import locale_identifiers
from flask_babel import lazy_gettext as _
from wtforms import Field, IntegerField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Optional, StopValidation
from wtforms.widgets import HiddenInput

from petition.core import languages
from petition.core.collation import sort_key
from petition.core.fields import FileRequired, UploadField, max_length
from petition.core.forms import Form
from petition.statements.actions.import_text import LONGEST_ADDRESS, address_obstacle
from petition.statements.queries import public_statements
from petition.statements.sources.reading import MEGABYTE, MOST_BYTES
from petition.statements.text.normalisation import LARGEST

# Written in two forms that differ by country.
REGIONAL = ("pt-BR",)
# Not said to the browser, which would cut a text that is pasted in without a word.
LONGEST = {"text": LARGEST}
HOW = _(
    "A title first, then paragraphs. The numbered list after the sentence that makes the "
    "request is read as the demands. The outline shows what was found, and you can correct "
    "it there."
)
# What is too long is told by the field's own rule.
OBSTACLES = {
    "letters": _("Use small Latin letters, digits and single hyphens, such as open-courts"),
    "reserved": _("This address is reserved for the site itself; choose a different one"),
    "language": _("This looks like a language code; choose an address with four letters or more"),
}


def one_line_end(text: str | None) -> str:
    """The text as typed: browsers send two characters for the end of a line."""
    return (text or "").replace("\r\n", "\n")


def check_slug(form: Form, field: Field) -> None:
    """An address that can be, and that no other statement has."""
    found = address_obstacle(field.data)
    if found in OBSTACLES:
        raise StopValidation(OBSTACLES[found])
    if public_statements.find_by_slug(field.data) is not None:
        raise StopValidation(_("Another statement uses this address; choose a different one"))


def check_language(form: Form, field: Field) -> None:
    """A language that has a name."""
    if not languages.is_known_language(field.data or ""):
        raise StopValidation(_("Choose the language of the text"))


def language_choices() -> list[tuple[str, str]]:
    """Every language that a text can be in, in the interface's words; those of the interface first."""
    first = [(tag, languages.language_name(tag)) for tag in languages.INTERFACE]
    return [*first, *_sorted_languages(languages.current_language())]


@cache
def _sorted_languages(language: str) -> tuple[tuple[str, str], ...]:
    # By their own names they would each have to be loaded, and stay in memory.
    names = {**Locale.parse(languages.DEFAULT).languages, **Locale.parse(language).languages}
    tags = {identifier.replace("_", "-"): names.get(identifier) for identifier in locale_identifiers()}
    named = [(tag, name) for tag, name in tags.items() if name and _is_offered(tag)]
    return tuple(sorted(named, key=lambda row: sort_key(row[1], language)))


def _is_offered(tag: str) -> bool:
    is_own = tag in languages.INTERFACE
    return not is_own and languages.is_known_language(tag) and (not tag[-2:].isupper() or tag in REGIONAL)


class PartsForm(Form):
    """What every form for a text carries: the number of the saved one that it was begun on."""

    base = IntegerField(widget=HiddenInput(), default=0)

    @property
    def base_revision(self) -> int:
        """The number; one that nothing has where nonsense was sent."""
        return -1 if self.base.data is None else int(self.base.data)


class TextForm(PartsForm):
    """One text as a whole."""

    longest = LONGEST

    text = TextAreaField(_("Text"), filters=[one_line_end], description=HOW)


class SourceForm(Form):
    """A file, or what was on the clipboard, that a text is to be taken from."""

    file = UploadField(
        _("File"),
        description=_(
            "Word (.docx), OpenDocument (.odt), RTF, a saved web page, PDF with text, plain text or Markdown; "
            "up to %(size)s MB.",
            size=MOST_BYTES // MEGABYTE,
        ),
        validators=[FileRequired()],
        render_kw={"accept": ".docx,.odt,.rtf,.html,.htm,.pdf,.txt,.md,.markdown"},
    )


class StatementForm(Form):
    """The first text of a new statement: from here on its binding one."""

    longest = LONGEST

    language = SelectField(
        _("Language"),
        [InputRequired(_("Choose the language of the text")), check_language],
        default=languages.DEFAULT,
        validate_choice=False,
        description=_("The text in this language will be the binding one; translations can be added later."),
    )
    slug = StringField(
        _("Address"),
        [Optional(), max_length(LONGEST_ADDRESS), check_slug],
        filters=[lambda given: (given or "").strip() or None],
        description=_("The last part of the web address. If empty, it is made from the title."),
    )
    text = TextAreaField(_("Text"), filters=[one_line_end], description=HOW)

    def __init__(self) -> None:
        super().__init__()
        self.language.choices = language_choices()
