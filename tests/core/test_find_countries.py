"""Countries and regions by the names that people write: one table for texts, lists and forms."""

from __future__ import annotations

import re

import pytest
from babel import Locale
from hypothesis import given, strategies

from petition.core import countries, country_names
from petition.core.countries import find_countries, find_country, find_region

LANGUAGES = ("en", "fr", "es", "de", "ru", "uk", "be", "ar", "zh", "pl", "it", "pt", "tr", "nl", "cs", "lt")
OTHER = {
    "GB": "Scotland|Wales|England|Northern Ireland|UK|U.K.|Великобритания|United Kingdom of Great Britain and Northern Ireland",
    "PS": "Palestine|State of Palestine|occupied Palestinian territory|Палестина",
    "XK": "Kosovo|Kosova|Kosovo (under UNSCR 1244)|Kosovo*",
    "TW": "Taiwan|Taiwan, Province of China|Тайвань|Republic of China",
    "KR": "Republic of Korea|South Korea|Korea, Republic of|Korea",
    "KP": "North Korea|DPRK|Korea (Democratic People's Republic of)",
    "BA": "Bosnia and Herzegovina|Bosnia & Herzegovina|BiH|Bosna i Hercegovina|Bosnia-Herzegovina",
    "CZ": "Česko|Cesko|Czech Republic|the Czech Republic|Чехия|CZECHIA",
    "GM": "The Gambia|Gambia|Gambia, The",
    "US": "U.S.A.|USA|usa|US|United States of America|США|ЗША|EEUU|EE. UU.|The United States",
    "NL": "Holland|the Netherlands|Les Pays-Bas|Голландия",
    "MM": "Burma|Myanmar|Myanmar (Burma)",
    "SZ": "Swaziland|Eswatini",
    "CI": "Ivory Coast|Côte d'Ivoire|Cote d’Ivoire|COTE D'IVOIRE",
    "CV": "Cabo Verde|Cape Verde",
    "CD": "DRC|DR Congo|D.R. Congo|Congo-Kinshasa|RDC|République démocratique du Congo|"
    "Congo, Democratic Republic of the|Democratic Republic of the Congo",
    "CG": "Congo|Republic of the Congo|Congo-Brazzaville",
    "MK": "Macedonia|North Macedonia|FYROM",
    "TR": "Turkey|Türkiye|TURKIYE",
    "TL": "East Timor|Timor-Leste",
    "VA": "Vatican|Holy See",
    "MO": "Macau|Macao",
    "HK": "Hong Kong|Hongkong|香港",
    "VN": "Viet Nam|Vietnam|Việt Nam",
    "RU": "Russian Federation|РФ|Российская Федерация|RUS",
    "BY": "Belorussia|Белоруссия|РБ|Рэспубліка Беларусь|Republic of Belarus|Беларуси|Беларусі|Білорусь|Białorusi|BLR",
    "DE": "BRD|Federal Republic of Germany|DEUTSCHLAND|DE",
    "CH": "Schweiz|Suisse|Svizzera|die Schweiz",
    "BR": "Brasil",
    "AT": "Österreich|Osterreich|Oesterreich",
    "HR": "Hrvatska",
    "KG": "Киргизия|Kyrgyz Republic",
    "MD": "Молдавия|Moldova, Republic of|Republic of Moldova|République de Moldova",
    "UA": "України|Украины|Ukraine|the Ukraine",
    "IR": "Iran, Islamic Republic of|Islamic Republic of Iran",
    "VE": "Venezuela (Bolivarian Republic of)",
    "LC": "Saint Lucia|St. Lucia|St Lucia",
    "GE": "Georgia|Грузии|საქართველო",
    "JO": "Jordan",
    "GN": "Guinea",
    "IT": "l'Italie|Italia|IT",
    "PL": "Республика Польша|Польши|Polska",
    "TD": "Chad|Čad|Чад",
}
NO_COUNTRIES = (
    "", " ", "in", "is", "no", "de", "us", "uk", "it", "be", "car", "vs", "all", "rok", "the", "Republic of", "Land",
    "Brest", "Viasna", "Anna", "America", "Europe", "Virgin Islands", "Belarus Watch", "State of Georgia", "(", "1",
    "Belarus / Lithuania", "x" * 100_000,
)  # fmt: skip


def test_it_finds_every_country_by_its_name_in_many_languages() -> None:
    for language in LANGUAGES:
        for code, name in Locale.parse(language).territories.items():
            if country_names.is_country(code):
                for written in (name, name.upper(), f" {name} "):
                    assert find_country(written) == code, (language, written)


def test_it_finds_countries_by_what_people_call_them_besides() -> None:
    for code, names in OTHER.items():
        assert {name: find_country(name) for name in names.split("|")} == dict.fromkeys(names.split("|"), code)


def test_it_takes_no_other_word_for_a_country() -> None:
    assert [word for word in NO_COUNTRIES if find_country(word)] == []


def test_it_finds_every_country_by_its_codes() -> None:
    codes = {code for code in Locale.parse("en").territories if re.fullmatch("[A-Z]{2}", code)}
    assert countries.country_codes() == codes - country_names.NO_COUNTRY
    assert all(find_country(code) == code for code in countries.country_codes())


def test_it_finds_several_countries() -> None:
    cases = {
        "Belarus / Lithuania": ("BY", "LT"),
        "Belarus and Poland": ("BY", "PL"),
        "Беларусь і Польшча": ("BY", "PL"),
        "Deutschland/Österreich": ("DE", "AT"),
        "Serbia, Bosnia and Herzegovina and Kosovo": ("RS", "BA", "XK"),
        "Trinidad and Tobago": ("TT",),
        "Germany – Poland": ("DE", "PL"),
        "Belarus, Europe": ("BY",),
        "England, UK": ("GB",),
        "Belarus, Vilnius": (),
        "Europe": (),
        "": (),
    }
    assert {written: find_countries(written) for written in cases} == cases


def test_it_knows_regions_and_keeps_their_wording() -> None:
    regions = ("Global", "International", "Worldwide", "Europe", "EU", "Africa", "Latin America", "MENA", "the Balkans",
               "Міжнародная", "Европа", "Weltweit", "Amérique latine", "Internacional", "Świat", "عالمي", "全球",
               "Western Africa", "America")  # fmt: skip
    assert [find_region(f" {region} ") for region in regions] == list(regions)
    assert [word for word in ("Belarus", "eu", "lac", "Viasna", "", "Eur", "Europe Watch") if find_region(word)] == []


def test_it_leaves_no_name_undecided_that_two_countries_have() -> None:
    assert country_names.disputed_names() == {}


def test_it_keeps_what_the_program_would_write() -> None:
    assert countries.NAMES.read_text(encoding="utf-8") == country_names.names_file()


@pytest.mark.filterwarnings("error")
@given(strategies.text(max_size=60))
def test_it_reads_any_text_at_all(written: str) -> None:
    code = find_country(written)
    assert code is None or code in countries.country_codes()
    assert set(find_countries(written)) <= countries.country_codes()
    assert not (code and find_region(written))


def test_it_knows_no_code_that_no_country_has() -> None:
    assert [code for code in ("XXX", "XUU", "XYY", "EUE") if find_country(code)] == []
