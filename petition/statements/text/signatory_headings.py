"""The words above a list of signatories, and the names of countries, in the languages people use."""

from __future__ import annotations

import re
from functools import lru_cache

from babel import Locale

HEADINGS = {
    "en": (
        "signatories|signatory|signatory organisations|signatory organizations|list of signatories|"
        "the signatories|signatories to this statement|initial signatories|first signatories|"
        "founding signatories|signed|signed by|signed on behalf of|signed by the following organisations|"
        "signed by the following organizations|this statement is signed by|this statement was signed by|"
        "this statement has been signed by|the statement is signed by|the statement was signed by|"
        "undersigned|the undersigned|we the undersigned|undersigned organisations|"
        "undersigned organizations|the undersigned organisations|the undersigned organizations|"
        "organisations|organizations|signing organisations|signing organizations|endorsed by|supported by|"
        "co-signed by|cosigned by|co-signatories|signatures|supporting organisations|"
        "supporting organizations|endorsing organisations|endorsing organizations|on behalf of|signers"
    ),
    "be": (
        "падпісанты|падпісанткі і падпісанты|спіс падпісантаў|першыя падпісанты|падпісалі|падпісаліся|"
        "падпісана|заяву падпісалі|пазіцыю падпісалі|зварот падпісалі|ліст падпісалі|подпісы|"
        "арганізацыі-падпісанты|арганізацыі падпісанты|арганізацыі, якія падпісалі|"
        "арганізацыі, якія падпісалі заяву|арганізацыі, якія падпісаліся|ніжэйпадпісаныя|"
        "ніжэйпадпісаныя арганізацыі|мы, ніжэйпадпісаныя|падтрымалі|падтрымліваюць|арганізацыі|"
        "падпісаныя арганізацыі|заяву падтрымалі"
    ),
    "ru": (
        "подписанты|список подписантов|подписали|подписались|подписано|заявление подписали|"
        "обращение подписали|позицию подписали|письмо подписали|подписи|организации-подписанты|"
        "организации, подписавшие заявление|организации, подписавшие обращение|нижеподписавшиеся|"
        "нижеподписавшиеся организации|мы, нижеподписавшиеся|поддержали|организации|"
        "подписавшие организации|подписавшиеся организации|заявление поддержали"
    ),
    "uk": (
        "підписанти|список підписантів|підписали|підписалися|підписались|підписано|заяву підписали|"
        "звернення підписали|підписи|організації-підписанти|організації, що підписали заяву|"
        "організації, які підписали заяву|нижчепідписані|нижчепідписані організації|"
        "ми, що нижче підписалися|підтримали|організації|заяву підтримали"
    ),
    "de": (
        "unterzeichnende|unterzeichner|unterzeichnerinnen und unterzeichner|unterzeichner*innen|"
        "die unterzeichnenden|die unterzeichner|unterzeichnet von|unterzeichnende organisationen|"
        "die unterzeichnenden organisationen|unterzeichnerorganisationen|erstunterzeichner|"
        "erstunterzeichnende|liste der unterzeichner|gezeichnet|unterschriften|unterstützt von|"
        "organisationen"
    ),
    "fr": (
        "signataires|les signataires|liste des signataires|premiers signataires|organisations signataires|"
        "les organisations signataires|associations signataires|signé par|signée par|signatures|"
        "les soussignés|soussignés|les organisations soussignées|soutenu par|organisations"
    ),
    "pl": (
        "sygnatariusze|lista sygnatariuszy|organizacje sygnatariusze|organizacje sygnatariuszki|podpisali|"
        "podpisano|podpisy|podpisane przez|stanowisko podpisali|oświadczenie podpisali|list podpisali|"
        "apel podpisali|niżej podpisani|niżej podpisane organizacje|my, niżej podpisani|"
        "organizacje podpisane|poparli|organizacje"
    ),
    "es": (
        "firmantes|los firmantes|las firmantes|lista de firmantes|organizaciones firmantes|"
        "las organizaciones firmantes|entidades firmantes|firman|firmado por|firmado|suscriben|firmas|"
        "los abajo firmantes|abajo firmantes|las organizaciones abajo firmantes|apoyado por|organizaciones"
    ),
    "it": (
        "firmatari|i firmatari|elenco dei firmatari|lista dei firmatari|primi firmatari|"
        "organizzazioni firmatarie|le organizzazioni firmatarie|associazioni firmatarie|firmato da|firmato|"
        "firme|sottoscritto da|i sottoscritti|le organizzazioni sottoscritte|sottoscrivono|sostenuto da|"
        "organizzazioni"
    ),
    "ar": (
        "الموقعون|الموقّعون|الموقعين|الموقعون أدناه|نحن الموقعون أدناه|المنظمات الموقعة|المنظمات الموقّعة|"
        "قائمة الموقعين|وقع عليه|وقعها|التوقيعات|التواقيع|الجهات الموقعة"
    ),
}
PHRASES = frozenset(phrase for phrases in HEADINGS.values() for phrase in phrases.split("|"))
LONGEST = max(map(len, PHRASES)) + 60
FAREWELL = re.compile(
    r"(?i)(?:yours (?:sincerely|faithfully|truly)|(?:very )?sincerely|respectfully|with respect|"
    r"(?:kind |best )?regards|з павагай|с уважением|з повагою|mit freundlichen grüßen|hochachtungsvoll|"
    r"z poważaniem|z wyrazami szacunku|cordialement|respectueusement|atentamente|cordiali saluti|"
    r"مع فائق الاحترام)[,.!]?"
)

# Beyond the territories that CLDR names, what people print after an organisation's name.
OTHER_COUNTRIES = (
    "usa|us|u.s.|u.s.a.|uk|u.k.|uae|eu|drc|czech republic|the netherlands|holland|great britain|england|"
    "scotland|wales|northern ireland|republic of belarus|russian federation|republic of moldova|kosovo|"
    "palestine|tibet|international|worldwide|global|europe|regional|turkey|burma|swaziland|ivory coast|"
    "republic of ireland|рэспубліка беларусь|міжнародная|міжнародны|еўропа|зша|злучаныя штаты|"
    "вялікабрытанія|чэхія|кыргызстан|международная|международный|европа|сша|великобритания|"
    "республика беларусь|белоруссия|российская федерация|республика молдова|міжнародна|європа|"
    "велика британія|méxico|internacional|weltweit|tschechische republik|république tchèque|międzynarodowa|"
    "stany zjednoczone|usa|repubblica ceca|regno unito|دولي|دولية"
)
LANGUAGES = (
    *(
        "en",
        "be",
        "ru",
        "uk",
        "de",
        "fr",
        "pl",
        "es",
        "it",
        "ar",
        "lt",
        "lv",
        "et",
        "cs",
        "sk",
        "pt",
        "nl",
        "sv",
    ),
    *("nb", "da", "fi", "ro", "bg", "ka", "hy", "az", "kk", "tr", "hu", "el", "fa", "he", "zh", "ja"),
)
BETWEEN_COUNTRIES = re.compile(r"\s*[,;/&+|–—]\s*|\s-\s|\s+(?:and|і|й|и|та|und|et|y|e|i|oraz)\s+")
MARKUP = " #*_`=.–—-"
SUFFIX = re.compile(r"\s*[(（\[][^()（）\[\]]*[)）\]]$")


def match_heading(text: str) -> tuple[str, str] | None:
    """The heading a line begins with and what stands behind its colon, or None.

    "Signed by: Viasna, BAJ" gives ("Signed by", "Viasna, BAJ").
    """
    title, _, names = text.replace("：", ":", 1).partition(":")
    title = title.strip(MARKUP)
    if len(title) > LONGEST or _heading_key(title) not in PHRASES:
        return None
    return title, names.strip(MARKUP)


def _heading_key(title: str) -> str:
    title = SUFFIX.sub("", title).strip(" *_")
    return " ".join(title.casefold().replace("’", "'").replace("we, the", "we the").split())


def is_country(text: str) -> bool:
    """Whether text from brackets behind a name says where the organisation works."""
    parts = [part.strip().removeprefix("the ") for part in BETWEEN_COUNTRIES.split(text.casefold())]
    whole = " ".join(text.casefold().split())
    return len(text) <= 80 and (whole in _countries() or any(part in _countries() for part in parts))


@lru_cache(maxsize=1)
def _countries() -> frozenset[str]:
    names = set(OTHER_COUNTRIES.split("|"))
    for language in LANGUAGES:
        territories = Locale.parse(language).territories
        names.update(name.casefold() for code, name in territories.items() if code.isalpha())
    return frozenset(names)
