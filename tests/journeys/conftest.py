"""A real server, a real browser, and nothing between them."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect, sync_playwright
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

import services
from journeys.coalition import gather
from journeys.places import AT_WORK, DESK, ENTRANCE, WORK
from journeys.site import Site, serving

# What Playwright turns off, which is said again because the last list counts; and the browser's own pages behind its
# address bar, which nobody sees and which would be loaded anew for every window, for half of what a visit costs.
OFF = (
    "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter", "PaintHolding", "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect", "OptimizationHints", "NetworkTimeServiceQuerying", "AimEnabled",
    "PreconnectToSearch", "WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup",
)  # fmt: skip
ARGUMENTS = (
    "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--no-first-run", f"--disable-features={','.join(OFF)}",
)  # fmt: skip
FORGET = "localStorage.clear(), sessionStorage.clear()"
LOCALES = {"en": "en-GB", "be": "be-BY"}
HEIGHT = 800
# Of milliseconds; what is there is never waited for, and a machine that does much else takes its time.
PATIENCE = 20_000


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
    expect.set_options(timeout=PATIENCE)
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


class Windows:
    """Windows that go from place to place, each visit as if it were the first: to open one costs more than to look."""

    def __init__(self, browser: Browser) -> None:
        self._browser, self._open = browser, dict[tuple[str, bool], Page]()

    def open(self, language: str, state: StorageState | None) -> Page:
        """A window with nothing kept in it but what a sign-in left; at the desk or anywhere, in a language."""
        key = (language, state is not None)
        if key not in self._open:
            context = self._browser.new_context(locale=LOCALES[language], reduced_motion="reduce")
            context.set_default_timeout(PATIENCE)
            self._open[key] = context.new_page()
        page = self._open[key]
        page.context.clear_cookies()
        if state is not None:
            page.context.add_cookies(state["cookies"])  # type: ignore[arg-type]
        page.set_viewport_size({"width": 1280, "height": HEIGHT})
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        return page


@pytest.fixture(scope="session")
def windows(browser: Browser) -> Windows:
    """The windows of this process."""
    return Windows(browser)


@pytest.fixture
def window_for(
    visit: Callable[..., Page], site: Site, browser: Browser, windows: Windows
) -> Iterator[Callable[..., Page]]:
    """Gives a window to look at a place in: one that others were looked at in, except where people sign in."""
    given: list[Page] = []

    def window_for(place: str, language: str) -> Page:
        if place in ENTRANCE:
            return visit(language=language)
        given.append(windows.open(language, site.signed_in(browser) if place in DESK or place in WORK else None))
        return given[-1]

    yield window_for
    for page in given:
        page.evaluate(FORGET)
        # Nothing that the page does goes on behind the tests that follow.
        page.goto("about:blank")
