"""Which passwords will do: long, on no list of leaked ones, hard to guess. Nothing leaves this machine.

Sources: NIST SP 800-63B, 3.1.1.2 (length and blocklist instead of rules of composition);
Wheeler, "zxcvbn: Low-Budget Password Strength Estimation" (USENIX Security 2016).
"""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _
from zxcvbn import zxcvbn
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from petition.core.text import normalise

SHORTEST, LONGEST = 12, 256
ENOUGH = 3  # of zxcvbn's 0 to 4: "safely unguessable"
# What follows is not looked at: zxcvbn tries every way to read figures as letters, seconds long for its own 72.
JUDGED = 32
LEAKED = frozenset(FREQUENCY_LISTS["passwords"])
# The Russian and Belarusian layouts over the Latin one: "пароль" is typed where "gfhjkm" is, and both
# are on every list.
LATIN_KEYS = str.maketrans(
    "йцукенгшщзхъфывапролджэячсмитьбюёіўЙЦУКЕНГШЩЗХЪФЫВАПРОЛДЖЭЯЧСМИТЬБЮЁІЎ",
    "qwertyuiop[]asdfghjkl;'zxcvbnm,.`boQWERTYUIOP[]ASDFGHJKL;'ZXCVBNM,.`BO",
)

TOO_SHORT = _("Use at least %(number)s characters. Four or five unrelated words are good.")
TOO_LONG = _("Use at most %(number)s characters.")
IS_LEAKED = _("This password is on a list of leaked passwords, which is what attackers try first. Choose another one.")
TOO_EASY = _("This password is easy to guess.")
# What zxcvbn says, in our own words and in every language of the interface.
WORDS = {
    "Straight rows of keys are easy to guess.": _("Keys in a row are easy to guess."),
    "Short keyboard patterns are easy to guess.": _("Short keyboard patterns are easy to guess."),
    "Use a longer keyboard pattern with more turns.": _("Use words rather than a pattern on the keyboard."),
    'Repeats like "aaa" are easy to guess.': _("Repetitions such as “aaa” are easy to guess."),
    'Repeats like "abcabcabc" are only slightly harder to guess than "abc".': _(
        "A repetition such as “abcabcabc” is only slightly harder to guess than “abc”."
    ),
    "Avoid repeated words and characters.": _("Avoid repeated words and characters."),
    'Sequences like "abc" or "6543" are easy to guess.': _("Sequences such as “abc” or “6543” are easy to guess."),
    "Avoid sequences.": _("Avoid sequences."),
    "Recent years are easy to guess.": _("Recent years are easy to guess."),
    "Avoid recent years.": _("Avoid recent years."),
    "Avoid years that are associated with you.": _("Avoid years that relate to you."),
    "Dates are often easy to guess.": _("Dates are often easy to guess."),
    "Avoid dates and years that are associated with you.": _("Avoid dates and years that relate to you."),
    "This is a top-10 common password.": _("This is one of the ten most common passwords."),
    "This is a top-100 common password.": _("This is one of the hundred most common passwords."),
    "This is a very common password.": _("This is a very common password."),
    "This is similar to a commonly used password.": _("This resembles a password that many people use."),
    "A word by itself is easy to guess.": _("A single word is easy to guess."),
    "Names and surnames by themselves are easy to guess.": _("A single name is easy to guess."),
    "Common names and surnames are easy to guess.": _("Common names are easy to guess."),
    "Capitalization doesn't help very much.": _("Capital letters hardly help."),
    "All-uppercase is almost as easy to guess as all-lowercase.": _(
        "All capital letters are almost as easy to guess as all small ones."
    ),
    "Reversed words aren't much harder to guess.": _("Words spelled backwards are only slightly harder to guess."),
    "Predictable substitutions like '@' instead of 'a' don't help very much.": _(
        "Common substitutions such as “@” for “a” hardly help."
    ),
    "Add another word or two. Uncommon words are better.": _("Add another word or two, preferably uncommon ones."),
    "Use a few words, avoid common phrases.": _("Use several words, not a common phrase."),
    "No need for symbols, digits, or uppercase letters.": _("Symbols, digits and capital letters are not needed."),
}


def normalise_password(password: str) -> str:
    """The form that is hashed (NFKC), the same from every keyboard and system."""
    return normalise("NFKC", password)


def password_faults(password: str, personal: list[str]) -> list[str]:
    """Why a normalised password will not do, each with help, in the interface's language; empty if it will.

    ``personal`` is what a guesser would try for this person: the address, names, the site's name.
    """
    if len(password) < SHORTEST:
        return [TOO_SHORT % {"number": SHORTEST}]
    if len(password) > LONGEST:
        return [TOO_LONG % {"number": LONGEST}]
    if any(spelling.lower() in LEAKED for spelling in (password, password.translate(LATIN_KEYS))):
        return [str(IS_LEAKED)]
    worst = min(
        (_estimate_strength(spelling, personal) for spelling in _password_variants(password)),
        key=lambda found: found["score"],
    )
    return _advice(worst["feedback"]) if worst["score"] < ENOUGH else []


def _password_variants(password: str) -> set[str]:
    return {password[:JUDGED], password.translate(LATIN_KEYS)[:JUDGED]}


def _estimate_strength(password: str, personal: list[str]) -> dict[str, Any]:
    return dict(zxcvbn(password, user_inputs=personal, max_length=JUDGED))


def _advice(feedback: dict[str, Any]) -> list[str]:
    said = [feedback["warning"] or None, *feedback["suggestions"]]
    words = [str(WORDS[text]) for text in said if text in WORDS]
    return [" ".join(words if feedback["warning"] else [str(TOO_EASY), *words])]
