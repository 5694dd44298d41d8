"""Addresses in what people write: what a browser or a mail program would open, and bare domains.

Names look like domains: "Change.org", "Mail.ru Group", "г.Москва", "J.Kim". Nothing that people write becomes a link,
so in a name only what cannot be one is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from petition.core.addresses import LONGEST_HOST, public_suffix, registrable_domain
from petition.core.text import normalise_dots

# Each pattern here takes time in proportion to the text, whatever the text (tests/house/test_patterns.py).
OPENS = re.compile(r"(?i)[a-z]{2}:/|(?<!\w)//\w|\bwww\.|\w@[\w-]+\.\w")
# What stands between dots, and the beginning of a path behind it.
RUN = re.compile(r"([\w.-]+)((?::\d{1,5})?/[\w?#~%])?")
STARTS_LABEL = re.compile(r"[^\W_]")
END_OF_HOST = re.compile(r"xn--[\w-]+|[^\W\d_]{2,}")
# Ends of hosts that nobody can register, and that are opened all the same (RFC 2606, RFC 7686).
RESERVED = frozenset({"example", "test", "invalid", "localhost", "local", "onion"})


def looks_like_address(text: str) -> bool:
    """Whether there is an address in it that a browser or a mail program would open.

    A scheme, "www.", a path after a domain, a mail address; not a bare domain (``find_domain``).
    """
    plain = normalise_dots(text)
    return OPENS.search(plain) is not None or any(
        path and _ends_as_host(run) and not _is_abbreviated(run) for run, path in RUN.findall(plain)
    )


def find_domain(text: str) -> str | None:
    """The first domain in running text that could be visited, such as "shop.example.com"; else None.

    Initials, abbreviations and sentences without a space between them are none: "J.R.R.", "St.John", "J.Kim",
    "г.Москва", "I agree.So do we".
    """
    runs = (run for run, _path in RUN.findall(normalise_dots(text)))
    return next((domain for run in runs for domain in _domains_of_run(run)), None)


def find_lowercase_domain(text: str) -> str | None:
    """The first domain in it that is written as addresses are, wholly in small letters; else None."""
    runs = (run for run, _path in RUN.findall(normalise_dots(text)))
    return next((domain for run in runs if run.islower() for domain in _domains_of_run(run)), None)


def _is_abbreviated(run: str) -> bool:
    """Whether it is an initial with its name, or a degree: "J.Kim", "M.Sc"."""
    first, _dot, second = run.partition(".")
    return len(first) == 1 and first.isupper() and second.isalpha() and _is_capitalised(second)


def _ends_as_host(run: str) -> bool:
    host = run.lower()[-LONGEST_HOST:].lstrip("-_.")
    name, _dot, end = host.rpartition(".")
    return bool(name) and (end in RESERVED or public_suffix(host) is not None)


def _domains_of_run(run: str) -> Iterator[str]:
    for host in _host_candidates(run.split(".")):
        labels = host.split(".")
        while labels and _is_capitalised(labels[-1]):
            labels.pop()
        domain = ".".join(labels).lower()
        if public_suffix(domain) and registrable_domain(domain):
            yield domain


def _is_capitalised(label: str) -> bool:
    return label[:1].isupper() and not label.isupper()


def _host_candidates(labels: Sequence[str]) -> Iterator[str]:
    """What stands between dots as hosts do: up to the last label that can end one; of a longer one, its end."""
    first, last = 0, None
    for place, label in enumerate([*labels, ""]):
        if place > first and END_OF_HOST.match(label):
            last = place
        elif not STARTS_LABEL.match(label):
            if last is not None:
                yield _host_up_to(labels[first:last], labels[last])
            first, last = (place if STARTS_LABEL.search(label) else place + 1), None


def _host_up_to(labels: Sequence[str], end: str) -> str:
    ending = END_OF_HOST.match(end)
    whole = ".".join([*labels[-LONGEST_HOST:], ending[0] if ending else ""])
    return whole[-LONGEST_HOST:].lstrip("-_.")
