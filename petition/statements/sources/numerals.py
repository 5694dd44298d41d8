"""Numbers as word processors and browsers write them before the items of a list.

Sources: ECMA-376-1, 17.18.59 (ST_NumberFormat); ODF 1.3 part 3, 19.500 (style:num-format); CSS Counter Styles Level 3.
"""

from __future__ import annotations

from collections.abc import Callable

ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip
ALPHABETS = {
    "latin": "abcdefghijklmnopqrstuvwxyz",
    "russian": "абвгдежзиклмнопрстуфхцчшщыэюя",
    "ukrainian": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
    "bulgarian": "абвгдежзийклмнопрстуфхцчшщъьюя",
    "serbian": "абвгдђежзијклљмнњопрстћуфхцчџш",
    "greek": "αβγδεζηθικλμνξοπρστυφχψω",
    "hebrew": "אבגדהוזחטיכלמנסעפצקרשת",
    "arabic": "أبتثجحخدذرزسشصضطظعغفقكلمنهوي",
    "abjad": "أبجدهوزحطيكلمنسعفصقرشتثخذضظغ",
    "thai": "กขคงจฉชซฌญฎฏฐฑฒณดตถทธนบปผฝพฟภมยรลวศษสหฬอฮ",
    "hindi": "अआइईउऊऋएऐओऔकखगघङचछजझञटठडढणतथदधनपफबभमयरलवशषसह",
}
DIGITS = {
    "arabic-indic": "٠١٢٣٤٥٦٧٨٩", "persian": "۰۱۲۳۴۵۶۷۸۹", "devanagari": "०१२३४५६७८९", "bengali": "০১২৩৪৫৬৭৮৯",
    "thai": "๐๑๒๓๔๕๖๗๘๙", "full-width": "０１２３４５６７８９", "cjk": "〇一二三四五六七八九",
}  # fmt: skip
HEAVENLY = "甲乙丙丁戊己庚辛壬癸"
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
# A list of this length is none; letters of such a number would fill a page.
LARGEST = 100_000
LONGEST = 12


def format_number(value: int, kind: str) -> str:
    """A number of a list: ``kind`` is "decimal", "zero", "roman", "circled", "cjk", "none", "digits:<script>",
    "repeat:<alphabet>" (y z aa bb), "letters:<alphabet>" (y z aa ab), any of them behind "upper-" in capitals.
    """
    if kind.startswith("upper-"):
        return format_number(value, kind.removeprefix("upper-")).upper()
    value = max(-LARGEST, min(LARGEST, value))
    if kind in ("none", "bullet"):
        return ""
    name, _colon, of = kind.partition(":")
    if name == "digits":
        return "".join(DIGITS[of][int(digit)] if digit.isdigit() else digit for digit in str(value))
    if value < 1 or name == "decimal":
        return str(value)
    writer = _WRITERS.get(name)
    return writer(value, of) if writer else str(value)


def _write_roman(value: int, _of: str) -> str:
    if value > 4999:
        return str(value)
    written = ""
    for worth, letters in ROMAN:
        written += letters * (value // worth)
        value %= worth
    return written


def _write_repeated(value: int, alphabet: str) -> str:
    letters = ALPHABETS[alphabet]
    times, place = divmod(value - 1, len(letters))
    return letters[place] * (times + 1) if times < LONGEST else str(value)


def _write_letters(value: int, alphabet: str) -> str:
    letters, written = ALPHABETS[alphabet], ""
    while value:
        value, place = divmod(value - 1, len(letters))
        written = letters[place] + written
    return written


def _write_chinese(value: int, _of: str) -> str:
    digits = DIGITS["cjk"]
    if value > 99:
        return "".join(digits[int(digit)] for digit in str(value))
    tens, ones = divmod(value, 10)
    return f"{digits[tens] if tens > 1 else ''}{'十' if tens else ''}{digits[ones] if ones else ''}"


_WRITERS: dict[str, Callable[[int, str], str]] = {
    "roman": _write_roman,
    "repeat": _write_repeated,
    "letters": _write_letters,
    "cjk": _write_chinese,
    "zero": lambda value, _of: f"{value:02}",
    "circled": lambda value, _of: CIRCLED[value - 1] if value <= len(CIRCLED) else str(value),
    "heavenly": lambda value, _of: HEAVENLY[value - 1] if value <= len(HEAVENLY) else str(value),
    "hyphens": lambda value, _of: f"- {value} -",
    "parentheses": lambda value, _of: f"({value})",
}
