"""Words that number a demand: "Demand 4:", "Article 2", "§ 1", "First, …", "Во-первых", "第一", "一、"."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from petition.statements.text.numbering import Marker

LABEL = re.compile(
    r"(?i)(?:\*\*|__)?(?:(?:demand|ask|request|point|item|article|art\.|section|recommendation|principle|proposal|"
    r"call|action|clause|"
    r"патрабаванне|пункт|артыкул|требование|статья|рекомендация|вимога|стаття|żądanie|postulat|punkt|artykuł|"
    r"forderung|artikel|abschnitt|"
    r"demande|revendication|exigence|point|article|recommandation|proposition|exigencia|demanda|petición|punto|"
    r"artículo|propuesta|"
    r"exigência|reivindicação|ponto|artigo|proposta|richiesta|punto|articolo|eis|punt|krav|požadavek|bod|článek|"
    r"reikalavimas|talep|madde|"
    r"المطلب|مطلب|المادة|البند|بند|ماده|requirement)\s*(?:no\.?|nº|n°|№|nr\.?|#)?\s*|§\s*|第)"
    r"(?P<number>\d{1,2}|[一二三四五六七八九十]{1,3}|[IVX]{1,5})(?:[条條項点點个個])?(?![\w])"
    r"(?P<close>\s*[.:：)）,、—–-]+)?(?P<end>\*\*|__)?(?P<rest>\s.*|$)",
    re.DOTALL,
)
HAN = re.compile(
    r"(?:第|[（(])?(?P<number>[一二三四五六七八九十]{1,3})(?:[、．.：:，,)）]|[条條点點]\s*[：:、，]?)\s*(?P<rest>.+)",
    re.DOTALL,
)
CIRCLED = re.compile(r"(?P<number>[①-⑳❶-❿➀-➓]|\d️?⃣)\s*(?P<rest>.+)", re.DOTALL)
HAN_DIGITS = {digit: value for value, digit in enumerate("一二三四五六七八九", 1)}
ORDINALS = (
    "first|firstly|first of all;second|secondly;third|thirdly;fourth|fourthly;fifth|fifthly;sixth|"
    "sixthly;seventh;eighth;ninth;tenth",
    "erstens;zweitens;drittens;viertens;fünftens;sechstens;siebtens|siebentens;achtens;neuntens;zehntens",
    "во-первых;во-вторых;в-третьих;в-четвёртых|в-четвертых;в-пятых;в-шестых;в-седьмых;в-восьмых;в-девятых;в-десятых",
    "па-першае;па-другое;па-трэцяе;па-чацвёртае|"
    "па-чацвертае;па-пятае;па-шостае;па-сёмае;па-восьмае;па-дзявятае;па-дзясятае",
    "по-перше;по-друге;по-третє;по-четверте;по-п'яте|по-п’яте;по-шосте;по-сьоме;по-восьме;по-дев'яте|"
    "по-дев’яте;по-десяте",
    "po pierwsze;po drugie;po trzecie;po czwarte;po piąte;po szóste;po siódme;po ósme;po dziewiąte;po dziesiąte",
    "premièrement|d'abord|tout d'abord|d’abord|tout d’abord;deuxièmement|ensuite;troisièmement|"
    "enfin;quatrièmement;cinquièmement;sixièmement",
    "primero|en primer lugar|primera|primeramente;segundo|en segundo lugar|segunda;tercero|en tercer lugar|"
    "tercera;cuarto|en cuarto lugar|cuarta;"
    "quinto|en quinto lugar|quinta;sexto|sexta;séptimo|séptima;octavo|octava",
    "primeiro|em primeiro lugar|primeiramente;segundo|em segundo lugar;terceiro|em terceiro lugar;quarto|"
    "em quarto lugar;quinto",
    "primo|in primo luogo|innanzitutto;secondo|in secondo luogo;terzo|in terzo luogo;quarto|in quarto luogo;quinto",
    "ten eerste|allereerst;ten tweede;ten derde;ten vierde;ten vijfde;ten zesde",
    "för det första;för det andra;för det tredje;för det fjärde;för det femte",
    "za prvé|předně;za druhé;za třetí;za čtvrté;za páté;za šesté",
    "pirma;antra;trečia;ketvirta;penkta;šešta",
    "birincisi|birinci olarak|ilk olarak;ikincisi|ikinci olarak;üçüncüsü|üçüncü olarak;dördüncüsü;beşincisi",
    "أولا|أولاً|أوّلا|أوّلاً|اولا|اولاً;ثانيا|ثانياً|ثانيًا;ثالثا|ثالثاً|ثالثًا;رابعا|رابعاً|رابعًا;خامسا|خامساً|"
    "خامسًا;سادسا|سادساً|سادسًا;سابعا|سابعاً;ثامنا|ثامناً",
    "اول|نخست|یکم;دوم;سوم;چهارم;پنجم;ششم",
    "首先;其次;再次|最后;",
)
WORDS = {
    word.replace("أولاً", "أولاً"): place
    for row in ORDINALS
    for place, words in enumerate(row.split(";"), 1)
    for word in words.split("|")
    if word
}
WORDS |= dict.fromkeys(("أولًا", "اولًا"), 1)
ORDINAL = re.compile(
    rf"(?i)(?P<mark>\*\*|__|[*_])?(?P<word>{'|'.join(sorted(map(re.escape, WORDS), key=len, reverse=True))})"
    r"(?P<close>\s*[:：,،.)—–-]+)(?P<end>\*\*|__|[*_])?(?=\s|$)(?P<rest>.*)",
    re.DOTALL,
)


def read_label(text: str, *, is_heading: bool = False) -> Marker | None:
    """The number that the words at the start of a line stand for, or None.

    ``rest`` is the text without the words where they only number it ("Demand 4: …"); "First, …" stays whole.
    """
    circled = CIRCLED.match(text)
    if circled:
        return Marker((str(int(unicodedata.numeric(circled["number"][0]))),), "①", False, circled["rest"].strip())
    if not text or text[0].isdigit():
        return None
    if text.startswith("**") and text.endswith("**") and text.count("**") == 2:
        text = text.strip("*")
    found = LABEL.match(text)
    if found and (found["close"] or found["end"] or not found["rest"].strip() or text.lstrip("*_")[0] == "§"):
        mark = text[:2] if text[:2] in ("**", "__") and not found["end"] else ""
        return Marker((_digits(found["number"]),), ":", False, mark + found["rest"].strip())
    han = HAN.match(text)
    if han:
        return Marker((_digits(han["number"]),), "、", False, han["rest"].strip())
    word = ORDINAL.match(text)
    if word is None:
        return None
    is_label = word["close"].strip() not in (",", "،") and bool(word["rest"].strip())
    place = str(WORDS[word["word"].casefold()])
    mark = (word["mark"] or "") if not word["end"] else ""
    return Marker((place,), "ordinal", False, mark + word["rest"].strip() if is_label else text)


@lru_cache(maxsize=256)
def _digits(number: str) -> str:
    if number[0] not in "一二三四五六七八九十":
        return number
    tens, _, ones = number.partition("十") if "十" in number else ("", "", number)
    value = (HAN_DIGITS.get(tens, 1) * 10 if "十" in number else 0) + HAN_DIGITS.get(ones, 0)
    return str(value)
