"""House rule 20, as far as a machine can keep it: words that the interface has given up do not come back."""

from __future__ import annotations

from petition.config import ROOT
from petition.desk import mail_words
from petition.translations import check, old_words


def test_no_text_says_what_the_interface_has_given_up() -> None:
    assert not check.old_word_faults()


def test_it_finds_whole_words_and_phrases_in_each_language() -> None:
    for language, text, found in (
        ("en", "2 things to mend", "mend"),
        ("en", "Let \n through: %(name)s", "Let \n through"),
        ("en", "Settled. It applies to all.", "Settled"),
        ("en", "WORDS:", "WORDS"),
        ("be", "Персанальныя даныя знішчаюцца", "знішчаюцца"),
        ("be", "Зацвердзіць даты", "Зацвердзіць"),
    ):
        (line,) = old_words.find_old_words([text], language)
        assert line.startswith(f"{language}: “{found}") and text in line


def test_it_finds_nothing_inside_other_words_or_in_placeholders() -> None:
    sound = [
        "Please amend it, we recommend",
        "This is the private link for %(whom)s",
        "Words spelled backwards are easy to guess.",
        "It takes two minutes",
        "The settlement",
    ]
    assert not old_words.find_old_words(sound, "en")


def test_it_names_every_kind_of_mail_at_the_desk() -> None:
    kinds = {path.name for path in (ROOT / "templates" / "mail").iterdir() if path.is_dir()}
    assert kinds == set(mail_words.KINDS)
