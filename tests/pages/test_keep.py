"""What is kept of pages in front of the application: what, for whom, how long, and how much of it."""

from __future__ import annotations

import gzip
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import Client, TestResponse

import cast
import make
from page import CheckedClient
from petition.core import page_cache, page_store
from petition.core.page_cache import PageCache
from petition.core.page_store import Moment, PageStore, StoredPage

PAGE, LIST, SIGN, COUNTS = (
    "/en/open-courts",
    "/en/open-courts/signatories",
    "/en/open-courts/sign",
    "/open-courts/counts.json",
)


@pytest.fixture
def site(make_app: Callable[..., Flask], monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    """An application that keeps pages, also for a machine on which nothing takes less than two seconds."""
    monkeypatch.setattr(page_cache, "KEPT_SECONDS", 60.0)
    monkeypatch.setattr(page_cache, "REBUILD_SECONDS", 60.0)
    made = make_app(page_cache=16)
    with made.app_context():
        make.statement()
        yield made


@pytest.fixture
def cache(site: Flask) -> PageCache:
    found: PageCache = site.extensions["page_cache"]
    return found


@pytest.fixture
def visitor(site: Flask) -> Client:
    return Client(site.wsgi_app, use_cookies=False)


def get(visitor: Client, path: str, method: str = "GET", **headers: str) -> TestResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return visitor.open(path, method=method, base_url="http://127.0.0.1:5000", headers=named)


def counting(cache: PageCache) -> list[str]:
    """The addresses that the application itself is asked for from now on."""
    asked, application = list[str](), cache.application

    def count(environ: dict[str, Any], start_response: Any) -> Any:
        asked.append(environ["PATH_INFO"])
        return application(environ, start_response)

    cache.application = count
    return asked


@pytest.mark.parametrize("path", ["/", PAGE, LIST, f"{LIST}?kind=individuals", SIGN, COUNTS])
def test_it_answers_from_memory_what_it_answered_before(cache: PageCache, visitor: Client, path: str) -> None:
    asked = counting(cache)
    first, second = get(visitor, path), get(visitor, path)
    assert asked == [path.split("?")[0]]
    assert first.status == second.status
    assert dict(first.headers) == dict(second.headers)
    assert first.data == second.data
    head = get(visitor, path, "HEAD")
    assert (head.data, dict(head.headers), len(asked)) == (b"", dict(first.headers), 1)


def test_it_changes_no_header_of_the_application(site: Flask, cache: PageCache, visitor: Client) -> None:
    kept = get(visitor, PAGE)
    plain = Client(cache.application).get(PAGE, base_url="http://127.0.0.1:5000")
    assert kept.data == plain.data
    expected = {**dict(plain.headers), "Vary": "Accept-Encoding"}
    # The server writes it, of this moment.
    del expected["Date"]
    assert dict(kept.headers) == expected


def test_it_says_that_nothing_has_changed(cache: PageCache, visitor: Client) -> None:
    for encoding in ("", "gzip"):
        tag = get(visitor, PAGE, Accept_Encoding=encoding).headers["ETag"]
        same = get(visitor, PAGE, If_None_Match=f'"other", W/{tag}', Accept_Encoding=encoding)
        assert (same.status_code, same.data) == (304, b"")
        assert "Content-Security-Policy" in same.headers and "Content-Length" not in same.headers
    assert get(visitor, PAGE, If_None_Match='"other"').status_code == 200


def test_it_compresses_once_what_is_text(visitor: Client) -> None:
    plain, short = get(visitor, PAGE), get(visitor, PAGE, Accept_Encoding="gzip, deflate, br")
    assert short.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(short.data) == plain.data
    assert int(short.headers["Content-Length"]) == len(short.data) < len(plain.data) / 2
    assert short.headers["ETag"] != plain.headers["ETag"]
    refused = get(visitor, PAGE, Accept_Encoding="gzip;q=0")
    assert "Content-Encoding" not in refused.headers
    # A page of one person is not compressed: its length would tell of what is in it.
    assert "Content-Encoding" not in get(visitor, f"{LIST}?q=Anna", Accept_Encoding="gzip").headers


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        (PAGE, {"Cookie": "session=x"}),
        (PAGE, {"Authorization": "Basic x"}),
        (PAGE, {"Range": "bytes=0-10"}),
        (f"{LIST}?q=Anna", {}),
        (f"{LIST}?kind=individuals&q=Anna", {}),
        (f"{SIGN}?email=anna@example.org", {}),
        ("/desk/", {}),
        ("/confirm/abc", {}),
        ("/healthz", {}),
        ("/en/nothing-here", {}),
        ("/open-courts/signatories.csv", {}),
        ("/open-courts/signatories.json", {}),
        (PAGE, {"Accept-Language": "x" * 9000}),
        (PAGE, {"Host": "elsewhere.example"}),
    ],
)
def test_it_keeps_nothing_of_one_person(cache: PageCache, visitor: Client, path: str, headers: dict[str, str]) -> None:
    asked = counting(cache)
    for _ in range(2):
        get(visitor, path, **headers)
    assert len(asked) == 2
    assert cache.store.keys() == []


def test_it_refuses_as_the_application_does_also_what_it_has_kept(visitor: Client) -> None:
    assert get(visitor, PAGE).status_code == 200
    assert get(visitor, PAGE, Host="elsewhere.example").status_code == 400
    assert get(visitor, PAGE, X_Long="x" * 9000).status_code == 431
    assert get(visitor, f"{PAGE}?kind={'x' * 5000}").status_code == 414


def test_it_leads_each_reader_to_their_language(site: Flask, visitor: Client) -> None:
    make.statement(make.BELARUSIAN, language="be")
    for _ in range(2):
        for language in ("be", "en"):
            assert get(visitor, "/", Accept_Language=language).headers["Location"] == f"/{language}/open-courts"


def test_it_asks_the_application_anew_after_two_seconds(
    cache: PageCache, visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = counting(cache)
    get(visitor, PAGE)
    monkeypatch.setattr(page_cache, "KEPT_SECONDS", 0.0)
    get(visitor, PAGE)
    assert len(asked) == 2
    assert not Moment(time.monotonic(), time.time() - 3).is_fresh(2)
    assert not Moment(time.monotonic(), time.time() + 3).is_fresh(2), "the clock was set back"


def test_it_makes_a_page_once_for_twenty_who_ask_at_once(cache: PageCache, visitor: Client) -> None:
    asked, application = counting(cache), cache.application
    begun, go_on = threading.Event(), threading.Event()

    def slow(environ: dict[str, Any], start_response: Any) -> Any:
        begun.set()
        go_on.wait(20)
        return application(environ, start_response)

    cache.application = slow
    answers: list[bytes] = []
    readers = [threading.Thread(target=lambda: answers.append(get(visitor, PAGE).data)) for _ in range(20)]
    for reader in readers:
        reader.start()
    assert begun.wait(20)
    go_on.set()
    for reader in readers:
        reader.join(30)
    assert len(answers) == 20 and len(set(answers)) == 1
    assert asked == [PAGE]


def test_it_gives_the_last_page_while_the_next_one_is_made(
    cache: PageCache, visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    last = get(visitor, PAGE).data
    monkeypatch.setattr(page_cache, "KEPT_SECONDS", 0.0)
    (key,) = cache.store.keys()
    cache._under_way[key] = threading.Event()
    assert get(visitor, PAGE).data == last
    monkeypatch.setattr(page_cache, "REBUILD_SECONDS", 0.0)
    monkeypatch.setattr(page_cache, "WAIT_SECONDS", 0.0)
    asked = counting(cache)
    get(visitor, PAGE)
    assert asked == [PAGE], "what is too old is given to nobody"


def test_it_shows_who_confirms_the_own_name_at_once(site: Flask, cache: PageCache) -> None:
    client = site.test_client()
    assert isinstance(client, CheckedClient)
    before = client.get(PAGE).get_data(as_text=True)
    make.signed(client, cast.ALENA)
    assert cast.ALENA["name"] not in before
    assert cast.ALENA["name"] in client.get(PAGE).get_data(as_text=True)
    # Where many confirm, others see it some seconds later; who comes from a page of their own still does at once.
    assert '"individuals":1' in client.get(COUNTS).get_data(as_text=True)
    cache.early.left = cache.early.a_second = 0
    make.signed(client, cast.NOOR)
    assert '"individuals":1' in client.get(COUNTS).get_data(as_text=True)
    from_own = client.get(COUNTS, headers={"Referer": "http://127.0.0.1:5000/confirm/abc"})
    assert '"individuals":2' in from_own.get_data(as_text=True)


def test_it_gives_a_form_that_anybody_may_send_seconds_later(cache: PageCache, site: Flask) -> None:
    asked = counting(cache)
    one, other = site.test_client(), site.test_client()
    assert isinstance(one, CheckedClient) and isinstance(other, CheckedClient)
    stamp_of = {
        client: client.get(SIGN) and client.page and client.page.form(SIGN).values()["stamp"] for client in (one, other)
    }
    assert stamp_of[one] == stamp_of[other]
    assert asked == [SIGN]
    time.sleep(2.1)
    for client, who in ((one, cast.ALENA), (other, cast.NOOR)):
        answer = client.send(SIGN, **{"updates": None, "answer": None, **who})
        assert answer.status_code == 303, who
        assert "Set-Cookie" not in answer.headers


def test_it_never_takes_more_room_than_it_has() -> None:
    body = b"x" * 10_000
    headers = [("Content-Type", "text/plain"), ("Content-Length", "10000")]
    store = PageStore(200_000)
    for number in range(50):
        store.keep((str(number),), StoredPage("200 OK", headers, body, Moment(), 1, 0))
        assert store.find(("0",)) is not None
        assert store.size <= 200_000
    assert len(store) == store.size // (10_000 + len(store.find(("0",)).compressed[1]) + page_store.OVERHEAD)  # type: ignore[union-attr]
    store.keep(("large",), StoredPage("200 OK", headers, body * 3, Moment(), 1, 0))
    assert store.find(("large",)) is None
    store.clear()
    assert (store.size, len(store)) == (0, 0)


def test_it_serves_nothing_while_nobody_knows_what_may_be_shown(
    cache: PageCache, visitor: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    get(visitor, PAGE)
    asked = counting(cache)
    monkeypatch.setattr(cache._reader, "read", lambda: None)
    get(visitor, PAGE)
    assert asked == [PAGE]
