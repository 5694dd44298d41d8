"""What names of organisations are compared by: words without legal forms, their roots, acronyms."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from petition.core.text import ALIKE, SAME_SOUND, fold_text, sound_key, transliterate

# Letters that the orthographies around us write for one sound, in a key already made by ``sound``.
COARSE = (("iourn", "zurn"), ("szcz", "s"), ("sz", "s"), ("cz", "c"), ("ck", "k"), ("ph", "f"))
COARSE_LETTERS = str.maketrans({"e": "a", "o": "a", "c": "k", "h": "k"})

_FORMS = """
ГА МГА РГА ГГА ГО ВГО БО БФ ООО ОО РОО МОО МРОО АНО НКО НПО НГО АА ЗУ NGO NPO CSO eV gGmbH GmbH MTÜ VšĮ UAB Inc
Ltd LLC CIC asbl aisbl vzw zs zú ops sro ry rf Fundacja Stowarzyszenie Stichting Stiftung Verein
"""
_SMALL = """
a an and at by for from in of on the to with de des du la le les der die das für und im zu w z i do dla na oraz
і и й та у ў в з с па по за для на при аб о об под да от
"""
_GENERIC = """
human rights house center centre office group club forum fund union society council network institute movement
initiative project public civic civil social youth women non governmental organisation organization ngo national
international european europe belarus ukraine russia centrum zentrum fond fonds fondation
цэнтр центр фонд рада савет совет союз саюз спілка клуб дом дім права прав правы правам рух група группа
"""
# The beginnings of words that decline.
_GENERIC_STEMS = """
organisat organizat organiza organis associat asociat assoc foundat fundac committ komitet camitet initiativ iniciat
institut internat nationa movement societ belarus biełarus ukrain russian europea democra
праваабар правозащ правозах арганіз організ организ асацыя ассоциа асоціа таварыст товарист обществ грамадс громадс
камітэт комитет ініцыят инициат ініціат інстыт інститут институт міжнарод международ нацыянал национал національ
беларус белорус білорус україн украін украин россий расійс російс аб'яднан объединен об'єднан рэспублік республик
чалавек человек людин благотворит благодійн дабрачын незалежн независим моладз молодеж
"""
LEGAL_FORMS = frozenset(map(transliterate, _FORMS.split()))
SMALL_WORDS = frozenset(map(fold_text, _SMALL.split()))
MIXED_ACRONYM = 6  # letters of a word such as "BKhK", at most
ACRONYM = re.compile(r"(?<!\w)[^\W\d_]{2,10}(?!\w)")


@lru_cache(maxsize=65_536)
def latin_word(word: str) -> str:
    """``text.transliterate`` of one folded word."""
    return transliterate(word)


@lru_cache(maxsize=65_536)
def sound_of_word(word: str) -> str:
    """``text.sound_key`` of one folded word."""
    return sound_key(word)


@lru_cache(maxsize=65_536)
def word_root(word: str) -> str:
    """A coarser key than ``sound``: "Весна" and "Вясна" are one, "Charkiv" and "Харків" too.

    Vowels that Belarusian, Russian and Ukrainian exchange are one, and so are c, ch, h, k, kh.
    """
    text = sound_of_word(word)
    for spelling, one in COARSE:
        text = text.replace(spelling, one)
    text = re.sub(r"i(?=[aeou]\w)", "", text).translate(COARSE_LETTERS)
    return re.sub(r"(.)\1+", r"\1", text) or word


GENERIC_ROOTS = frozenset(word_root(fold_text(word)) for word in _GENERIC.split())
GENERIC_BEGINNING = re.compile("|".join(sorted({word_root(fold_text(stem)) for stem in _GENERIC_STEMS.split()})))
SMALL_ROOTS = frozenset(map(word_root, SMALL_WORDS))


def name_words(name: str) -> tuple[str, ...]:
    """The folded words of a name; letters with full stops are one word, legal forms left out unless all there is."""
    every = re.sub(r"\b([^\W\d]) (?=[^\W\d]\b)", r"\1", fold_text(name)).split()
    return tuple(word for word in every if latin_word(word) not in LEGAL_FORMS) or tuple(every)


def is_generic(key: str) -> bool:
    """Whether the root is of a word that many names have: "human", "centre", "association"."""
    return key in GENERIC_ROOTS or GENERIC_BEGINNING.match(key) is not None


def acronym_keys(acronym: str) -> frozenset[str]:
    """The keys of an acronym, one for each way to romanise it: "БХК", "BKhK" and "BHK" share one."""
    letters = "".join(map(latin_word, fold_text(acronym)))
    return _acronym_keys(letters.replace(" ", ""))


def _acronym_keys(letters: str) -> frozenset[str]:
    if not 2 <= len(letters) <= 12:
        return frozenset()
    readings = {letters}
    for text in (letters, letters.replace("j", "zh")):
        for spelling, one in ALIKE:
            text = text.replace(spelling, one)
        readings.add(text)
    return frozenset(reading.translate(SAME_SOUND) for reading in readings)


@dataclass(frozen=True)
class NameKeys:
    """One name of an organisation: as written, its key by sound without spaces, the roots of its words.

    ``initials`` are the keys of the acronyms that can be made of it, of three letters or more.
    """

    written: str
    sound: str
    roots: tuple[str, ...]
    initials: frozenset[str]


def name_keys(name: str) -> NameKeys:
    """A name with its keys."""
    parts = name_words(name)
    # With and without "of" and "the".
    kept = {parts, tuple(part for part in parts if part not in SMALL_WORDS)}
    made = {"".join(latin_word(part[0]) for part in some) for some in kept if len(some) >= 3}
    short = frozenset(key for acronym in made for key in _acronym_keys(acronym))
    return NameKeys(name, "".join(map(sound_of_word, parts)), tuple(dict.fromkeys(map(word_root, parts))), short)


def find_acronyms(name: str) -> list[str]:
    """Words in capitals: the whole name "BHC" or "BKhK", or one among others as in "Helsinki Committee (BHC)"."""
    found = [word for word in ACRONYM.findall(name) if word.isupper() and transliterate(word) not in LEGAL_FORMS]
    if len(name.split()) == 1:
        mixed = len(name) <= MIXED_ACRONYM and sum(letter.isupper() for letter in name) > 1
        return [name] if mixed and not found else found
    return [] if name.isupper() else found
