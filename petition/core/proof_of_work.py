"""Proof of work: what a browser has to calculate before a form is taken at once, so that floods cost something.

Hashcash (Back, "Hashcash: a denial of service counter-measure", 2002) over SHA-256: for each of ``PIECES`` pieces a
counter is to be found with which the hash begins with ``BITS`` zero bits. Several small pieces take about the same time
each time, one large one would not (Juels and Brainard, "Client Puzzles", 1999). What is hashed is made of the form's
stamp and of the mail address: the same form may be held by a shared cache for many, and every address costs anew.
"""

from __future__ import annotations

import hashlib
import re
import struct

# Eight times 2 ** 15 hashes in the middle, 262,144 in all: about a second on a phone of the middle sort, which does
# some 300,000 a second in a script, and an eighth of that on a desk. Each bit more doubles it.
PIECES, BITS = 8, 15
COUNTER = "[0-9]{1,10}"
SHAPE = re.compile(r"\.".join([COUNTER] * PIECES), re.ASCII)
LARGEST = 2**32
SEPARATOR = "\n"


def work_seed(stamp: str, address: str) -> bytes:
    """What the work is done for: one stamp and one address, each as it was sent."""
    return hashlib.sha256(f"{stamp}{SEPARATOR}{address}".encode()).digest()


def is_work_done(work: str, stamp: str, address: str, *, bits: int = BITS) -> bool:
    """Whether the work was done: counters in decimal, parted by dots, one for each piece."""
    if not SHAPE.fullmatch(work):
        return False
    start = work_seed(stamp, address)
    return all(_has_leading_zeros(start, piece, int(counter), bits) for piece, counter in enumerate(work.split(".")))


def do_work(stamp: str, address: str, *, bits: int = BITS) -> str:
    """Does the work, as static/js/proof.js does it in a browser."""
    start, counters = work_seed(stamp, address), []
    for piece in range(PIECES):
        counters.append(next(counter for counter in range(LARGEST) if _has_leading_zeros(start, piece, counter, bits)))
    return ".".join(map(str, counters))


def _has_leading_zeros(start: bytes, piece: int, counter: int, bits: int) -> bool:
    """Hashes 40 bytes, which is one block of SHA-256: the seed and two numbers of 32 bits, the large end first."""
    if counter >= LARGEST:
        return False
    hashed = hashlib.sha256(start + struct.pack(">II", piece, counter)).digest()
    return int.from_bytes(hashed[:4], "big") >> (32 - bits) == 0
