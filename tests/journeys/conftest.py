"""A real server, a real browser, and nothing between them."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

import services
from journeys.coalition import gather
from journeys.places import AT_WORK, DESK, WORK
from journeys.site import Site, serving

ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run",
)  # fmt: skip
LOCALES = {"en": "en-GB", "be": "be-BY"}
HEIGHT = 800
PATIENCE = 5_000  # milliseconds


@pytest.fixture(scope="session")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Site]]:
    """One running site for each kind of database, and one with a coalition at work; started when first asked for."""
    made: dict[str, Site] = {}
    with ExitStack() as opened:

        def site(kind: str) -> Site:
            if kind not in made:
                folder = tmp_path_factory.mktemp(kind)
                url = opened.enter_context(fresh_database(kind, folder))
                made[kind] = opened.enter_context(serving(url, folder))
                if kind == AT_WORK:
                    with made[kind].app.app_context():
                        made[kind].there = gather(made[kind].app)
            return made[kind]

        yield site


@pytest.fixture
def site(request: pytest.FixtureRequest, sites: Callable[[str], Site]) -> Site:
    """The site on SQLite, or on the database that the test names."""
    return sites(getattr(request, "param", "sqlite"))


@contextmanager
def fresh_database(kind: str, folder: Path) -> Iterator[str]:
    """The address of an empty database."""
    if kind != "postgresql":
        yield f"sqlite:///{folder}/journey.sqlite"
        return
    server, name = make_url(os.environ["TEST_POSTGRESQL_URL"]), f"journey_{uuid.uuid4().hex[:12]}"
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    yield server.set(database=name).render_as_string(hide_password=False)
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=services.chromium(), args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens windows of browsers that have never been here; they are closed after the test."""
    with ExitStack() as opened:

        def visit(width: int = 1280, language: str = "en", *, scripts: bool = True, **options: Any) -> Page:
            context = browser.new_context(
                viewport={"width": width, "height": HEIGHT},
                locale=LOCALES[language],
                java_script_enabled=scripts,
                reduced_motion="reduce",
                **options,
            )
            opened.callback(context.close)
            context.set_default_timeout(PATIENCE)
            return context.new_page()

        yield visit


@pytest.fixture
def visit_for(visit: Callable[..., Page], site: Site, browser: Browser) -> Callable[..., Page]:
    """Opens a window fit for a place: for the desk, one in which the coordinator has signed in."""

    def visit_for(place: str, *arguments: Any, **options: Any) -> Page:
        if place in DESK or place in WORK:
            options["storage_state"] = site.signed_in(browser)
        return visit(*arguments, **options)

    return visit_for
