"""Files: every form takes what it says, the server and the proxy in front take that too and not much more."""

from __future__ import annotations

import re

from flask import Flask

import make
import make_evidence
from make_evidence import file, png, sent
from page import CheckedClient
from petition import serve
from petition.config import ROOT
from petition.core.access import LARGEST
from petition.signing.letters import MOST_BYTES

MEBIBYTE = 1024 * 1024


def largest(app: Flask) -> int:
    return max(getattr(view, LARGEST, 0) for view in app.view_functions.values())


def test_it_takes_the_largest_form_everywhere_and_not_much_more(app: Flask) -> None:
    assert MOST_BYTES < largest(app) <= serve.LARGEST_BODY < 2 * largest(app)
    proxy = re.search(r"client_max_body_size (\d+)m;", (ROOT / "deploy" / "nginx.conf").read_text())
    assert proxy is not None and largest(app) <= int(proxy[1]) * MEBIBYTE < 2 * largest(app)


def test_it_tells_beside_the_field_that_a_logo_is_too_large(app: Flask, client: CheckedClient) -> None:
    make.statement()
    _made, mine = make_evidence.listed(client)
    client.get(f"{mine}/entry")
    large = file(png() + b"\0" * 3 * MEBIBYTE)
    answer = sent(client, f"{mine}/entry", logo=large, show_logo="y", acronym="LCN")
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422 and "larger than 2 MB" in text and "LCN" in text


def test_it_says_that_a_file_is_too_large(app: Flask, client: CheckedClient) -> None:
    make.statement()
    _made, mine = make_evidence.listed(client)
    client.get(mine)
    answer = sent(client, f"{mine}/letter", letter=file(b"%PDF-1.4" + b"0" * 6 * MEBIBYTE, "letter.pdf"))
    assert answer.status_code == 413 and "choose a smaller file" in answer.get_data(as_text=True)
