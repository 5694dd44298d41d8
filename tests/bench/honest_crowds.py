"""Honest crowds as they come to a statement that is talked about: made up, with parameters from what was published.

Sources, by number: [1] names follow Zipf's law (Zanette and Manrubia 2001, Physica A 295); of the United States' people
0.8 % are called Smith (Census 2010), of Korea's 21.5, 14.7 and 8.4 % Kim, Lee and Park (census 2015), of Viet Nam's
about 38 % Nguyễn. [2] Most mobile carriers put their customers behind shared addresses, some dozens to thousands behind
one (Richter and others 2016, IMC, "A Multi-perspective Analysis of Carrier-Grade NAT Deployment"; RFC 6269). [3] A
provider for everybody has most private mailboxes, the largest about a third to a half, by mailing houses' figures.
[4] Times in which people do a task, or answer a mail, are log-normal, with a long tail (Stouffer, Malmgren and Amaral
2006, arXiv physics/0605027; Sauro and Lewis 2010). [5] Of calls within a day the hour with most has about three times
the mean. Assumed, for lack of figures: 3 % of forms filled in by the browser and sent at once, half a percent without
scripts, 0.4 % disposable mailboxes, 35 % of addresses that have nothing of the name.
"""

from __future__ import annotations

import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

DAY, HOUR = 86_400.0, 3_600.0
FIRST = (
    "Anna", "Aleś", "Maryja", "Jan", "Hanna", "Piotr", "Vera", "Ivan", "Olga", "Thomas", "Sofia", "Ahmed", "Kira",
    "Taras", "Nina", "Pavel", "Zofia", "Marek", "Irina", "Lukas", "Elena", "Michael", "Daria", "Andrej", "Julia",
    "Katja", "David", "Laura", "Adam", "Mia", "Viktor", "Tamara", "Igor", "Lea", "Oleg", "Sara", "Roman", "Eva",
)  # fmt: skip
KOREAN = ("Minjun", "Seojun", "Doyun", "Jiho", "Seoyeon", "Jiwoo", "Minseo", "Hajun", "Eunji", "Yuna", "Hyun", "Jisoo")
KOREAN_FAMILIES = (("Kim", 215), ("Lee", 147), ("Park", 84), ("Choi", 47), ("Jung", 43), ("Kang", 24), ("Cho", 21))
SYLLABLES = ("ba", "re", "mi", "lo", "du", "sa", "ve", "ki", "no", "tu", "ha", "zy", "pra", "ska", "vič", "enka", "wo")
CYRILLIC = ("Алена", "Іван", "Ганна", "Пятро", "Вольга", "Сяргей", "Марыя", "Янка")
CYRILLIC_SYLLABLES = (
    "ба",
    "рэ",
    "мі",
    "ло",
    "ду",
    "са",
    "ве",
    "кі",
    "но",
    "ту",
    "га",
    "зы",
    "пра",
    "ска",
    "віч",
    "енка",
)
PROVIDERS = (
    ("gmail.com", 45), ("outlook.com", 9), ("yahoo.com", 7), ("icloud.com", 7), ("mail.ru", 6), ("yandex.ru", 4),
    ("wp.pl", 5), ("gmx.de", 4), ("web.de", 3), ("proton.me", 6), ("ukr.net", 2), ("riseup.net", 1), ("posteo.de", 1),
)  # fmt: skip


@dataclass(frozen=True)
class Visit:
    """Somebody who signs: when the link was pressed, in seconds since the beginning, and all that is seen of it.

    ``network`` is a number that stands for a /24 or /64.
    """

    at: float
    name: str
    address: str
    network: int
    seconds: int
    confirm_seconds: int
    proof_missing: bool = False
    is_fake: bool = False


def weighted(chance: random.Random, pairs: Sequence[tuple[str, int]]) -> str:
    """One of several by their weight."""
    return chance.choices([one for one, _ in pairs], cum_weights=list(accumulate(weight for _, weight in pairs)))[0]


def zipf(chance: random.Random, number: int, flat: float = 2.7) -> int:
    """A rank from 0, by Zipf's law with its flat beginning (Mandelbrot) [1]."""
    return min(int(math.exp(chance.random() * math.log((number + flat) / flat)) * flat - flat), number - 1)


def family(rank: int, syllables: Sequence[str] = SYLLABLES) -> str:
    """A family name of its own for each rank."""
    number, parts = rank + 7, []
    while number or len(parts) < 2:
        number, last = divmod(number, len(syllables))
        parts.append(syllables[last])
    return "".join(parts).capitalize()


def plain_name(chance: random.Random) -> str:
    """A first name and a family name, as frequent as people have them."""
    return f"{FIRST[zipf(chance, len(FIRST))]} {family(zipf(chance, 20_000, 60))}"


def korean_name(chance: random.Random) -> str:
    """Of a community in which every second person has one of three family names [1]."""
    given = f"{KOREAN[zipf(chance, len(KOREAN))]} {KOREAN[zipf(chance, len(KOREAN))][:3]}"
    others = 1000 - sum(weight for _, weight in KOREAN_FAMILIES)
    name = weighted(chance, [*KOREAN_FAMILIES, ("", others)]) or family(zipf(chance, 90)).capitalize()
    return f"{given} {name}"


def cyrillic_name(chance: random.Random) -> str:
    """In another script."""
    return f"{chance.choice(CYRILLIC)} {family(zipf(chance, 20_000, 60), CYRILLIC_SYLLABLES)}"


def as_written(chance: random.Random, name: str) -> str:
    """A name as people write theirs."""
    first, last, form = name.split()[0], name.split()[-1], chance.random()
    forms = ((0.78, name), (0.84, name.lower()), (0.87, name.upper()), (0.91, f"{first} {last[0]}. {last}"))
    forms += (
        (0.94, f"{last} {first}"),
        (0.96, f"Dr. {name}"),
        (0.98, f"{first[0]}. {last}"),
        (1.0, f"{last}, {first}"),
    )
    return next(written for most, written in forms if form <= most)


def local_part(chance: random.Random, name: str) -> str:
    """What stands before the @: something of the name, or, of one in three, not."""
    latin = "".join(one for one in name.lower() if (one.isascii() and one.isalpha()) or one == " ").split() or ["user"]
    if chance.random() < 0.35:
        return "".join(chance.choices("abcdefghiklmnoprstuvyz", k=7)) + chance.choice(("", "88", "7", "2001"))
    form = chance.random()
    joined = f"{latin[0]}.{latin[-1]}" if form < 0.5 else f"{latin[0][0]}{latin[-1]}" if form < 0.75 else latin[0]
    return joined + ("" if form < 0.4 else str(chance.randrange(1950, 2012)))


def own_address(chance: random.Random, name: str) -> str:
    """A mailbox with a provider for everybody, or on one of very many other domains, or one that is thrown away."""
    local, kind = f"{local_part(chance, name)}{chance.randrange(10_000_000):x}", chance.random()
    if kind < 0.004:
        return f"{local}@{chance.choice(('mailinator.com', 'guerrillamail.com', 'yopmail.com', 'temp-mail.org'))}"
    if kind < 0.83:
        return f"{local}@{weighted(chance, PROVIDERS)}"
    return f"{local}@{family(zipf(chance, 6_000, 8)).lower().encode('idna').decode()}.example"


def network(chance: random.Random, carriers: Sequence[tuple[int, int]], mobile: float = 0.6) -> int:
    """Six in ten come from a mobile carrier with a handful of networks [2], the others from where they live."""
    if chance.random() < mobile:
        index = chance.choices(range(len(carriers)), [share for share, _ in carriers])[0]
        return 1_000 * (index + 1) + zipf(chance, carriers[index][1])
    return 100_000 + zipf(chance, 30_000, 400)


CARRIERS = ((40, 6), (30, 4), (20, 3), (10, 2))


def person(chance: random.Random, at: float, make_name: Callable[[random.Random], str] = plain_name) -> Visit:
    """Somebody like everybody."""
    name = make_name(chance)
    seconds = chance.uniform(1, 4) if chance.random() < 0.03 else chance.lognormvariate(math.log(45), 0.7)
    return Visit(
        at=at,
        name=as_written(chance, name),
        address=own_address(chance, name),
        network=network(chance, CARRIERS),
        seconds=max(1, int(seconds)),
        confirm_seconds=int(7 + chance.lognormvariate(math.log(70), 1.5)),
        proof_missing=chance.random() < 0.005,
    )


def daytime(chance: random.Random, days: float = 1.0) -> float:
    """A moment of the day: few at night, most in the evening [5]."""
    while True:
        at = chance.random() * days * DAY
        if chance.random() < 0.55 - 0.45 * math.cos(2 * math.pi * (at / DAY - 0.2)):
            return at


def ordinary(
    chance: random.Random, number: int, days: float = 1.0, make_name: Callable[[random.Random], str] = plain_name
) -> Iterator[Visit]:
    """So many people in so many days."""
    for _ in range(number):
        yield person(chance, daytime(chance, days), make_name)


def colleagues(
    chance: random.Random, number: int, domain: str, place: int, *, at: float, hours: float, inside: float = 0.6
) -> Iterator[Visit]:
    """Of one organisation, with its domain, so many of them from its own network."""
    for count in range(number):
        one = person(chance, at + chance.random() * hours * HOUR)
        latin = "".join(
            letter for letter in one.name.lower() if (letter.isascii() and letter.isalnum()) or letter == " "
        )
        local = ".".join(latin.split()) or "user"
        here = place if chance.random() < inside else one.network
        yield replace(one, address=f"{local}{count or ''}@{domain}", network=here)


def numbered(visits: Iterator[Visit]) -> Iterator[Visit]:
    """The same with numbers for addresses, as schools and large firms give them."""
    for count, one in enumerate(visits):
        yield replace(one, address=f"s{100000 + 7 * count}@{one.address.split('@')[1]}")


def families(chance: random.Random, number: int) -> Iterator[Visit]:
    """Families: one name, one network, often a domain or a mailbox of their own, within minutes."""
    count = 0
    while count < number:
        at, name, place = daytime(chance), family(zipf(chance, 20_000, 60)), 100_000 + chance.randrange(30_000)
        kind, size = chance.random(), chance.choice((2, 3, 3, 4, 5, 6))
        house = f"{name}{chance.randrange(1_000_000)}.example"
        for member in range(size):
            first = FIRST[zipf(chance, len(FIRST))]
            one = person(chance, at + member * chance.uniform(60, 400))
            tagged, own = f"{name}+{first}{member}@{house}", f"{first}{member}@{house}"
            address = tagged if kind < 0.2 else own if kind < 0.5 else one.address
            yield replace(one, name=f"{first} {name}", network=place, address=address.lower().replace("č", "c"))
        count += size


def one_place(visits: Iterator[Visit], place: int, share: float, chance: random.Random) -> Iterator[Visit]:
    """The same, so many of them from one network."""
    return (replace(one, network=place) if chance.random() < share else one for one in visits)


def within(visits: Iterator[Visit], at: float, hours: float, chance: random.Random) -> Iterator[Visit]:
    """The same people, but so soon after something that called them."""
    return (replace(one, at=at + min(chance.expovariate(3 / hours), 1.5 * hours) * HOUR) for one in visits)


def hurried(visits: Iterator[Visit], share: float, chance: random.Random) -> Iterator[Visit]:
    """The same, so many of them with a form that their browser filled in."""
    return (replace(one, seconds=chance.randrange(2, 9)) if chance.random() < share else one for one in visits)


def without_scripts(visits: Iterator[Visit], share: float, chance: random.Random) -> Iterator[Visit]:
    """Some who come through an anonymising network, of few exits, whose browsers run no scripts."""
    for one in visits:
        is_one = chance.random() < share
        yield replace(one, proof_missing=True, network=50 + chance.randrange(6)) if is_one else one


def carried(chance: random.Random, number: int, carriers: Sequence[tuple[int, int]]) -> Iterator[Visit]:
    """A country in which nearly everybody comes through these carriers, and writes with one provider."""
    for one in ordinary(chance, number):
        address = f"{one.address.split('@')[0]}@gmail.com" if chance.random() < 0.85 else one.address
        yield replace(one, network=network(chance, carriers, 0.9), address=address)
