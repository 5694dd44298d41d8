"""What in a name or a text is an address, and what only looks like one."""

from __future__ import annotations

import pytest

from petition.core.address_detection import find_domain, find_lowercase_domain, looks_like_address

ADDRESSES = (
    "see http://x.org", "https://x.example", "www.shop.example", "WWW.x.org", "me@x.org", "name me@mail.x.org here", "t.me/x",
    "T.me/x", "//x", "evil。de/win", "buy at x.example/y", "Visit Lake.News/now", "x.org:80/y", "x.org/?a=b", "x.org/#a",
    "xn--e1afmkfd.xn--p1ai/x", "прыклад.бел/x",
)  # fmt: skip
DOMAINS = (
    "casino shop.evil.de now", "visit прыклад.бел", "politzek.me", "a.co.uk", "evil。de", "xn--e1afmkfd.xn--p1ai", "CASINO.COM",
    "come to casino.com.So do many",
)  # fmt: skip
NEITHER = (
    "J. R. R. Tolkien", "St. John", "M.A. Smith", "Dr.Ivanova", "Organisation A/B", "C.I.A", "J.Kim", "A.Li", "Dr.Kim",
    "г.Москва, учительница", "ул.Ленина", "M.Sc/PhD", "Prof.Dr/MD", "техн.наук/доцент", "Women@Work", "Code@LTH, Lund",
    "Studio // Berlin", "I agree.So do we", "U.S.A./UK", "24/7 Help", "Reporter @ home",
)  # fmt: skip
CALLED_AFTER_DOMAIN = (
    "Change.org", "Mail.ru Group", "Reporter, Lakeside.news", "Openwells.org", "Booking.com B.V.", "Яндекс.Деньги", "Avaaz.org",
)  # fmt: skip


def test_it_sees_what_a_browser_would_open() -> None:
    for text in ADDRESSES:
        assert looks_like_address(text), text


def test_it_sees_domains_that_exist() -> None:
    for text in DOMAINS:
        assert find_domain(text) is not None, text
        assert not looks_like_address(text), text


def test_it_sees_no_addresses_in_other_names() -> None:
    for text in NEITHER:
        assert not looks_like_address(text), text
        assert find_domain(text) is None, text
        assert find_lowercase_domain(text) is None, text


def test_it_takes_what_is_called_after_a_domain_for_a_name() -> None:
    for text in CALLED_AFTER_DOMAIN:
        assert not looks_like_address(text), text
        assert find_lowercase_domain(text) is None, text
    for text in ("lake.news", "j.kim", "visit lake.news", "прыклад.бел"):
        assert find_lowercase_domain(text) is not None, text


@pytest.mark.parametrize("host", ["a." * 5000 + "shop.example.com", "a." * 5000 + "example.com" + ".1" * 5000])
def test_it_sees_a_domain_at_the_end_of_an_endless_host(host: str) -> None:
    assert find_domain(host) is not None
    assert looks_like_address(host + "/x") == host.endswith("com")
