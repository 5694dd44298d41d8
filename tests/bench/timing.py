"""``make timing``: whether the time of an answer tells what is known of a mail address (see docs/bench.md).

A person's guess is as good as a coin's where the two distributions are one: the Mann-Whitney U test compares them rank by
rank (Mann and Whitney, 1947). Run by hand on a quiet machine; it fails where a difference is significant.
"""

from __future__ import annotations

import argparse
import http.client
import os
import random
import re
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from statistics import NormalDist, median
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "tests" / "bench")]

import posts  # noqa: E402
from installation import KEY, SIGNED, inside  # noqa: E402
from servers import serve  # noqa: E402

import services  # noqa: E402

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
PASSWORD = "sorrel-lantern-oblique-tuba"
SIGNIFICANT = 0.001
Body = Callable[[str], dict[str, str]]


class Visitor:
    """A browser on one connection that stays open; each request comes from a network of its own."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self.cookie = ""

    def ask(self, method: str, path: str, body: dict[str, str] | None = None) -> tuple[int, str, float]:
        """Status, text and seconds of one answer."""
        networks = ".".join(str(random.randrange(1, 250)) for _ in range(3))
        headers = {"X-Forwarded-For": f"{networks}.7", "Cookie": self.cookie} | (FORM if body else {})
        start = time.perf_counter()
        self.connection.request(method, path, urlencode(body) if body else None, headers)
        answer = self.connection.getresponse()
        text = answer.read().decode()
        seconds = time.perf_counter() - start
        cookie = answer.getheader("Set-Cookie")
        self.cookie = cookie.split(";")[0] if cookie and not self.cookie else self.cookie
        return answer.status, text, seconds

    def field(self, path: str, name: str) -> str:
        """The value of a hidden field of a form."""
        found = re.search(rf'name="{name}"[^>]*value="([^"]+)"', self.ask("GET", path)[1])
        assert found, f"{path} has no {name}"
        return found[1]


def known_people(number: int) -> None:
    """So many confirmed signatures, and as many accounts at the desk with a password."""
    from petition.accounts import actions as accounts
    from petition.accounts import queries as coordinators
    from petition.core.addresses import parse
    from petition.core.db import db
    from petition.signing import queries as endorsements
    from petition.signing.confirm import actions as confirmation
    from petition.signing.sign import actions as signing
    from petition.signing.signature import Signature
    from petition.statements.models import Edition

    edition = db.session.query(Edition).one()
    for one in range(number):
        signature = Signature(
            kind="individual", address=parse(known(one)), language="en", visibility="full",
            details={"name": f"Known Person {one}", "country": None},
        )  # fmt: skip
        signed = signing.accept_signature(edition, signature)
        assert signed is not None
        confirmation.confirm_endorsement(endorsements.lock_endorsement(signed), None)
        accounts.invite_coordinator(known(one), "auditor", by="bench")
        coordinator = coordinators.find_by_email(known(one))
        assert coordinator is not None
        coordinator.password = "$argon2id$v=19$m=65536,t=3,p=1$" + "A" * 22 + "$" + "A" * 43
    db.session.commit()


def known(number: int) -> str:
    """An address that has signed and has an account."""
    return f"p{number}@known{number}.example"


def unknown(number: int) -> str:
    """An address of which nothing is known."""
    return f"p{number}@other{number}.example"


def compare(one: list[float], other: list[float]) -> tuple[float, float]:
    """The share of pairs in which the first is slower (0.5: no difference), and the probability of that by chance."""
    ranked = sorted([(value, 0) for value in one] + [(value, 1) for value in other])
    ranks = sum(rank for rank, (_value, group) in enumerate(ranked, 1) if group == 0)
    first, second = len(one), len(other)
    u = ranks - first * (first + 1) / 2
    deviation = (first * second * (first + second + 1) / 12) ** 0.5
    z = (u - first * second / 2) / deviation
    return u / (first * second), 2 * (1 - NormalDist().cdf(abs(z)))


def measure(port: int, path: str, body: Body, expected: int, number: int) -> tuple[list[float], list[float]]:
    """The seconds that answers took for known and for unknown addresses, asked in a random order."""
    visitor, times = Visitor(port), ([], [])  # type: ignore[var-annotated]
    fixed = (
        {"csrf_token": visitor.field(path, "csrf_token")}
        if path.startswith("/desk")
        else {"stamp": visitor.field(path, "stamp")}
    )
    time.sleep(2.5)
    order = [(group, one) for group in (0, 1) for one in range(number)]
    random.shuffle(order)
    for group, one in [(1, -1 - at) for at in range(20)] + order:
        status, text, seconds = visitor.ask("POST", path, fixed | body((known, unknown)[group](one)))
        assert status == expected, (path, status, text[:500])
        if one >= 0:
            times[group].append(seconds)
    return times


def sign(address: str) -> dict[str, str]:
    """The form of a person."""
    return {**posts.WHO, "name": "Bench Mark", "email": address}


def only_address(address: str) -> dict[str, str]:
    """A form that asks for nothing else."""
    return {"email": address}


def password(address: str) -> dict[str, str]:
    """Signing in with a password that is wrong."""
    return {"email": address, "password": PASSWORD}


ASKED: dict[str, tuple[str, Body, int]] = {
    "sign-on": (posts.SIGN, sign, 303),
    # The budget of mails to each address has been used up by then.
    "sign-on, twice": (posts.SIGN, sign, 303),
    "sign-on, 3 times": (posts.SIGN, sign, 303),
    "sign-on, 4 times": (posts.SIGN, sign, 303),
    "own link": (f"/en/{SIGNED}/own-link", only_address, 303),
    "password forgotten": ("/desk/password/forgotten", only_address, 200),
    "wrong password": ("/desk/login", password, 200),
}


def judge(name: str, environ: dict[str, str], number: int) -> bool:
    """Measures one database and prints a line for each form; gives whether nothing was told."""
    sound = True
    port = services.free_port()
    with serve({**environ, "TRUSTED_PROXIES": "1"}, port):
        inside(environ, lambda: known_people(number))
        for label, (path, body, expected) in ASKED.items():
            of_known, of_unknown = measure(port, path, body, expected, number)
            share, chance = compare(of_known, of_unknown)
            sound = sound and chance >= SIGNIFICANT
            print(
                f"{name:<11} {label:<19} {number} each   known {median(of_known) * 1000:7.2f} ms"
                f"   unknown {median(of_unknown) * 1000:7.2f} ms   AUC {share:.2f}   p {chance:.3f}",
                flush=True,
            )
    return sound


def main() -> None:
    """Both databases, where both are here."""
    parser = argparse.ArgumentParser(description="Whether answers tell by their time what is known of an address.")
    parser.add_argument("--number", type=int, default=300, help="addresses of each group")
    number = parser.parse_args().number
    services.start()
    keys = dict.fromkeys(("SECRET_KEY", "DATA_KEYS"), KEY)
    sound = True
    try:
        for name, url in (("sqlite", None), ("postgresql", os.environ.get("TEST_POSTGRESQL_URL"))):
            if name == "postgresql" and url is None:
                print("PostgreSQL is not here: left out")
                continue
            with tempfile.TemporaryDirectory() as folder:
                database = {"DATABASE_URL": url or f"sqlite:///{folder}/timing.sqlite"}
                sound = judge(name, {"INSTANCE_PATH": folder, **keys, **database}, number) and sound
    finally:
        services.stop()
    sys.exit(0 if sound else "A difference is significant: an address can be told by the time of its answer.")


if __name__ == "__main__":
    main()
