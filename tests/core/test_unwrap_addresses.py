"""Mail addresses as they are copied out of mail programs, pages and lists."""

from __future__ import annotations

import pytest

from petition.core.addresses import NotAnAddress, SeveralAddresses, canonical_address, unwrap_address, validate_address

ADA = "ada@example.org"
COPIED = (
    "Ada Probe <ada@example.org>",
    '"Probe, Ada" <ada@example.org>;',
    "<ada@example.org>",
    "ada@example.org<mailto:ada@example.org>",
    "Ada Probe <mailto:ada@example.org?subject=Hello>",
    "Ada (ada@example.org)",
    "ada@example.org (Ada Probe)",
    "[Ada](mailto:ada@example.org)",
    "[ada@example.org](mailto:ada@example.org?subject=x)",
    "E-mail: ada@example.org",
    "mailto:ada@example.org",
    "MAILTO:ada@example.org?subject=a@b",
    "ada＠example.org",
    "ada﹫example.org",
    "ａｄａ＠ｅｘａｍｐｌｅ．ｏｒｇ",
    "ada\u200b@exam\u200dple\u2060.org\ufeff\u200c",
    "\u202aada@example.org\u202c",
    " “ada@example.org”, ",
    "'ada@example.org'",
    "ada@example.org.",
    "\u00a0ada@example.org\t",
)


def test_it_takes_the_address_alone() -> None:
    for written in COPIED:
        assert unwrap_address(written) == ADA, written
        assert validate_address(written) == canonical_address(written) == ADA, written


def test_it_leaves_addresses_as_they_are() -> None:
    for address in ("o'neil+x@sub.example.museum", "алена@прыклад.бел", "a%2Bb@example.org", "نام\u200cها@example.org"):
        assert unwrap_address(address) == address
    assert unwrap_address("mailto:a%2Bb@example.org") == "a+b@example.org"


def test_it_chooses_none_of_two_addresses() -> None:
    for written in (
        "a@x.org, b@y.org",
        "a@x.org b@y.org",
        "a@x.org <b@y.org>",
        "A <a@x.org>, B <b@y.org>",
        "a@x.org (b@y.org)",
    ):
        with pytest.raises(SeveralAddresses):
            validate_address(written)
    for written in ("Ada <>", "Ada <ada>", "mailto:", "mailto:a@x.org?cc=b@y.org", "<<ada@example.org>>", "a@b@c.org"):
        with pytest.raises(NotAnAddress):
            validate_address(written)
