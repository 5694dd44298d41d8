"""Files: every form takes what it says, the server and the proxy in front take that too and not much more."""

from __future__ import annotations

import re

from flask import Flask

import make
import make_evidence
from make_evidence import file, png, sent
from page import CheckedClient
from petition.config import ROOT
from petition.core.access import LARGEST_FILE, LARGEST_TEXT
from petition.core.request_bodies import LARGEST_BODY, LARGEST_UPLOAD, ROOM
from petition.signing.evidence.letter_files import MOST_BYTES
from petition.statements.sources.reading import MOST_BYTES as MOST_OF_DOCUMENTS

MEBIBYTE = 1024 * 1024


def test_it_takes_the_largest_form_everywhere_and_not_much_more(app: Flask) -> None:
    views = app.view_functions.values()
    files = sorted({getattr(view, LARGEST_FILE, 0) for view in views})
    assert files[-2:] == [MOST_BYTES, MOST_OF_DOCUMENTS] and MOST_BYTES < LARGEST_UPLOAD < 2 * MOST_BYTES
    taken = max(getattr(view, LARGEST_FILE, 0) + getattr(view, LARGEST_TEXT, 0) + ROOM for view in views)
    assert taken <= LARGEST_BODY < taken + 2 * MEBIBYTE
    proxy = re.search(r"client_max_body_size (\d+)m;", (ROOT / "deploy" / "nginx.conf").read_text())
    assert proxy is not None and int(proxy[1]) * MEBIBYTE == LARGEST_BODY


def test_it_tells_beside_the_field_that_a_logo_is_too_large(app: Flask, client: CheckedClient) -> None:
    make.statement()
    _made, mine = make_evidence.listed(client)
    client.get(f"{mine}/entry")
    for size in (3 * MEBIBYTE, LARGEST_UPLOAD - 64 * 1024):
        answer = sent(client, f"{mine}/entry", logo=file(png() + b"\0" * size), show_logo="y", acronym="LCN")
        text = answer.get_data(as_text=True)
        assert answer.status_code == 422 and "larger than 2 MB" in text and "LCN" in text


def test_it_tells_beside_the_field_that_a_letter_is_too_large(app: Flask, client: CheckedClient) -> None:
    make.statement()
    _made, mine = make_evidence.listed(client)
    client.get(mine)
    letter = file(b"%PDF-1.4" + b"0" * (LARGEST_UPLOAD - 64 * 1024), "letter.pdf")
    answer = sent(client, f"{mine}/letter", letter=letter)
    assert answer.status_code == 422 and "larger than 5 MB" in answer.get_data(as_text=True)


def test_it_says_what_a_form_takes_where_nothing_of_it_could_be_read(app: Flask, client: CheckedClient) -> None:
    make.statement()
    _made, mine = make_evidence.listed(client)
    client.get(mine)
    answer = sent(client, f"{mine}/letter", letter=file(b"%PDF-1.4" + b"0" * LARGEST_UPLOAD, "letter.pdf"))
    assert answer.status_code == 413 and "at most 5 MB" in answer.get_data(as_text=True)
    client.get(f"{mine}/entry")
    answer = sent(client, f"{mine}/entry", logo=file(b"0" * LARGEST_UPLOAD))
    assert answer.status_code == 413 and "at most 2 MB" in answer.get_data(as_text=True)
    answer = client.post(f"{mine}/letter", data={"letter": "0" * 300_000})
    assert answer.status_code == 413
    answer = client.post("/be/open-courts/sign", data={"name": "Я" * 256 * 1024})
    assert answer.status_code == 413 and "не больш за 256 кБ" in answer.get_data(as_text=True)


def test_it_takes_as_long_a_text_as_the_desk_says(app: Flask) -> None:
    make.statement()
    desk = make.at_the_desk(app)
    for letters, status in ((500_000, 200), (600_000, 413)):
        text = "# Назва\n\n" + "я" * letters  # six bytes each, as forms send them
        answer = desk.post(
            "/desk/statements/new", data={"do": "preview", "language": "be", "text": text, **token(desk)}
        )
        assert answer.status_code == status
    assert "at most 3 MB" in answer.get_data(as_text=True)


def token(desk: CheckedClient) -> dict[str, str]:
    desk.get("/desk/statements/new")
    assert desk.page is not None
    return {"csrf_token": desk.page.form(-1).values()["csrf_token"]}
