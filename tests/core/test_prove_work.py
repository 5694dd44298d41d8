"""Proof of work: for one form and one address, cheap to check, and worth what it costs."""

from __future__ import annotations

import pytest

from petition.core import proof_of_work

STAMP, ADDRESS = "MTc2Mzg0.signed", "żółw@example.org"
FEW = 6  # bits, for tests in a hurry


@pytest.fixture(scope="module")
def work() -> str:
    return proof_of_work.do_work(STAMP, ADDRESS, bits=FEW)


def test_it_takes_work_that_was_done(work: str) -> None:
    assert proof_of_work.is_work_done(work, STAMP, ADDRESS, bits=FEW)


@pytest.mark.parametrize(
    ("stamp", "address"), [("other", ADDRESS), (STAMP, "other@example.org"), (STAMP + "\n", ADDRESS)]
)
def test_it_takes_it_for_nothing_else(work: str, stamp: str, address: str) -> None:
    assert not proof_of_work.is_work_done(work, stamp, address, bits=FEW)


@pytest.mark.parametrize(
    "given",
    [
        "",
        "0",
        "....",
        ".".join(["1"] * 9),
        ".".join(["4294967296"] * 8),
        ".".join(["-1"] * 8),
        ".".join(["١"] * 8),
        "1." * 8,
    ],
)
def test_it_takes_no_nonsense(given: str) -> None:
    assert not proof_of_work.is_work_done(given, STAMP, ADDRESS, bits=0)


def test_it_wants_every_piece(work: str) -> None:
    first, _dot, others = work.partition(".")
    assert not proof_of_work.is_work_done(f"{int(first) + 1}.{others}", STAMP, ADDRESS, bits=FEW)


def test_it_costs_what_it_says() -> None:
    tries = [int(one) + 1 for one in proof_of_work.do_work(STAMP, ADDRESS).split(".")]
    assert (
        2**proof_of_work.BITS * proof_of_work.PIECES / 8 < sum(tries) < 2**proof_of_work.BITS * proof_of_work.PIECES * 4
    )
