"""The letters of a text of which nobody says how they are encoded."""

from __future__ import annotations

import codecs
import re
import unicodedata
from itertools import pairwise

from charset_normalizer import from_bytes

BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Characters that stand in no text.
BINARY = re.compile("[\x00-\x08\x0e-\x1f]")
ISO_2022 = b"\x1b$"
HIGH = re.compile(rb"[\x80-\xff]+")
LOOKED_AT = 64 * 1024
CHINESE = ("big5", "gb18030")
# What is asked about; charset-normalizer knows many more, which nobody uses, and finds them in short texts.
USUAL = (
    "cp1251", "koi8_r", "koi8_u", "iso8859_5", "cp866", "mac_cyrillic", "cp1253", "iso8859_7", "cp1255", "iso8859_8",
    "cp1256", "iso8859_6", "cp874", "cp932", "euc_jp", "euc_jis_2004", "gb18030", "big5", "cp949", "cp1250", "cp1252",
    "cp1254", "cp1257", "cp1258", "iso8859_2", "mac_roman",
)  # fmt: skip
CYRILLIC, FREQUENT = ("cp1251", "koi8_u", "iso8859_5", "cp866", "mac_cyrillic"), "оеаинтсрвліу"
RARE = 0.1
# Letters beyond ASCII of languages, by the one-byte encodings that have them; the first of equals is taken.
LATIN = {
    "cp1252": (
        "äöüßÄÖÜ", "àâæçéèêëîïôœùûüÿÀÂÆÇÉÈÊËÎÏÔŒÙÛÜŸ", "áéíóúñüÁÉÍÓÚÑÜ¿¡ºª", "ãõáéíóúâêôàçÃÕÁÉÍÓÚÂÊÔÀÇ", "àèéìòùÀÈÉÌÒÙ",
        "åäöæøéÅÄÖÆØÉ", "áðéíóúýþæöÁÐÉÍÓÚÝÞÆÖ", "éëïöüáíóúÉËÏÖÜ", "àçèéíïòóúüÀÇÈÉÍÏÒÓÚÜ·",
    ),
    "cp1250": (
        "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ", "áčďéěíňóřšťúůýžÁČĎÉĚÍŇÓŘŠŤÚŮÝŽ", "áäčďéíĺľňóôŕšťúýžÁÄČĎÉÍĹĽŇÓÔŔŠŤÚÝŽ",
        "áéíóöőúüűÁÉÍÓÖŐÚÜŰ", "čćđšžČĆĐŠŽ", "ăâîşţĂÂÎŞŢ",
    ),
    "cp1254": ("çğıöşüâîûÇĞİÖŞÜÂÎÛ",),
    "cp1257": ("ąčęėįšųūžĄČĘĖĮŠŲŪŽ", "āčēģīķļņšūžĀČĒĢĪĶĻŅŠŪŽ", "äõöüšžÄÕÖÜŠŽ"),
    "iso8859_2": (
        "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ", "áčďéěíňóřšťúůýžÁČĎÉĚÍŇÓŘŠŤÚŮÝŽ", "áäčďéíĺľňóôŕšťúýžÁÄČĎÉÍĹĽŇÓÔŔŠŤÚÝŽ",
    ),
    "mac_roman": ("äöüßÄÖÜ", "àâæçéèêëîïôœùûüÿÀÂÆÇÉÈÊËÎÏÔŒÙÛÜŸ", "áéíóúñüÁÉÍÓÚÑÜ¿¡ºª"),
}  # fmt: skip
# Of no language, and in texts of all of them.
SIGNS = frozenset("“”„‘’‚«»‹›–—…•·§°©®™€£\u00a0\u00ad")


def decode_bytes(data: bytes) -> str:
    """The text without its byte order mark; raises ValueError where the bytes are no text in any usual encoding.

    By its byte order mark, as UTF-8, as UTF-16 where every other byte says so; else as what charset-normalizer finds
    in its beginning, and in Latin letters as the encoding whose languages have most of them.
    """
    return decode_with_encoding(data)[0]


def decode_with_encoding(data: bytes) -> tuple[str, str | None]:
    """The text, and the encoding where it had to be guessed; raises ValueError as ``decode_bytes`` does."""
    encoding = next((name for mark, name in BYTE_ORDER_MARKS if data.startswith(mark)), None) or _wide_encoding(data)
    encoding = "iso2022_jp" if ISO_2022 in data[:LOOKED_AT] and not encoding else encoding
    guess = None
    try:
        text = data.decode(encoding or "utf-8")
    except UnicodeDecodeError:
        if encoding:
            raise
        text, guess = _decode_by_likeness(data)
    if BINARY.search(text):
        raise ValueError("binary")
    return text, guess


def _wide_encoding(data: bytes) -> str | None:
    start = data[:LOOKED_AT]
    even, odd = start[0::2].count(0), start[1::2].count(0)
    if not max(even, odd) or min(even, odd) * 3 > max(even, odd) or len(data) % 2:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _decode_by_likeness(data: bytes) -> tuple[str, str]:
    if b"\0" in data:
        raise ValueError("binary")
    lines = b"\n".join(line for line in data.split(b"\n") if HIGH.search(line))[:LOOKED_AT]
    for encoding in () if _stands_alone(lines) else _other_encodings(lines):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _has_other_letters(text):
            return text, encoding
    latin = _latin_encoding(lines)
    return data.decode(latin, "replace"), latin


def _stands_alone(sample: bytes) -> bool:
    """Whether most bytes beyond ASCII have none beside them, as Latin letters with marks."""
    runs = [len(run) for run in HIGH.findall(sample)]
    return sum(length for length in runs if length == 1) > sum(runs) / 2


def _other_encodings(sample: bytes, asked: tuple[str, ...] = USUAL) -> tuple[str, ...]:
    found = from_bytes(sample, cp_isolation=list(asked)).best()
    if found is None:
        return CHINESE
    beyond = [letter for letter in str(found) if letter > "\x7f"]
    # What nobody writes: parts of Korean letters are kana of EUC-JP; katakana of half width are no Japanese.
    if _share(beyond, "\u3131", "\u318e") > RARE:
        return ("euc_jp", found.encoding)
    if _share(beyond, "\uff61", "\uff9f") > RARE and "cp932" in asked:
        return _other_encodings(sample, tuple(one for one in asked if one != "cp932"))
    if _share(beyond, "\u0400", "\u04ff") > 1 - RARE:
        return (max(CYRILLIC, key=lambda name: _cyrillic_score(sample, name)),)
    return (found.encoding,)


def _cyrillic_score(sample: bytes, encoding: str) -> int:
    """How many letters are frequent ones, without those that are large behind small ones."""
    text = sample.decode(encoding, "replace")
    mixed = sum(one.islower() and other.isupper() for one, other in pairwise(text))
    return sum(text.count(letter) for letter in FREQUENT) - 2 * mixed


def _share(letters: list[str], first: str, last: str) -> float:
    return sum(first <= letter <= last for letter in letters) / max(1, len(letters))


def _has_other_letters(text: str) -> bool:
    """Whether most letters beyond ASCII are of another script than Latin."""
    letters = [letter for letter in text[:LOOKED_AT] if letter > "\x7f" and letter.isalpha()]
    latin = sum("LATIN" in unicodedata.name(letter, "") for letter in letters)
    return bool(letters) and latin * 2 < len(letters)


def _latin_encoding(sample: bytes) -> str:
    """The encoding in which most letters belong to one language; those that undo its bytes worst come last."""
    high = b"".join(HIGH.findall(sample))
    scores = {name: _share_of_language(high.decode(name, "replace"), LATIN[name]) for name in LATIN}
    return max(scores, key=lambda name: scores[name])


def _share_of_language(letters: str, alphabets: tuple[str, ...]) -> float:
    told = [letter for letter in letters if letter not in SIGNS]
    return max(sum(letter in alphabet for letter in told) / max(1, len(told)) for alphabet in alphabets)
