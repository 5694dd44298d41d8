"""Addresses as people copy them out of mails, pages and lists."""

from __future__ import annotations

import pytest

from petition.core.addresses import NotAnAddress, parse, unwrap_address

ADA = "ada@example.org"
WRAPPED = (
    ADA, f" {ADA}\n", f"Ada Probe <{ADA}>", f'"Probe, Ada" <{ADA}>', f"<{ADA}>", f"mailto:{ADA}", f"MAILTO:{ADA}?subject=Hi",
    f"Ada <mailto:{ADA}>", f"{ADA} (Ada)", f"Ada ({ADA})", f"[Ada](mailto:{ADA})", f"[{ADA}](mailto:{ADA})", f"{ADA},",
    f"{ADA};", f"E-mail: {ADA}", "ada＠example.org", "ａｄａ＠ｅｘａｍｐｌｅ．ｏｒｇ", "ada@example。org",
    "\ufeffada\u200b@exam\u200cple\u2060.org\u200e",
)  # fmt: skip
REFUSED = (
    "", "Ada", "ada@", "@example.org", f"{ADA}, bob@example.org", f"Ada <{ADA}>, Bob <bob@example.org>", "ada @example.org",
    "ada@example.co m", f"{ADA} bob@example.org", f"<{ADA}> <bob@example.org>", f"mailto:{ADA}?cc=bob@example.org",
    "Ada (Probe)", "(" * 100_000, "<" * 100_000 + ADA,
)  # fmt: skip


def test_it_finds_the_one_address_in_what_is_around_it() -> None:
    assert {written: parse(unwrap_address(written)).text for written in WRAPPED} == dict.fromkeys(WRAPPED, ADA)


def test_it_leaves_two_addresses_and_none_to_be_refused() -> None:
    for written in REFUSED:
        with pytest.raises(NotAnAddress):
            parse(unwrap_address(written))
