"""Numbers and dates in the language of whoever reads, whichever language a template was compiled in."""

from __future__ import annotations

from contextvars import Context

import pytest
from flask import Flask
from jinja2 import Template

SAMPLES = ("{{ 1000 | number }}", "{{ (1000 | number)[1:-3] }}", "{{ '2026-09-01' and 12345 | number }}")


@pytest.mark.parametrize("sample", SAMPLES)
@pytest.mark.parametrize("first", ["be", "en", "fr"])
def test_it_groups_them_as_the_language_of_the_page_does(app: Flask, first: str, sample: str) -> None:
    def render(language: str) -> str:
        with app.test_request_context(f"/{language}/privacy"):
            return str(template.render())

    template = Context().run(compile_in, app, first, sample)
    read = {language: Context().run(render, language) for language in (first, "en", "be", "fr")}
    assert "," in read["en"]
    assert "\N{NO-BREAK SPACE}" in read["be"]
    assert "\N{NARROW NO-BREAK SPACE}" in read["fr"]


def compile_in(app: Flask, language: str, sample: str) -> Template:
    with app.test_request_context(f"/{language}/privacy"):
        return app.jinja_env.from_string(sample)
