"""Fetching a page also checks the page: whatever a test is about, no page it sees may be broken."""

from __future__ import annotations

import json
import re
import time
from contextvars import Context
from itertools import pairwise
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import html5lib
import lxml.html
from flask import Flask, has_app_context
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from petition import worker
from petition.core import received_forms
from petition.core.db import db

HERE = "127.0.0.1"
PARSER = lxml.html.HTMLParser(encoding="utf-8", remove_comments=True)
# Words between tags, and values of attributes in quotes that hold nothing but what may stand there.
WORDING = re.compile(r'(?<==)"[^"&<>]*"|(?<=>)[^<>&]+')
sound_skeletons: set[int] = set()
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
# A day, a moment with its zone, or one without; a second has three digits behind the point at most (HTML, 2.3.5).
TIME = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)?)?")
LOADING = {
    "script": "src",
    "img": "src",
    "link": "href",
    "iframe": "src",
    "source": "src",
    "audio": "src",
    "video": "src",
}


class CheckedClient(FlaskClient):
    """A client for which an unsound page is a failure. It keeps the last page to fill in its forms."""

    page: Page | None = None
    # A worker acts on forms at once; a test of what the web process does alone takes it away.
    has_worker = True
    # Long walks through pages that other tests look at leave that out: it takes as long as to make the page.
    has_checks = True

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        """Sends a request; checks the page that comes back."""
        if has_app_context():
            # The test's own transaction ends here: a request is another connection, as in life.
            db.session.rollback()
        kwargs.setdefault("base_url", self.application.config["PUBLIC_URL"])
        response = Context().run(super().open, *args, **{**kwargs, "buffered": True})
        if self.has_worker and response.request.method == "POST":
            Context().run(act_on_forms, self.application)
        if (
            self.has_checks
            and response.mimetype == "text/html"
            and not 300 <= response.status_code < 400
            and response.data
        ):
            self.page = Page(response.get_data(as_text=True))
            self.page.check()
        return response

    def send(self, action: str, number: int = 0, **values: Any) -> TestResponse:
        """Fills in a form of the last page and posts it to ``action``; unnamed fields keep their values."""
        assert self.page is not None, "fetch a page first"
        filled = self.page.form(number if action == "" else action).values()
        for name, value in values.items():
            filled.pop(name, None)
            if value is not None:
                filled[name] = value
        return self.post(action, data=filled)


def act_on_forms(app: Flask) -> None:
    """Does what a worker does within a second: acts on the forms that were received, each of them."""
    with app.app_context():
        while worker.read_without_lock(received_forms.has_due_forms) and not worker.is_read_only():
            if not received_forms.act_on_next_forms():
                time.sleep(0.01)  # another one is at it
            db.session.commit()
        db.session.rollback()
        put_off = select(received_forms.ReceivedForm.id).where(received_forms.ReceivedForm.attempts > 0)
        assert worker.read_without_lock(lambda: db.session.scalar(put_off)) is None, "a form could not be acted on"


def find_syntax_errors(text: str) -> list[object]:
    """What the HTML standard calls parse errors; looked for once in pages that differ only in what they say.

    They are in the tags and in how these follow each other, or at an ampersand.
    """
    skeleton = hash(WORDING.sub(" ", text))
    if skeleton in sound_skeletons:
        return []
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    parser.parse(text)
    errors = [error for error in parser.errors if error[1] != "unknown-doctype"]
    if not errors:
        sound_skeletons.add(skeleton)
    return errors


class Page:
    """A page as a browser reads it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.errors = find_syntax_errors(text)
        # lxml reads what has no error as html5lib does, in a thirtieth of the time.
        self.root: Element = lxml.html.document_fromstring(text.encode(), parser=PARSER)

    def check(self) -> None:
        """Asserts what holds for every page."""
        assert self.errors == [], self.errors[:3]
        assert self.root.get("lang"), "the page says no language"
        titles = [title.text or "" for title in self.root.iter("title")]
        assert len(titles) >= 1 and titles[0].split("·")[0].strip(), "the page has no title"
        assert len(list(self.root.iter("h1"))) == 1, "a page has one h1"
        self._check_ids()
        self._check_headings()
        self._check_times()
        self._check_labels()
        self._check_nothing_inline()
        self._check_nothing_from_elsewhere()

    def all(self, tag: str) -> list[Element]:
        """Every element of a kind."""
        return list(self.root.iter(tag))

    def words(self) -> str:
        """What there is to read in the body, with single spaces."""
        body = self.root.find("body")
        return " ".join("".join(body.itertext()).split()) if body is not None else ""

    def form(self, which: int | str) -> Form:
        """A form, by its number among those that post, or by the end of its address."""
        forms = [Form(one) for one in self.all("form") if one.get("method", "get").lower() == "post"]
        if isinstance(which, int):
            return forms[which]
        for form in forms:
            if form.action == which:
                return form
        return forms[0]

    def _check_ids(self) -> None:
        ids = [named for element in self.root.iter() if (named := element.get("id"))]
        assert len(ids) == len(set(ids)), f"ids twice: {sorted({one for one in ids if ids.count(one) > 1})}"
        for element in self.root.iter():
            for name in ("aria-describedby", "aria-labelledby", "aria-controls", "for", "aria-errormessage"):
                for target in (element.get(name) or "").split():
                    assert target in ids, f"{element.tag} {name} points to {target}, which is not there"
        for link in self.all("a"):
            href = link.get("href") or ""
            if href.startswith("#") and len(href) > 1:
                assert href[1:] in ids, f"a link leads to {href}, which is not there"

    def _check_headings(self) -> None:
        levels = [int(one.tag[1]) for one in self.root.iter() if one.tag in HEADINGS]
        for above, level in pairwise(levels):
            assert level <= above + 1, f"h{level} follows h{above}"

    def _check_times(self) -> None:
        for one in self.all("time"):
            assert TIME.fullmatch(one.get("datetime") or ""), f"no machine reads the time {one.get('datetime')}"

    def _check_labels(self) -> None:
        labelled = {label.get("for") for label in self.all("label")}
        inside = {field for label in self.all("label") for field in label.iter()}
        for field in [*self.all("input"), *self.all("select"), *self.all("textarea")]:
            if field.get("type") in ("hidden", "submit"):
                continue
            named = field.get("aria-label") or field.get("aria-labelledby")
            assert named or field.get("id") in labelled or field in inside, f"{field.get('name')} has no label"

    def _check_nothing_inline(self) -> None:
        assert not self.all("style"), "a style element"
        for element in self.root.iter():
            assert element.get("style") is None, f"an inline style on {element.tag}"
            handlers = [name for name in element.attrib if name.lower().startswith("on")]
            assert not handlers, f"an inline script on {element.tag}: {handlers}"
            assert not (element.get("href") or "").lower().startswith("javascript:")
        for script in self.all("script"):
            if script.get("type") == "application/ld+json":
                json.loads(script.text or "")
            else:
                assert script.get("src") and not (script.text or "").strip(), "an inline script"

    def _check_nothing_from_elsewhere(self) -> None:
        for tag, attribute in LOADING.items():
            for element in self.all(tag):
                if tag == "link" and element.get("rel") in ("canonical", "alternate"):
                    continue
                host = urlsplit(element.get(attribute) or "").hostname
                assert host in (None, HERE), f"{tag} loads from {host}"


class Form:
    """A form of a page, with what stands in its fields."""

    def __init__(self, element: Element) -> None:
        self.element = element
        self.action = element.get("action") or ""

    def values(self) -> dict[str, Any]:
        """What a browser would send if nobody touched a thing."""
        sent: dict[str, Any] = {}
        for field in self.element.iter():
            name, kind = field.get("name"), field.get("type")
            if not name or (kind in ("checkbox", "radio") and field.get("checked") is None):
                continue
            if field.tag == "input" and kind not in ("submit", "image"):
                sent[name] = field.get("value") or ("on" if kind == "checkbox" else "")
            elif field.tag == "textarea":
                sent[name] = re.sub(r"^\n", "", "".join(field.itertext()))
            elif field.tag == "select":
                options = [one for one in field.iter("option") if one.get("selected") is not None]
                options = options or list(field.iter("option"))
                sent[name] = options[0].get("value") or "" if options else ""
        return sent
