"""What Flask-Security says, in plain English and in Belarusian."""

from __future__ import annotations

import gettext
import re
from pathlib import Path
from typing import Any

import flask_security
import pytest
from babel.messages.pofile import read_po

from petition.accounts.security import TRANSLATIONS

THEIRS = Path(flask_security.__file__).parent / "translations" / "flask_security.pot"


def sentences(path: Path) -> dict[str, str]:
    with path.open("rb") as file:
        return {str(message.id): str(message.string) for message in read_po(file) if message.id}


def test_it_has_every_sentence_in_belarusian() -> None:
    ours = sentences(TRANSLATIONS / "be" / "LC_MESSAGES" / "flask_security.po")
    assert set(ours) == set(sentences(THEIRS))
    assert all(ours.values())


@pytest.mark.parametrize("language", ["be", "en"])
def test_it_is_compiled_from_what_is_written(language: str) -> None:
    folder = TRANSLATIONS / language / "LC_MESSAGES"
    with (folder / "flask_security.mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)
    for sentence, translated in sentences(folder / "flask_security.po").items():
        assert compiled.gettext(sentence) == translated
        assert set(re.findall(r"%\(\w+\)[sd]", translated)) <= set(re.findall(r"%\(\w+\)[sd]", sentence))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Signing in did not work: the address or the password is wrong."),
        ("be", "Увайсці не ўдалося: няправільны адрас або пароль."),
    ],
)
def test_it_says_so_at_sign_in(browser: Any, clock: Any, language: str, said: str) -> None:
    browser.client.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
    answer = browser.give_password(password="not-the-password-at-all")
    assert f'<html lang="{language}"' in answer.text
    assert said in answer.text
