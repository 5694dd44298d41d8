"""What signatories and readers see is in one catalogue, what coordinators alone see in another."""

from __future__ import annotations

import re
from fnmatch import fnmatch
from pathlib import Path

from babel.messages import Catalog

from petition.config import ROOT
from petition.core.languages import DESK, INTERFACE
from petition.translations import catalogue

TEMPLATES = ROOT / "templates"
FETCHED = re.compile(r'{%-? (?:extends|from|import|include) "([^"]+)"')


def fetched_templates(path: Path) -> set[str]:
    return {f"templates/{name}" for name in FETCHED.findall(path.read_text(encoding="utf-8"))}


def test_it_shows_nothing_of_the_desk_on_other_pages() -> None:
    strays = {
        (source, fetched)
        for path in TEMPLATES.glob("**/*.*")
        if not catalogue.is_at_desk(source := str(path.relative_to(ROOT)))
        for fetched in fetched_templates(path)
        if catalogue.is_at_desk(fetched)
    }
    assert strays == set()


def test_it_finds_what_a_template_fetches() -> None:
    assert "templates/layouts/desk.html" in fetched_templates(TEMPLATES / "desk" / "queue.html")


def test_it_names_sources_that_are_there() -> None:
    there = [str(path.relative_to(ROOT)) for folder in ("petition", "templates") for path in (ROOT / folder).rglob("*")]
    for pattern in (*catalogue.DESK_SOURCES, *catalogue.PUBLIC_SOURCES):
        assert any(fnmatch(path, pattern) for path in there), pattern


def test_it_has_each_text_in_one_catalogue() -> None:
    public, at_desk = (ids(catalog) for catalog in catalogue.collect_texts().values())
    assert public and at_desk
    assert not public & at_desk


def test_every_language_of_the_interface_has_what_everybody_sees() -> None:
    languages = catalogue.translated_languages()
    assert set(languages[catalogue.PUBLIC]) == set(INTERFACE) - {"en"}
    assert languages[catalogue.AT_DESK] == [language for language in DESK if language != "en"]


def ids(catalog: Catalog) -> set[tuple[str, str | None]]:
    return {(str(message.id), message.context) for message in catalog if message.id}
