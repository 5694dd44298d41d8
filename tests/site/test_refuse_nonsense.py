"""What no browser sends is refused (4xx), or answered as if it had not been there; it never makes the program fail.

The walk goes to every route by itself, public ones and those of the desk: one that is added later is walked as well.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextvars import Context
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

import make
import make_world
from page import CheckedClient

HUGE = "9" * 40
# What fields are called on pages that the walk does not read.
OTHERS = {
    "after", "answer", "before", "country", "do", "edition", "file", "from", "language", "look", "name", "number", "page",
    "reason", "rows", "search", "text", "to", "until", "website", "why", "work",
}  # fmt: skip
BAD = b"\xff\xfe\xc3\x28\xed\xa0\x80"
ID = re.compile(r"<(?:[^:<>]+:)?(\w+)>")
NAME = re.compile(r'name="([^"]+)"')
ASKED = re.compile(r"[?&;]([a-z_]+)=")


@dataclass(frozen=True)
class Nonsense:
    """One thing that no browser sends."""

    environ: dict[str, Any] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    query: bytes = b""
    method: str = ""
    content_type: str = ""
    body: bytes = b""


def latin(value: bytes) -> str:
    """Bytes as WSGI has them."""
    return value.decode("latin-1")


HEADERS = {
    name: Nonsense(headers={header: value})
    for name, header, value in (
        ("languages", "Accept-Language", "be;q=9999999999999999999999," + "x-" * 2000 + ",;;==,*;q=nan,en-\u00ff;q=-1"),
        ("language", "Accept-Language", latin(BAD)),
        ("encodings", "Accept-Encoding", "gzip;q=inf, br;q=, ;;, \x00, *;q=1e999"),
        ("accept", "Accept", "text/html;q=abc;level=\u00e9,*/*;q=--1," + "a/b," * 1000),
        ("range", "Range", "bytes=99999999999999999999999-1,-0,--5,5-"),
        ("etags", "If-None-Match", 'W/"\u00ff, *, """", W/W/"x' + latin(BAD)),
        ("since", "If-Modified-Since", "Mon, 99 Foo 99999999 99:99:99 GMT"),
        ("since far", "If-Modified-Since", "Fri, 31 Dec 9999 23:59:59 -2359"),
        ("unmodified", "If-Unmodified-Since", "Thu, 01 Jan 0000 00:00:00 +9999"),
        ("if range", "If-Range", "\x00" + latin(BAD)),
        ("cookie", "Cookie", "session=" + latin(BAD) + "; =; ;;session=.eJx.\x00; remember_token=|; a=" + "b" * 4000),
        ("origin", "Origin", "https://[::1"),
        ("origin bytes", "Origin", latin(BAD)),
        ("referer", "Referer", "http://[not an address/" + latin(BAD)),
        ("forwarded", "X-Forwarded-For", "999.999.999.999, ::g, " + latin(BAD) + ", " * 500),
        ("forwarded host", "X-Forwarded-Host", "a b\x00c:99999999"),
        ("agent", "User-Agent", latin(BAD) * 1000),
        ("authorization", "Authorization", "Basic " + latin(BAD)),
        ("bearer", "Authorization", "Bearer \x00" + latin(BAD)),
        ("cache", "Cache-Control", "max-age=-99999999999999999999, =,,"),
        ("request id", "X-Request-ID", latin(BAD) * 50),
        ("large", "X-Large", "x" * 65536),
        ("fetch", "Sec-Fetch-Site", latin(BAD)),
        ("CSRF", "X-CSRFToken", latin(BAD)),
        ("expect", "Expect", "a miracle"),
        ("override", "X-HTTP-Method-Override", "DELETE"),
        ("length", "Content-Length", "-5"),
        ("length of letters", "Content-Length", "many"),
        ("length beyond numbers", "Content-Length", HUGE),
        ("type", "Content-Type", "multipart/form-data"),
    )
}
ADDRESSES = {
    "query of bytes": Nonsense(query=b"q=%ff%fe%c3%28&page=%00&%ff=%ff&q=\xff"),
    "query of NUL": Nonsense(query=b"%00=%00&search=%00&after=%00&before=%00.%00.1&edition=%00&country=%00&token=%00"),
    "huge numbers": Nonsense(
        query="&".join(
            f"{name}={HUGE}" for name in ("after", "before", "edition", "page", "number", "from", "to", "id")
        ).encode()
    ),
    "negative numbers": Nonsense(query=b"after=-1.-1.-1&before=-9.0&edition=-1&page=-1&number=0&from=-5&to=-9&list=-1"),
    "digits of others": Nonsense(query="after=٣٣.٣&edition=²&page=①&before=१.१".encode()),
    "many arguments": Nonsense(query=b"&".join(b"a%d=1" % one for one in range(400))),
    "broken escapes": Nonsense(query=b"%%%=%zz&%u0041=%u0042&=&&&;;"),
}
BOUNDARY = "multipart/form-data; boundary=x"
FORM = "application/x-www-form-urlencoded"


def part(name: bytes, value: bytes, more: bytes = b"") -> bytes:
    return b'--x\r\nContent-Disposition: form-data; name="%b"%b\r\n\r\n%b\r\n' % (name, more, value)


BODIES = {
    "bytes": Nonsense(content_type=FORM, body=b"name=%ff%fe&email=\xff\xfe&consent=%c3%28&%ff=%ff&csrf_token=%ff"),
    "many fields": Nonsense(content_type=FORM, body=b"&".join(b"f%d=1" % one for one in range(10_000))),
    "many parts": Nonsense(content_type=BOUNDARY, body=b"".join(part(b"f", b"1") for _ in range(10_000)) + b"--x--"),
    "one name many times": Nonsense(content_type=FORM, body=b"name=1&" * 10_000),
    "file with a name of bytes": Nonsense(
        content_type=BOUNDARY, body=part(b"file", BAD, b'; filename="\xff\xfe\x00../../etc"') + b"--x--\r\n"
    ),
    "without an end": Nonsense(content_type=BOUNDARY, body=part(b"name", b"x")[:-10]),
    "without a boundary": Nonsense(content_type="multipart/form-data", body=part(b"name", b"x") + b"--x--"),
    "boundary of bytes": Nonsense(content_type="multipart/form-data; boundary=" + latin(BAD), body=BAD),
    "boundary without end": Nonsense(
        content_type="multipart/form-data; boundary=" + "y" * 5000, body=b"--" + b"y" * 5000
    ),
    "part without a name": Nonsense(
        content_type=BOUNDARY, body=b"--x\r\nContent-Disposition: form-data\r\n\r\nx\r\n--x--"
    ),
    "part without a head": Nonsense(content_type=BOUNDARY, body=b"--x\r\n\r\n\r\n--x\r\n:::\r\n\r\n--x--"),
    "part with a charset": Nonsense(
        content_type=BOUNDARY,
        body=b'--x\r\nContent-Disposition: form-data; name="name"\r\nContent-Type: text/plain; charset=no-such\r\n\r\nx\r\n--x--',
    ),
    "charset": Nonsense(content_type=FORM + "; charset=utf-7\x00", body=b"name=+AAA-"),
    "JSON": Nonsense(content_type="application/json", body=b"[" * 100_000),
    "JSON of bytes": Nonsense(content_type="application/json; charset=no", body=BAD),
    "JSON where a form is": Nonsense(
        content_type="application/json", body=b'{"email": {"a": [null]}, "csrf_token": 1}'
    ),
    "text": Nonsense(content_type="text/plain", body=b"\0" * 1000),
    "no kind": Nonsense(content_type="/;;=\x00" + latin(BAD), body=b"name=x"),
    "nothing": Nonsense(content_type=FORM),
    "NUL bytes": Nonsense(content_type=FORM, body=b"\0=\0&name=\0&%00=%00"),
}
METHODS = {
    verb: Nonsense(method=verb)
    for verb in ("BREW", "TRACE", "CONNECT", "PUT", "PATCH", "DELETE", "PROPFIND", "G\u00ffT")
}


# What stands in every field of every form, and in every question that an address asks.
VALUES = {
    "NUL": "%00", "bytes": "%ff%c3%28", "half a letter": "%ed%a0%80", "huge": HUGE, "negative": "-1", "long": "x" * 5000,
    "digits of others": quote("٣²"), "beyond a day": "99999-99-99T99:99", "a tag": "%3Cscript%3E", "empty": "",
    "beyond 64 bits": str(2**63), "beyond 32 bits": str(2**31), "no number": "nan", "a format": "%7B%7D%25s%25(a)s",
    "unseen": quote("\u202e\ufeff\uffff\U0010ffff"),
}  # fmt: skip
IN_A_PATH = ("%00", "%ff%fe", HUGE, str(2**63), "-1", "x" * 500, quote("٣"), "%2e%2e", "a%0d%0ab")
Step = tuple[Rule, str, str, str, Nonsense]


def places(app: Flask, there: dict[str, str | int]) -> Iterator[tuple[Rule, str]]:
    """Each route, as an address that leads somewhere."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint != "static" and "logout" not in rule.endpoint:
            yield rule, make_world.address(app, rule, there)


def steps(app: Flask, there: dict[str, str | int], names: set[str]) -> Iterator[Step]:
    """Everything, sent to everywhere: the route, the address, what is wrong, the method, and what is sent."""
    forms = dict(BODIES)
    asked = dict(ADDRESSES)
    for what, value in VALUES.items():
        line = "&".join(f"{name}={value}" for name in sorted(names)).encode()
        forms[what] = Nonsense(content_type=FORM, body=line)
        asked[what] = Nonsense(query=line[:4000])
    files = b"".join(part(name.encode(), BAD, b'; filename="\xff\x00"') for name in sorted(names))
    forms["files"] = Nonsense(content_type=BOUNDARY, body=files + b"--x--\r\n")
    sent = {"GET": {**HEADERS, **asked, **METHODS}, "POST": {**forms, **ADDRESSES}}
    for rule, path in places(app, there):
        for method in {"GET", "POST"} & (rule.methods or set()):
            yield from ((rule, path, what, method, one) for what, one in sent[method].items())
            for value in IN_A_PATH if "<" in rule.rule else ():
                yield rule, ID.sub(lambda _, value=value: value, rule.rule), value[:9], method, Nonsense()  # type: ignore[misc]


def ask(client: FlaskClient, path: str, method: str, what: Nonsense) -> int:
    """Sends it as it is; gives the status."""
    site = client.application.config["PUBLIC_URL"]
    answer = Context().run(
        FlaskClient.open,
        client,
        path,
        method=what.method or method,
        headers={"Origin": site, **what.headers},
        query_string=what.query.decode("latin-1"),
        content_type=what.content_type or None,
        input_stream=io.BytesIO(what.body) if what.body else None,
        content_length=len(what.body) if what.body else None,
        base_url=site,
        buffered=True,
    )
    return answer.status_code


def names_of(client: CheckedClient, paths: list[str]) -> set[str]:
    """What fields, and questions in addresses, are called on some pages."""
    found: set[str] = set()
    for path in paths:
        text = client.get(path).get_data(as_text=True)
        found |= {*NAME.findall(text), *ASKED.findall(text)}
    return found


@dataclass
class Walk:
    """The world to walk through, by somebody who owns it and by somebody who does not."""

    app: Flask
    owner: CheckedClient
    visitor: CheckedClient
    steps: list[Step]

    def failing(self, steps: list[Step]) -> list[tuple[str, str, str, int]]:
        """Those of the steps at which the program fails."""
        found = []
        for rule, path, what, method, one in steps:
            code = ask(self.owner if rule.rule.startswith("/desk") else self.visitor, path, method, one)
            if code >= 500:
                found.append((method, rule.rule, what, code))
        return found


@pytest.fixture
def walk(app: Flask, client: CheckedClient) -> Walk:
    there = make_world.everything(client)
    owner = make.at_the_desk(app, "owner", "walker@coalition.example")
    # What fails is answered as it is in life; the token would keep all of it from the forms.
    app.config.update(PROPAGATE_EXCEPTIONS=False, WTF_CSRF_CHECK_DEFAULT=False, WTF_CSRF_ENABLED=False)
    pages = ["/en/open-courts/sign", "/en/open-courts/sign/organisation", "/en/open-courts/signatories"]
    return Walk(app, owner, client, list(steps(app, there, names_of(client, pages) | OTHERS)))


def test_it_never_fails_for_nonsense(walk: Walk) -> None:
    """Each route is sent some of it, and each piece of it is sent somewhere; all of it to all is the next test."""
    assert len(walk.steps) > 10_000
    assert walk.failing(walk.steps[::149]) == []


@pytest.mark.combination
@pytest.mark.both_databases
def test_it_never_fails_for_any_nonsense_anywhere(walk: Walk) -> None:
    assert walk.failing(walk.steps) == []


def test_it_refuses_what_cannot_be_read(client: CheckedClient) -> None:
    """With the token asked for, which is looked for among the names of all fields."""
    make.statement()
    client.application.config.update(PROPAGATE_EXCEPTIONS=False)
    for what, code in (("part without a name", 400), ("many parts", 413), ("JSON", 415), ("bytes", 422)):
        assert ask(client, "/en/open-courts/sign", "POST", BODIES[what]) == code, what
    assert ask(client, "/desk/login", "POST", BODIES["part without a name"]) == 400
    for what, code in (("large", 431), ("expect", 200), ("length", 200)):
        assert ask(client, "/en/open-courts/sign", "GET", HEADERS[what]) == code, what
    assert [ask(client, "/en/open-courts", "GET", one) for one in METHODS.values()] == [405] * len(METHODS)
