"""A language is added by one command and one file."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from petition.config import ROOT
from petition.translations import catalogue, update

SPOKEN = "from petition.core.languages import INTERFACE; print(*INTERFACE)"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    for folder in ("petition", "templates"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def run(checkout: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *arguments], cwd=checkout, capture_output=True, text=True, timeout=120)


def test_it_is_spoken_once_its_catalogue_is_there(checkout: Path) -> None:
    begun = run(checkout, "-m", "petition.translations.update", "pt")
    assert begun.returncode == 0, begun.stderr
    path = checkout / "petition/translations/pt/LC_MESSAGES/messages.po"
    text = path.read_text(encoding="utf-8")
    assert "Plural-Forms: nplurals=2" in text
    assert 'msgid "Confirm my signature"\nmsgstr ""' in text
    assert not path.with_name("desk.po").exists()
    assert "pt" in run(checkout, "-c", SPOKEN).stdout.split()


@pytest.mark.parametrize("tag", ["pt-BR", "Portuguese", "xx"])
def test_it_refuses_what_is_no_language(tag: str) -> None:
    with pytest.raises(SystemExit, match=f"{tag} is not the code of a language"):
        update.main([tag])
    assert not (catalogue.HERE / tag).exists()
