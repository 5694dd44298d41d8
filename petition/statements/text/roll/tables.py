"""Signatories in the rows of a table; its columns are known by their headings or by what is in them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from petition.core.countries import find_region
from petition.statements.text.line_layout import SourceLine
from petition.statements.text.roll import names
from petition.statements.text.roll.contacts import is_contact_line
from petition.statements.text.roll.people import looks_personal, person_sign
from petition.statements.text.roll.person_words import ORGANISATION, ROLE
from petition.statements.text.roll.rows import Row

GAP = re.compile(r"\s*\t\s*|\s{3,}")
PIPE = re.compile(r"(?<!\\)\|")
RULE = re.compile(r"(?=[\s|:+=]*-)[\s|:+=-]+")
LONGEST = 2000
NUMBER = re.compile(r"[#№]?\s*\d{1,6}[.)]?")
COLUMNS = {
    "number": r"no\.?|nr\.?|n[°º]|№|#|num(?:ber|éro|ero)?|n|п/п|№ ?п/п|id|序号|番号|lp\.?|č\.?|date|signed(?: on| at)?|"
    r"datum|дата|fecha|data|timestamp|time",
    "contact": r"(?:contact )?(?:e-?mail|mail)(?: address)?|phone|tel(?:ephone|efon|éfono)?|website|"
    r"web(?: ?site)?(?: url)?|url|link|logo|contact|kontakt|correo|courriel|почта|телефон|сайт|тэлефон|пошта",
    "other": r"representative(?:'s name)?|represented by|contact person|vertreten durch|"
    r"ansprech(?:partner|person)\w*|kontaktperson\w*|"
    r"personne(?: de)? contact|contactpersoon|persona de contacto|pessoa de contato|referente|osoba kontaktowa|"
    r"kontaktní osoba|контактн\w+ (?:лицо|особа)|кантактная асоба|"
    r"représentant\w*|representante|представитель|прадстаўнік|представник|comments?|notes?|kommentar|type|typ|"
    r"тып|тип",
    "country": r"(?:country|countries|state|nation|location|land|länder|pays|país|pais|paese|kraj|країна|краіна|"
    r"страна|země|krajina|šalis|valsts|riik|ülke|ország|țara|χώρα|държава|"
    r"zemlja|država|region|región|région|国|国家|國家|国名|국가|البلد|الدولة|کشور|מדינה|देश)(?: ?/ ?\w+)?",
    "place": r"city|town|place|ort|stadt|wohnort|ville|ciudad|cidade|città|miasto|miejscowość|горад|город|місто|"
    r"město|şehir|plaats|stad|woonplaats|都市|城市|المدينة",
    "role": r"(?:job )?title|role|position|function|occupation|profession|designation|capacity|funktion|beruf|"
    r"position|titel|fonction|profession|poste|cargo|puesto|profesión|profissão|função|ruolo|qualifica|"
    r"professione|stanowisko|funkcja|zawód|пасада|должность|посада|роль|професія|прафесія|профессия|funkce|povolání|"
    r"görev|functie|beroep|yrke|職業|肩書|职务|職務|المنصب|الصفة|المهنة",
    "organisation": r"(?:name of (?:the )?)?(?:signing |signatory )?(?:organi[sz]ation|institution|affiliation|"
    r"company|employer|institute|university|group|ngo|cso|association)s?(?: name)?(?: ?[/(&].*)?|"
    r"organisation(?:en)?|institution|verein|verband|organisme|association|structure|organización|institución|"
    r"asociación|entidad|colectivo|organização|instituição|entidade|organizzazione|"
    r"associazione|ente|organizacja|instytucja|afiliacja|арганізацыя|установа|организация|учреждение|место работы|"
    r"організація|установа|organizace|instituce|organizacija|organizācija|kurum|"
    r"kuruluş|örgüt|organisatie|instelling|organisationen|szervezet|organizația|οργάνωση|организация|团体|組織|组织|单位|機構|"
    r"团体名|団体名|所属|단체|소속|المنظمة|الجهة|المؤسسة|سازمان|ארגון|संगठन",
    "given": r"(?:first|given|fore) ?names?|"
    r"vornamen?|prénoms?|imię|імя|имя|ім['’]я|jméno|voornaam|förnamn|fornavn|etunimi|vardas|"
    r"keresztnév|prenume",
    "surname": r"(?:sur|last ?|family ?|second ?)names?|"
    r"nachnamen?|familiennamen?|nom de famille|apellidos?|sobrenome|apelido|"
    r"cognome|nazwisko|прозвішча|фамилия|прізвище|příjmení|priezvisko|achternaam|efternamn|etternavn|sukunimi|"
    r"pavardė|"
    r"soyadı?|prezime|priimek",
    "name": r"(?:full |your |signatory(?:'s)? )?name(?:s|n)?(?: (?:of|and) .*)?|signator(?:y|ies)|"
    r"signed by|signer|vorname|nachname|unterzeichner.*|nom(?:s)?(?: et prénoms?)?|prénom|"
    r"signataires?|nombres?(?: y apellidos?)?|apellidos?|firmantes?|firma|nome(?: completo)?|sobrenome|cognome|"
    r"firmatari[oa]?|imię(?: i nazwisko)?|nazwisko|sygnatariusz\w*|імя(?: і прозвішча)?|імя|прозвішча|"
    r"падпісант\w*|имя(?: и фамилия)?|фио|ф\.и\.о\.|фамилия(?:,? имя)?|подписант\w*|ім'я|ім’я|прізвище|піб|"
    r"підписант\w*|jméno(?: a příjmení)?|příjmení|signatář\w*|naam|ondertekenaars?|namn|navn|vardas|isim|"
    r"ad(?: soyad)?|"
    r"név|nume|όνομα|име|ime|姓名|名前|氏名|お名前|名称|이름|성명|الاسم|نام|שם|नाम",
}
KNOWN = {kind: re.compile(rf"(?i)(?:{pattern})") for kind, pattern in COLUMNS.items()}


def is_pipe_row(line: SourceLine) -> bool:
    """Whether a line is a row of a Markdown table."""
    return not line.literal and "|" in line.text and (line.text[0] == "|" or len(PIPE.findall(line.text)) > 1)


def count_columned(lines: Sequence[SourceLine]) -> int:
    """How many of the lines have wide gaps or tabs between words."""
    return sum(len(cells_of(line)) > 1 for line in lines)


def cells_of(line: SourceLine) -> list[str]:
    """The cells of a row: parted by pipes, else by tabs and wide gaps."""
    if "|" in line.text and not line.literal:
        inner = line.raw.strip().removeprefix("|").removesuffix("|")
        return [" ".join(cell.replace("\\|", "|").split()) for cell in PIPE.split(inner)]
    if len(line.raw) > LONGEST:
        return [line.text]
    return [" ".join(cell.split()) for cell in GAP.split(line.raw.strip())]


def read_table(lines: Sequence[SourceLine], *, has_rule: bool) -> tuple[list[Row], list[SourceLine]]:
    """The rows of a table that name somebody, and its row of headings, if it has one.

    ``has_rule`` when a rule stands below the first line, as in Markdown.
    """
    table = [(line, cells_of(line)) for line in lines]
    width = max((len(cells) for _, cells in table), default=0)
    heads = [_column_kind(cell) for cell in table[0][1]] if table else []
    named = sum(bool(kind) for kind in heads) * 2 >= max(1, sum(bool(cell) for cell in table[0][1])) if table else False
    head = [table[0][0]] if table and (has_rule or (named and any(heads))) else []
    body = table[len(head) :]
    kinds = (heads if named and head else []) + [""] * width
    columns = [_kind_by_content([cells[at] for _, cells in body if at < len(cells)], kinds[at]) for at in range(width)]
    if not any(kind in ("name", "given", "surname", "organisation", "") for kind in columns):
        return [], head
    if not (named and head) and _is_set_in_columns(body, columns):
        return [Row(cell, [line]) for line, cells in body for cell in cells if any(map(str.isalpha, cell))], head
    return [row for line, cells in body for row in _read_row(line, cells, columns)], head


def _column_kind(cell: str) -> str:
    bare = cell.strip(" *_:.")
    return next((kind for kind, pattern in KNOWN.items() if pattern.fullmatch(bare)), "")


def _kind_by_content(cells: Sequence[str], known: str) -> str:
    filled = [cell for cell in cells if cell.strip(" -–—")]
    if known or not filled:
        return known or "empty"
    most = len(filled) * 6 // 10 + 1
    if sum(NUMBER.fullmatch(cell) is not None or not any(map(str.isalpha, cell)) for cell in filled) >= most:
        return "number"
    if sum(names.names_country(cell, codes=True) or find_region(cell) is not None for cell in filled) >= most:
        return "country"
    if sum(is_contact_line(cell) for cell in filled) >= most:
        return "contact"
    roles = sum(
        ROLE.search(cell) is not None and not ORGANISATION.search(cell) and not person_sign(cell) for cell in filled
    )
    return "role" if roles >= most else ""


def _is_set_in_columns(body: Sequence[tuple[SourceLine, list[str]]], columns: Sequence[str]) -> bool:
    """Whether the columns only save space: each cell is a signatory."""
    free = [at for at, kind in enumerate(columns) if kind == ""]
    if len(free) < 2 or any(kind in ("country", "role") for kind in columns):
        return False

    beside = [cells[at] for _, cells in body for at in free[1:] if at < len(cells) and cells[at]]
    if any(names.names_country(cell) or cell.endswith(".") for cell in beside):
        return False

    def share_of_people(at: int) -> float:
        cells = [cells[at] for _, cells in body if at < len(cells) and cells[at]]
        return sum(bool(person_sign(cell)) or looks_personal(cell) for cell in cells) / max(1, len(cells))

    shares = [share_of_people(at) for at in free]
    return max(shares) - min(shares) < 0.5


def _join_name(found: dict[str, str]) -> None:
    """Puts the parts of a name that stand in columns of their own together."""
    parts = [found.pop("given", ""), found.get("name", ""), found.pop("surname", "")]
    if any(parts):
        found["name"] = " ".join(filter(None, parts))


def heads_table(line: SourceLine) -> bool:
    """Whether a row has the headings of a table of signatories: a name or an organisation, and another column."""
    kinds = [_column_kind(cell) for cell in cells_of(line)]
    named = {"name", "given", "surname", "organisation"}.intersection(kinds)
    return bool(named) and sum(map(bool, kinds)) >= 2 and sum(map(bool, kinds)) * 2 >= len(kinds)


def _read_row(line: SourceLine, cells: Sequence[str], columns: Sequence[str]) -> list[Row]:
    found: dict[str, str] = {}
    for cell, kind in zip(cells, columns, strict=False):
        bare = cell.strip(" -–—*_")
        if not bare:
            continue
        if kind == "" and "name" in found and "country" not in found and names.names_country(bare, codes=True):
            kind = "country"
        if kind in ("", "name"):
            # A second column without a heading is where the person works.
            key = "name" if kind == "name" or "name" not in found else "organisation"
            found[key] = (
                f"{found[key]} {bare}"
                if key in found and kind == "name"
                else bare
                if key not in found
                else f"{found[key]}, {bare}"
            )
        elif kind in ("given", "surname", "role", "organisation", "country", "place"):
            found[kind] = bare
        elif kind == "contact":
            found["contact"] = bare
    _join_name(found)
    if "name" not in found and "organisation" in found:
        found["name"] = found.pop("organisation")
    # Figures are a name where a country stands beside them.
    is_letter = str.isalnum if "country" in found else str.isalpha
    if not any(map(is_letter, found.get("name", ""))):
        return []
    return [Row(found["name"], [line], cells=found)]
