"""What a window asks for, what it keeps, and what it complains about."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

KEPT = "localStorage.length + sessionStorage.length"
LOADED = ("script", "stylesheet", "image", "font", "other")


class Ear:
    """Listens to a window from before its first page, until it is left."""

    def __init__(self, page: Page) -> None:
        self.addresses: list[str] = []
        self.complaints: list[str] = []
        self._page = page
        self._heard: dict[str, Callable[[Any], None]] = {
            "request": lambda request: self.addresses.append(request.url),
            "requestfailed": lambda request: self._failed(request.url, request.failure),
            "response": lambda response: self._answered(response.request.resource_type, response.status, response.url),
            "pageerror": lambda error: self.complaints.append(str(error)),
            "console": lambda message: self._said(message.type, message.text),
        }

    def __enter__(self) -> Ear:
        for happens, hear in self._heard.items():
            self._page.on(happens, hear)  # type: ignore[call-overload]
        return self

    def __exit__(self, *_: object) -> None:
        for happens, hear in self._heard.items():
            self._page.remove_listener(happens, hear)

    def _failed(self, url: str, why: str | None) -> None:
        # What a page still asks when one leaves it is given up by the browser.
        if why != "net::ERR_ABORTED":
            self.complaints.append(f"failed: {url}")

    def _answered(self, kind: str, status: int, url: str) -> None:
        if kind in LOADED and status >= 400:
            self.complaints.append(f"{status}: {url}")

    def _said(self, kind: str, text: str) -> None:
        # A page that says what is wrong has a status that says so too; files are looked at above.
        if kind in ("error", "warning") and "Failed to load resource" not in text:
            self.complaints.append(f"{kind}: {text}")

    def faults(self, here: str) -> list[str]:
        """The complaints so far, and what was asked of others than this site."""
        return [*self.complaints, *(url for url in self.addresses if not url.startswith(f"{here}/"))]


def things_kept(page: Page) -> list[object]:
    """The cookies and whatever else a page has left in the browser."""
    return [*page.context.cookies(), *[KEPT] * page.evaluate(KEPT)]
