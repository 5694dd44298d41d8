"""Names in fifty scripts: none is refused, and none is changed but for its normalisation."""

from __future__ import annotations

import unicodedata

import regex
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict
from wtforms import Form

from petition.core.fields import name_field, organisation_field
from petition.signing.fields import role_field
from petition.signing.sign.forms import DetailsOfIndividualForm

SCRIPTS = """
Latin Cyrillic Greek Armenian Georgian Hebrew Arabic Syriac Thaana Nko Devanagari Bengali Gurmukhi Gujarati
Oriya Tamil Telugu Kannada Malayalam Sinhala Thai Lao Tibetan Myanmar Ethiopic Cherokee Canadian_Aboriginal
Khmer Mongolian Han Hiragana Katakana Bopomofo Hangul Yi Tifinagh Javanese Balinese Sundanese Cham Tai_Le
Buginese Glagolitic Coptic Adlam Vai Bamum Limbu Lepcha Meetei_Mayek Kayah_Li Osage
"""
# Letters that nobody sees (fillers), and those of the compatibility blocks that normalisation takes apart.
FILLERS = set("\u115f\u1160\u3164\uffa0")
BETWEEN = (" ", " ", " ", "-", "’", "'", "ʼ", "·", ". ", ".", ", ", " von ", "‐")
FURTHER = (*BETWEEN, " & ", "+", "/", " / ", " – ", ": ", " «", "» ", ' "', '" ', " (", ") ", "@", "!", " 1 ", "8", "#")
JOINERS = {
    "Arabic": "\u200c",
    "Devanagari": "\u200d",
    "Malayalam": "\u200d",
    "Sinhala": "\u200d",
    "Mongolian": "\u180e",
}


class NamesForm(Form):  # type: ignore[misc]
    """The fields of a name in the forms, without a session."""

    name = name_field("Your name")
    affiliation = DetailsOfIndividualForm.affiliation
    role = role_field()
    organisation = organisation_field()


def sort_characters() -> dict[str, tuple[list[str], list[str]]]:
    """The letters and the marks of each script, in two walks through Unicode: a hundred take ten seconds."""
    found: dict[str, tuple[list[str], list[str]]] = {script: ([], []) for script in SCRIPTS.split()}
    everything = "".join(chr(code) for code in range(0x1FFFF) if not 0xD800 <= code < 0xE000)
    for place, kind in enumerate("LM"):
        wanted = regex.compile("|".join(rf"(?P<{script}>(?=\p{{Script={script}}})\p{{{kind}}})" for script in found))
        for one in wanted.finditer(everything):
            if one[0] not in FILLERS and one.lastgroup is not None:
                found[one.lastgroup][place].append(one[0])
    return found


ALPHABETS = sort_characters()


@st.composite
def words(draw: st.DrawFn, script: str) -> str:
    letters, marks = ALPHABETS[script]
    syllables = draw(st.lists(st.tuples(st.sampled_from(letters), st.integers(0, 3)), min_size=1, max_size=7))
    text = "".join(
        letter + "".join(draw(st.sampled_from(marks)) for _ in range(number if marks else 0))
        for letter, number in syllables
    )
    joiner = JOINERS.get(script, "")
    return (text[:1].upper() + text[1:]) + (joiner + text if joiner and draw(st.booleans()) else "")


@st.composite
def names(draw: st.DrawFn, between: tuple[str, ...]) -> str:
    script = draw(st.sampled_from(sorted(ALPHABETS)))
    parts = draw(st.lists(words(script), min_size=1, max_size=3))
    text = parts[0]
    for part in parts[1:]:
        text += draw(st.sampled_from(between)) + part
    return text


def check(**given: str) -> None:
    form = NamesForm(MultiDict(given))
    form.validate()
    for field, written in given.items():
        assert not form[field].errors, written
        assert form[field].data == " ".join(unicodedata.normalize("NFC", written).split())


@settings(max_examples=100, deadline=None)
@given(names(BETWEEN), names(FURTHER))
def test_it_takes_names_of_every_script(person: str, institution: str) -> None:
    check(name=person[:60], role=institution[:60], affiliation=institution, organisation=institution)


def test_it_takes_kinds_of_names_that_people_have() -> None:
    people = (
        "J.Kim", "A.Li", "Dr.Kim", "Prof.Dr. Anna Beispiel", "N. K. Jemisin", "X Æ A-12", "José Mª", "Mᶜ Donald", "O’Connor",
        "d'Arc", "Ngũgĩ wa Thiong'o", "Þóra", "محمد‌علی", "葛󠄀城", "ד.ישראל", "Ana-María", "李·史密斯", "Jr., Ivan", "ᠮᠣᠩᠭᠣᠯ᠎ᠠ", "II. Rákóczi",
    )  # fmt: skip
    for name in people:
        check(name=name)
    institutions = (
        "Change.org", "Mail.ru Group", "г.Москва, учительница", "Reporter, Lakeside.news", "350.org", "C++ Foundation", "AT&T",
        "24/7 Help", "Women@Work", "«Мемориал»", "Yahoo! Inc.", "Team ❤️ Peace", "S.p.A.", "A/B", "No2ID", "#MeToo", "M.Sc/PhD",
    )  # fmt: skip
    for name in institutions:
        check(affiliation=name, role=name, organisation=name)
