"""Columns of a list of organisations, recognised by what their headings say in the languages people write."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from petition.core.text import fold_text

REQUIRED = ("organisation", "email")
LOOKED_AT = 10  # rows with a title, a date or a remark may stand above the headings

HEADINGS = {
    "organisation": (
        "organisation", "organization", "organisations", "official name", "organisation name", "name of organisation",
        "organization name", "name of organization", "full name of organisation", "official name of organisation",
        "original name", "name in original language", "group", "association", "ngo",
        "арганізацыя", "арганізацыі", "назва", "назва арганізацыі", "афіцыйная назва", "поўная назва", "аб'яднанне",
        "афіцыйная назва арганізацыі", "поўная назва арганізацыі",
        "организация", "организации", "название", "название организации", "официальное название", "наименование",
        "наименование организации", "полное название", "полное наименование", "официальное название организации",
        "полное название организации", "объединение", "нко",
        "організація", "організації", "назва організації", "офіційна назва", "повна назва", "об'єднання",
        "офіційна назва організації", "повна назва організації", "найменування",
        "organisationsname", "name der organisation", "offizieller name", "verein", "verband",
        "nom de l'organisation", "nom officiel", "association", "nom de l'association",
        "organizacja", "nazwa", "nazwa organizacji", "pełna nazwa", "oficjalna nazwa",
        "organización", "nombre de la organización", "nombre oficial", "asociación",
        "organizacija", "organizacijos pavadinimas", "pavadinimas",
    ),
    "organisation_latin": (
        "organisation latin", "name in latin script", "latin name", "name in latin letters", "english name",
        "name in english", "organisation in english", "organization in english", "transliteration",
        "transliterated name", "organisation name in english", "organization name in english", "latin",
        "назва лацінкай", "назва лацінскімі літарамі", "назва па-англійску", "англійская назва", "лацінкай",
        "название латиницей", "название на английском", "английское название", "латиницей", "наименование латиницей",
        "название латинскими буквами", "название по-английски", "название на английском языке",
        "назва латиницею", "назва англійською", "англійська назва", "назва латинськими літерами", "латиницею",
        "name in lateinischer schrift", "englischer name", "name auf englisch", "nom en anglais", "nom anglais",
        "nom en caractères latins", "nazwa po angielsku", "nazwa angielska", "nazwa w alfabecie łacińskim",
        "nombre en inglés", "nombre en caracteres latinos",
    ),
    "acronym": (
        "acronym", "abbreviation", "short name", "abbr", "initials",
        "акронім", "абрэвіятура", "скарот", "скарачэнне", "скарочаная назва", "кароткая назва",
        "акроним", "аббревиатура", "сокращение", "сокращенное название", "краткое название",
        "абревіатура", "скорочення", "скорочена назва", "коротка назва",
        "abkürzung", "kürzel", "kurzname", "sigle", "acronyme", "skrót", "akronim", "skrócona nazwa", "siglas", "sigla",
        "acrónimo",
    ),
    "website": (
        "website", "web site", "web", "site", "homepage", "home page", "url", "web address", "web page", "webpage",
        "www", "internet",
        "сайт", "вэб-сайт", "вэбсайт", "старонка", "інтэрнэт-старонка", "сайт арганізацыі",
        "веб-сайт", "вебсайт", "веб-страница", "сайт организации", "ссылка",
        "вебсторінка", "веб-сторінка", "сайт організації", "посилання",
        "webseite", "internetseite", "site web", "site internet", "strona", "strona internetowa", "strona www",
        "sitio web", "página web", "svetainė", "tinklalapis",
    ),
    "country": (
        "country", "country of registration", "country code", "state", "based in",
        "краіна", "краіна рэгістрацыі", "дзяржава", "страна", "страна регистрации", "государство",
        "країна", "країна реєстрації", "держава",
        "land", "staat", "pays", "kraj", "państwo", "país", "šalis", "valstybė",
    ),
    "representative": (
        "representative", "contact", "contact person", "contact name", "person", "represented by", "signatory",
        "name of representative", "name of contact", "full name", "first and last name", "representative name",
        "прадстаўнік", "прадстаўніца", "кантактная асоба", "кантакт", "імя", "імя і прозвішча", "прозвішча", "асоба",
        "імя прадстаўніка", "прозвішча і імя",
        "представитель", "контактное лицо", "контакт", "имя", "фио", "ф.и.о.", "имя и фамилия", "фамилия",
        "имя представителя", "фамилия и имя", "фамилия, имя, отчество", "фамилия имя",
        "представник", "представниця", "контактна особа", "ім'я", "піб", "п.і.б.", "ім'я та прізвище", "прізвище",
        "ім'я представника", "прізвище та ім'я", "ім'я і прізвище",
        "ansprechpartner", "ansprechperson", "ansprechpartnerin", "kontaktperson", "kontakt", "vertreter", "vertretung",
        "représentant", "représentante", "personne de contact", "nom du représentant",
        "przedstawiciel", "osoba kontaktowa", "imię i nazwisko", "osoba do kontaktu",
        "representante", "persona de contacto", "contacto", "atstovas", "kontaktinis asmuo",
    ),
    "role": (
        "role", "position", "function", "job title", "office", "role in organisation", "role in organization",
        "пасада", "роля", "функцыя", "должность", "роль", "функция", "посада", "функція",
        "rolle", "funktion", "amt", "fonction", "rôle", "poste", "stanowisko", "funkcja", "rola", "cargo", "función",
        "pareigos",
    ),
    "email": (
        "email", "e mail", "mail", "email address", "e mail address", "mail address", "contact email", "emails",
        "contact e mail", "electronic mail", "e-mails",
        "пошта", "эл. пошта", "электронная пошта", "адрас электроннай пошты", "эл. адрас", "электронны адрас",
        "імэйл", "емэйл", "мэйл", "э-пошта",
        "почта", "эл. почта", "электронная почта", "адрес электронной почты", "эл. адрес", "электронный адрес",
        "имейл", "емейл", "е-мейл", "мейл", "мэйл", "э-почта", "имэйл",
        "ел. пошта", "електронна пошта", "адреса електронної пошти", "ел. адреса", "електронна адреса", "е-пошта",
        "емейл", "імейл",
        "e-mail-adresse", "mailadresse", "e-mail adresse", "courriel", "adresse e-mail", "adresse mail",
        "adresse électronique", "mél", "adres e-mail", "poczta", "e-mail kontaktowy", "adres mailowy",
        "correo", "correo electrónico", "dirección de correo", "el. paštas", "paštas",
    ),
    "language": (
        "language", "language of invitation", "preferred language", "lang", "language of correspondence",
        "мова", "мова запрашэння", "мова перапіскі", "язык", "язык приглашения", "язык переписки",
        "мова запрошення", "мова листування", "sprache", "korrespondenzsprache", "langue", "język", "idioma", "lengua",
        "kalba",
    ),
    "note": (
        "note", "notes", "comment", "comments", "remark", "remarks",
        "заўвага", "заўвагі", "нататка", "нататкі", "каментар", "каментарый", "каментары",
        "примечание", "примечания", "заметка", "заметки", "комментарий", "комментарии",
        "примітка", "примітки", "нотатка", "нотатки", "коментар", "коментарі",
        "bemerkung", "bemerkungen", "anmerkung", "notiz", "remarque", "remarques", "commentaire",
        "uwaga", "uwagi", "komentarz", "nota", "notas", "comentario", "observaciones", "pastaba", "pastabos",
    ),
}  # fmt: skip
# "Name" is the organisation's where no other column is, else the representative's.
BARE_NAMES = frozenset({"name", "names", "nom", "nombre", "nazwisko"})
UNIMPORTED = re.compile(r"[(\[{（].*?[)\]}）]")
SEPARATORS = re.compile(r"\s+[-–—]\s+|[/|\n]")
REMARKS = frozenset(
    fold_text(word)
    for word in (
        "required", "optional", "mandatory", "the", "of", "your", "its", "обязательно", "обязательное",
        "необязательно", "абавязкова", "неабавязкова", "обов'язково", "необов'язково", "pflichtfeld", "obligatoire",
        "wymagane", "obligatorio", "if", "any",
    )
)  # fmt: skip


@dataclass(frozen=True)
class ColumnMatch:
    """Which column holds which field, what no column could be made of, and what has no column."""

    fields: dict[int, str]
    unknown: list[str]
    missing: list[str]


def match_columns(headings: Sequence[str]) -> ColumnMatch:
    """The fields of a line of headings; of two columns for one field the first one counts."""
    fields: dict[int, str] = {}
    for at, heading in enumerate(headings):
        field = field_of(heading)
        if field and field not in fields.values():
            fields[at] = field
    for at, heading in enumerate(headings):
        if at not in fields and _strip_remarks(fold_text(heading)) in BARE_NAMES:
            free = [field for field in ("organisation", "representative") if field not in fields.values()]
            if free:
                fields[at] = free[0]
    unknown = [heading for at, heading in enumerate(headings) if at not in fields and heading.strip()]
    return ColumnMatch(fields, unknown, [field for field in REQUIRED if field not in fields.values()])


def find_heading_row(rows: Sequence[Sequence[str]]) -> int | None:
    """Which of the first rows holds the headings: the one with the most fields; None where none has any."""
    found = [match_columns(row) for row in rows[:LOOKED_AT]]
    best = max(range(len(found)), key=lambda at: (len(found[at].fields), -len(found[at].missing), -at), default=None)
    return best if best is not None and found[best].fields else None


def field_of(heading: str) -> str | None:
    """The field that a heading names, in one language or in several ("Organisation / Арганізацыя")."""
    written = heading.replace("_", " ")
    for text in (written, UNIMPORTED.sub(" ", written)):
        known = _match_heading(text)
        if known:
            return known
        parts = {_match_heading(part) for part in SEPARATORS.split(text)} - {None}
        if len(parts) == 1:
            return parts.pop()
    return None


def _match_heading(heading: str) -> str | None:
    folded = fold_text(heading)
    return _fields().get(folded) or _fields().get(_strip_remarks(folded))


def _strip_remarks(folded: str) -> str:
    return " ".join(word for word in folded.split() if word not in REMARKS)


@cache
def _fields() -> dict[str, str]:
    known: dict[str, str] = {}
    for field, headings in HEADINGS.items():
        for heading in headings:
            folded = fold_text(heading)
            # "Name of organisation" is also known without "of", so that "Name of your organisation" is.
            known |= {folded: field, _strip_remarks(folded): field}
    return known
