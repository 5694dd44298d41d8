"""Lists as coalitions have them: what programs export, what people type. All invented; each gives the same rows.

Each is a source with what is expected of its rows: organisation, address, and the country where the list has one.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass

from invitations.lists import workbook

ADDRESSES = ("office@amber.example", "info@birch.example", "post@cedar.example")
NAMES = ("Specimen Amber", "Specimen Birch", "Specimen Cedar")
CODES = ("BY", "PL", "GB")


@dataclass(frozen=True)
class CoalitionList:
    """A list: its bytes, and the organisations in it as (name, address, country)."""

    data: bytes
    rows: tuple[tuple[str, str, str], ...] = tuple(zip(NAMES, ADDRESSES, CODES, strict=True))


def without_countries(data: bytes) -> CoalitionList:
    return CoalitionList(data, tuple((name, address, "") for name, address in zip(NAMES, ADDRESSES, strict=True)))


GOOGLE_FORM = """Timestamp,Email Address,What is the full official name of your organisation?,"In which country is your organisation registered?",Do you agree that your organisation's name is published?,"Name and surname of the person who signs","Position in the organisation","Anything else you would like to tell us?"
2026/05/03 10:15:22 AM GMT+3,office@amber.example,Specimen Amber,Belarus,Yes,Ada Probe,Chair,
2026/05/03 11:02:10 AM GMT+3,info@birch.example,Specimen Birch,Poland,Yes,Bob Probe,Director,We like it
2026/05/04 9:00:01 AM GMT+3,post@cedar.example,Specimen Cedar,Scotland,Yes,Cy Probe,,N/A
"""
CRM_EXPORT = """"Account ID","Account Name","First Name","Last Name","Email","Phone","Mailing Street","Mailing City","Mailing Country","Account Status"
"0011","Specimen Amber","Ada","Probe","office@amber.example","+375 29 111 11 11","Street 1","Minsk","BLR","Active"
"0012","Specimen Birch","Bob","Probe","info@birch.example","","Street 2","Kraków","Republic of Poland","Active"
"0013","Specimen Cedar","","","post@cedar.example","+44 20 1111 1111","","London","U.K.","Prospect"
"""
RUSSIAN_EXCEL = "№;Полное наименование организации;Контактный адрес электронной почты;Телефон;Страна\r\n" + "".join(
    f"{number};{name};{address};+375 17 111-11-1{number};{country}\r\n"
    for number, (name, address, country) in enumerate(
        zip(
            ("Прыклад Бурштын", "Пример Берёза", "Приклад Кедр"),
            ADDRESSES,
            ("РБ", "Польша", "Великобритания"),
            strict=True,
        ),
        start=1,
    )
)
MEMBERSHIP = [
    ["Coalition of Specimens", "", "", "", ""],
    ["Members as of 3 May 2026", "", "", "", ""],
    [],
    ["", "Member", "", "Contact person", ""],
    ["No.", "Name", "Country", "Name", "E-Mail"],
    [1, "Specimen Amber", "Belarus", "Ada Probe", "office@amber.example"],
    [2, "Specimen Birch", "Polska", "Bob Probe", "info@birch.example"],
    [3, "Specimen Cedar", "England", "", "post@cedar.example"],
    ["", "Total: 3", "", "", ""],
]
GROUPED = [
    ["Organisation", "E-Mail"], ["Belarus", ""], ["Specimen Amber", "office@amber.example"], ["Poland", ""],
    ["Specimen Birch", "info@birch.example"], ["United Kingdom", ""], ["Specimen Cedar", "post@cedar.example"],
]  # fmt: skip
STATIC_SITE = """# members of the coalition
- name: Specimen Amber
  url: https://amber.example
  contact: &ada
    name: Ada Probe
    email: office@amber.example
  country: BY
- name: "Specimen Birch"
  contact:
    email: info@birch.example
  country: PL
- name: Specimen Cedar
  contact: {email: post@cedar.example}
  country: GB
"""
YAML_BY_KEY = """members:
  amber: {title: Specimen Amber, email: office@amber.example, country: Belarus}
  birch:
    title: Specimen Birch
    email: info@birch.example
    country: Poland
  cedar:
    title: Specimen Cedar
    email: post@cedar.example
    country: Wales
"""
API = json.dumps({
    "meta": {"total": 3, "page": {"size": 50}},
    "records": [
        {"id": f"rec{number}", "createdTime": "2026-05-03T10:00:00.000Z",
         "fields": {"Org name": name, "Contact": {"Email address": address, "Phone": None}, "Country": [country]}}
        for number, (name, address, country) in enumerate(zip(NAMES, ADDRESSES, ("Belarus", "Poland", "UK"), strict=True))
    ],
})  # fmt: skip
JSON_LINES = "\n".join(
    json.dumps({"organization": name, "mail": address, "countryCode": code})
    for name, address, code in zip(NAMES, ADDRESSES, CODES, strict=True)
)
AIRTABLE = """\ufeffName,Logo,Primary contact email,Country of operation,Status,Tags
Specimen Amber,logo.png (https://files.example/1),office@amber.example,Belarus,Confirmed,"a,b"
Specimen Birch,,"info@birch.example, second@birch.example","Poland, Germany",To ask,
Specimen Cedar,,Cy Probe <post@cedar.example>,Northern Ireland,Confirmed,a
"""
FROM_WORD = """Organisation\tContact\tCountry
Specimen Amber\toffice@amber.example\tBelarus
Specimen Birch\tinfo@birch.example\tPoland
Specimen Cedar\tpost@cedar.example\tGreat Britain
"""
MARKDOWN = """## Members

| Organisation | Country | E-mail |
| --- | :---: | --- |
| **Specimen Amber** | Belarus | <office@amber.example> |
| [Specimen Birch](https://birch.example) | Poland | [info@birch.example](mailto:info@birch.example) |
| Specimen Cedar | UK | `post@cedar.example` |
"""
LINES = """Members:
1. Specimen Amber (Belarus) – office@amber.example
2. Specimen Birch (Poland) – info@birch.example, tel. +48 22 111 11 11
3. Specimen Cedar (Scotland) – post@cedar.example
"""
ONE_COLUMN = [["Members"], *([f"{name} ({country}) – {address}"] for name, country, address in zip(
    NAMES, ("Беларусь", "Польшча", "Вялікабрытанія"), ADDRESSES, strict=True))]  # fmt: skip
RECIPIENTS = ", ".join(f"{name} <{address}>" for name, address in zip(NAMES, ADDRESSES, strict=True))
BLOCKS = """Specimen Amber
Belarus
office@amber.example

Specimen Birch
Poland
E-mail: info@birch.example

Specimen Cedar
United Kingdom
post@cedar.example
"""
CARDS = "\n\n".join(
    f"Organisation: {name}\nE-mail: {address}\nCountry: {code}"
    for name, address, code in zip(NAMES, ADDRESSES, CODES, strict=True)
)
NO_HEADINGS = "\n".join(
    f"{number};{name};{country};{address}"
    for number, (name, country, address) in enumerate(zip(NAMES, ("Belarus", "Polen", "UK"), ADDRESSES, strict=True))
)
ITALIAN = """Nome dell'organizzazione;Indirizzo e-mail;Paese;Sito web
Specimen Amber;office@amber.example;Bielorussia;amber.example
Specimen Birch;info@birch.example;Polonia;-
Specimen Cedar;post@cedar.example;Regno Unito;nessuno
"""
CHINESE = """组织名称,电子邮箱,国家
Specimen Amber,office＠amber.example,白俄罗斯
Specimen Birch,info@birch.example,波兰
Specimen Cedar,post@cedar.example,英国
"""
ARABIC = """اسم المنظمة\tالبريد الإلكتروني\tالدولة
Specimen Amber\toffice@amber.example\tبيلاروسيا
Specimen Birch\tinfo@birch.example\tبولندا
Specimen Cedar\tpost@cedar.example\tالمملكة المتحدة
"""
FRONT_MATTER = """---
title: Members
signatories:
  - org: Specimen Amber
    link: https://amber.example
    email: office@amber.example
    country: Belarus
  - org: Specimen Birch
    email: info@birch.example
    country: Poland
  - org: Specimen Cedar
    email: post@cedar.example
    country: UK
---
# Our members
"""
TWO_ADDRESSES = """Organisation,Contact 1 name,Contact 1 email,Contact 2 name,Contact 2 email,Country
Specimen Amber,Ada,office@amber.example,Bo,second@amber.example,Belarus
Specimen Birch,,,Cy,info@birch.example,Poland
Specimen Cedar,Di,post@cedar.example,,,UK
"""
ALTERNATING = "Organisation\nE-mail\n" + "".join(
    f"{name}\n{address}\n" for name, address in zip(NAMES, ADDRESSES, strict=True)
)
COMMAS = """Specimen Amber, Belarus, office@amber.example
Specimen Birch, info@birch.example, Poland
Specimen Cedar, post@cedar.example, UK
"""
UNHELPFUL = """Wie heißt ihr?;Wo erreichen wir euch?;Woher kommt ihr?
Specimen Amber;office@amber.example;Belarus
Specimen Birch;info@birch.example;Polen
Specimen Cedar;post@cedar.example;Schottland
"""

CYRILLIC_ROWS = tuple(zip(("Прыклад Бурштын", "Пример Берёза", "Приклад Кедр"), ADDRESSES, CODES, strict=True))
LISTS: dict[str, Callable[[], CoalitionList]] = {
    "form export": lambda: CoalitionList(GOOGLE_FORM.encode()),
    "customer database": lambda: CoalitionList(CRM_EXPORT.encode()),
    "Russian Excel": lambda: CoalitionList(RUSSIAN_EXCEL.encode("windows-1251"), CYRILLIC_ROWS),
    "Russian, KOI8": lambda: CoalitionList(
        RUSSIAN_EXCEL.replace("№", "N").encode("koi8-r", "replace").replace(b"?", b"i"),
        (("Прыклад Бурштын", *CYRILLIC_ROWS[0][1:]), *CYRILLIC_ROWS[1:]),
    ),
    "membership workbook": lambda: CoalitionList(workbook(MEMBERSHIP)),
    "workbook by country": lambda: CoalitionList(workbook(GROUPED)),
    "YAML of a site": lambda: CoalitionList(STATIC_SITE.encode()),
    "YAML by key": lambda: CoalitionList(YAML_BY_KEY.encode()),
    "JSON of an interface": lambda: CoalitionList(API.encode()),
    "JSON by lines": lambda: CoalitionList(JSON_LINES.encode()),
    "table program": lambda: CoalitionList(AIRTABLE.encode()),
    "table out of a document": lambda: CoalitionList(FROM_WORD.encode()),
    "Markdown": lambda: CoalitionList(MARKDOWN.encode()),
    "lines": lambda: CoalitionList(LINES.encode()),
    "one column": lambda: CoalitionList(workbook(ONE_COLUMN)),
    "recipients of a mail": lambda: without_countries(RECIPIENTS.encode()),
    "blocks of lines": lambda: CoalitionList(BLOCKS.encode()),
    "cards": lambda: CoalitionList(CARDS.encode()),
    "no headings": lambda: CoalitionList(NO_HEADINGS.encode()),
    "Italian": lambda: CoalitionList(ITALIAN.encode("windows-1252")),
    "Chinese": lambda: CoalitionList(CHINESE.encode("utf-16")),
    "front matter": lambda: CoalitionList(FRONT_MATTER.encode()),
    "two columns of addresses": lambda: CoalitionList(TWO_ADDRESSES.encode()),
    "a name, then its address": lambda: without_countries(ALTERNATING.encode()),
    "commas in any order": lambda: CoalitionList(COMMAS.encode()),
    "Arabic": lambda: CoalitionList(ARABIC.encode()),
}
