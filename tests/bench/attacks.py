"""Attacks on a list: fakes by the thousand, each made by one program. The careful ones take their time like people."""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator
from dataclasses import replace

from honest_crowds import DAY, FIRST, HOUR, Visit, daytime, family, person, plain_name, weighted

Attack = Callable[[random.Random, int], Iterator[Visit]]
PROXIES = 900
FREE = (("outlook.com", 70), ("mail.ru", 20), ("gmx.de", 10))


def random_local(chance: random.Random) -> str:
    """Ten letters and figures."""
    return "".join(chance.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=10))


def fake(chance: random.Random, at: float, *, careful: bool = False) -> Visit:
    """One signature by a program: it waits a few seconds, or as long as people do."""
    if careful:
        human = person(chance, at, plain_name)
        seconds, confirm_seconds = human.seconds, human.confirm_seconds
    else:
        seconds, confirm_seconds = chance.randrange(2, 9), chance.randrange(1, 5)
    place, address = 500_000 + chance.randrange(PROXIES), f"{random_local(chance)}@{weighted(chance, FREE)}"
    return Visit(at, plain_name(chance), address, place, seconds, confirm_seconds, is_fake=True)


def catch_all(chance: random.Random, number: int, *, careful: bool = False) -> Iterator[Visit]:
    """One domain that takes mail for any name, in six hours."""
    for _ in range(number):
        one = fake(chance, 8 * HOUR + chance.random() * 6 * HOUR, careful=careful)
        yield replace(one, address=f"{random_local(chance)}@letters-of-support.example")


def one_network(chance: random.Random, number: int, *, careful: bool = False) -> Iterator[Visit]:
    """One network, mailboxes with several providers."""
    for _ in range(number):
        yield replace(fake(chance, 8 * HOUR + chance.random() * 6 * HOUR, careful=careful), network=77)


def thrown_away(chance: random.Random, number: int, *, careful: bool = False) -> Iterator[Visit]:
    """Mailboxes that are thrown away, on a hundred domains that are known for it."""
    from disposable_email_domains import blocklist

    domains = [one for one in sorted(blocklist) if one.count(".") == 1 and one.endswith((".com", ".net", ".org"))]
    domains = chance.sample(domains, 100)
    for _ in range(number):
        one = fake(chance, 8 * HOUR + chance.random() * 6 * HOUR, careful=careful)
        yield replace(one, address=f"{random_local(chance)}@{chance.choice(domains)}")


def plus_tags(chance: random.Random, number: int, *, careful: bool = False) -> Iterator[Visit]:
    """One mailbox under so many tags."""
    for count in range(number):
        one = fake(chance, 8 * HOUR + chance.random() * 6 * HOUR, careful=careful)
        yield replace(one, address=f"ada+{count}@mail-at-home.example")


def name_list(chance: random.Random, number: int, *, careful: bool = False) -> Iterator[Visit]:
    """A list of names over proxies, with mailboxes that were bought: in a hurry, and no two alike."""
    for count in range(number):
        one = fake(chance, 8 * HOUR + 7.0 * count, careful=careful)
        yield one if careful else replace(one, seconds=chance.randrange(1, 4))


def slow_drip(chance: random.Random, number: int, *, careful: bool = False) -> Iterator[Visit]:
    """One domain, over a week, day and night."""
    step = 7 * DAY / number
    for count in range(number):
        one = fake(chance, step * (count + chance.uniform(-0.3, 0.3) + 0.5), careful=careful)
        yield replace(one, address=f"{random_local(chance)}@quiet-drops.example")


def phone_book(chance: random.Random, number: int, *, careful: bool = False) -> Iterator[Visit]:
    """Real names out of a printed list, in its order, on five domains."""
    names = sorted(f"{family(chance.randrange(15_000))} {chance.choice(FIRST)}" for _ in range(number))
    for count, name in enumerate(names):
        one = fake(chance, 8 * HOUR + 6 * HOUR * count / number + chance.random(), careful=careful)
        last, first = name.split()
        domain = f"post{count % 5}-directory.example"
        latin = f"{first}.{last}{count}".lower().encode("ascii", "ignore").decode()
        yield replace(one, name=f"{first} {last}", address=f"{latin}@{domain}")


def one_person(chance: random.Random, number: int, *, careful: bool = False) -> Iterator[Visit]:
    """One person thirty times, with every spelling of the own name, from home."""
    spellings = ("Ada Mustermann", "ada mustermann", "Mustermann, Ada", "Ada M. Mustermann", "ADA MUSTERMANN 2")
    at = daytime(chance)
    for _ in range(30):
        at += chance.lognormvariate(math.log(240), 0.5)
        human = person(chance, at)
        yield replace(human, name=chance.choice(spellings), network=123_456, is_fake=True)


ATTACKS: dict[str, Attack] = {
    "catch-all domain": catch_all,
    "one network": one_network,
    "throw-away mailboxes": thrown_away,
    "plus-tags": plus_tags,
    "name list over proxies": name_list,
    "slow drip over a week": slow_drip,
    "copy of a phone book": phone_book,
    "one person thirty times": one_person,
}
