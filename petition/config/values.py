"""What each setting takes: a parser reads the text of one, and raises ValueError with what it takes instead."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import parseaddr
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

import idna
from email_validator import EmailNotValidError, validate_email
from limits import parse_many
from psycopg import ProgrammingError
from psycopg.conninfo import make_conninfo
from redis import ConnectionPool
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

SHORTEST_KEY, DIFFERENT_LETTERS = 32, 10
TAKES_KEY = f"must have {SHORTEST_KEY} or more random characters in each key"
# RFC 1123, 2.1. Machines in private networks are also called with underscores, but no public site is.
LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)")
LABEL_INSIDE = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
LONGEST_HOST = 253
DEFAULT_PORTS = {"http": 80, "https": 443}
NO_TIME = re.compile(r"(per|/)\s*0+(?![0-9])")


@dataclass(frozen=True)
class Relay:
    """The SMTP relay of ``MAIL_URL``; ``tls`` is ``implicit``, ``starttls`` or ``none``.

    ``connections``: at most so many at once of one worker; ``per_minute``: at most so many mails, None for no limit.
    """

    host: str
    port: int
    user: str | None
    password: str | None
    tls: str
    connections: int = 4
    per_minute: int | None = None


def is_loopback(host: str) -> bool:
    """Whether a host name or address can only mean this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def parse_database_url(text: str, *, folder: Path) -> str:
    """A database of one of the two kinds, under our driver; a relative path of SQLite's is one in ``folder``."""
    takes = "must be sqlite:////path/of/a/file or postgresql://user:password@host/name"
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise ValueError(takes) from None
    if url.drivername in ("sqlite", "sqlite+pysqlite"):
        return _sqlite_url(url, folder)
    if url.drivername in ("postgresql", "postgresql+psycopg"):
        return _postgresql_url(url, takes)
    raise ValueError(takes)


def _sqlite_url(url: URL, folder: Path) -> str:
    path = url.database or ""
    if url.host or url.username or url.query or not path or path.startswith((":", "file:")) or path.endswith("/"):
        raise ValueError("must be the path of a file, sqlite:////path/of/a/file, and nothing after it")
    return url.set(drivername="sqlite", database=str(folder / path)).render_as_string(hide_password=False)


def _postgresql_url(url: URL, takes: str) -> str:
    url = url.set(drivername="postgresql+psycopg")
    if url.port == 0 or (url.port or 1) > 65535 or not url.database:
        raise ValueError(takes)
    try:
        # libpq knows which options there are; nothing is connected yet.
        _, options = url.get_dialect()().create_connect_args(url)
        make_conninfo(**options)
    except (ProgrammingError, ArgumentError, ValueError, TypeError):
        raise ValueError(f"{takes}, with options of libpq at most") from None
    return url.render_as_string(hide_password=False)


def parse_replica_url(primary: str | None, text: str) -> str | None:
    """A replica of PostgreSQL to read from, or none; it goes with a ``primary`` of PostgreSQL alone."""
    if not text:
        return None
    takes = "must be postgresql://user:password@host/name, of a replica of the one in DATABASE_URL"
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise ValueError(takes) from None
    if url.drivername not in ("postgresql", "postgresql+psycopg"):
        raise ValueError(takes)
    if not (primary or "").strip().startswith("postgresql"):
        raise ValueError("must not be set with SQLite; it names a replica of the PostgreSQL in DATABASE_URL")
    return _postgresql_url(url, takes)


def parse_public_url(text: str) -> str:
    """The site's address in the form in which browsers name it: host in ASCII, no port that goes without saying."""
    takes = "must be an address such as https://sign.example.org, without a path"
    parts, port = _split_address(text, takes)
    host = _ascii_host(parts.hostname or "", takes)
    if parts.scheme not in DEFAULT_PORTS or not _is_host(host, LABEL) or "@" in parts.netloc:
        raise ValueError(takes)
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError(takes)
    if parts.scheme == "http" and not (is_loopback(host) or host.endswith(".onion")):
        raise ValueError("must begin with https:// unless it is an address of this machine")
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}" + (f":{port}" if port not in (None, DEFAULT_PORTS[parts.scheme]) else "")


def parse_relay(text: str) -> Relay | None:
    """The mail server, or none."""
    if not text:
        return None
    takes = "must be smtp://user:password@host:port?tls=starttls or smtps://user:password@host:port"
    parts, port = _split_address(text, takes)
    host = parts.hostname or ""
    query: dict[str, list[Any]] = dict(parse_qs(parts.query, keep_blank_values=True))
    said = query.pop("tls", [""])[-1]
    connections = _parse_integer(query.pop("connections", ["4"])[-1], 1, 50, "takes ?connections= from 1 to 50")
    pace = query.pop("per_minute", [None])[-1]
    per_minute = None if pace is None else _parse_integer(pace, 1, 100_000, "takes ?per_minute= from 1 to 100000")
    tls = said or ("implicit" if parts.scheme == "smtps" else "none")
    if parts.scheme not in ("smtp", "smtps") or not _is_host(host, LABEL_INSIDE):
        raise ValueError(takes)
    if query or parts.path.strip("/") or parts.fragment:
        raise ValueError(takes)
    if (parts.scheme == "smtps") != (tls == "implicit") or tls not in ("implicit", "starttls", "none"):
        raise ValueError(takes)
    if not said and tls == "none" and not is_loopback(host):
        raise ValueError(
            "needs ?tls=starttls or smtps:// for a relay on another machine (?tls=none if there is no other way)"
        )
    user, password = unquote(parts.username or "") or None, unquote(parts.password or "") or None
    if (user is None) != (password is None) or not f"{user}{password}".isprintable():
        raise ValueError(f"{takes}; user and password together or not at all")
    port = port or (465 if tls == "implicit" else 587 if user else 25)
    return Relay(host, port, user, password, tls, connections, per_minute)


def parse_mail_from(text: str) -> str:
    """The sender of all mails: an address, with a name before it if wanted."""
    takes = "must be a sender such as Undersigned <no-reply@example.org>, the address in ASCII"
    _, address = parseaddr(text)
    local, _, domain = address.rpartition("@")
    if text != address and not text.endswith(f"<{address}>"):
        raise ValueError(takes)
    if not _is_host(domain.lower(), LABEL) or _is_address(domain):
        raise ValueError(takes)
    try:
        # Our own domain may be one that leads nowhere else, such as localhost: it is looked at above.
        validate_email(f"{local}@example.org", allow_smtputf8=False, check_deliverability=False)
    except EmailNotValidError:
        raise ValueError(takes) from None
    return text


def parse_redis_url(text: str) -> str | None:
    """Where Redis is, or none."""
    takes = "must be redis://host:port/number or rediss://…"
    if not text:
        return None
    parts, _ = _split_address(text, takes)
    if parts.scheme not in ("redis", "rediss") or not _is_host(parts.hostname or "", LABEL_INSIDE) or parts.fragment:
        raise ValueError(takes)
    if re.fullmatch(r"/?[0-9]{0,6}", parts.path) is None:
        raise ValueError(takes)
    try:
        # The client knows which options there are; nothing is connected yet.
        ConnectionPool.from_url(text).make_connection()
    except (TypeError, ValueError):
        raise ValueError(f"{takes}, with options of redis-py at most") from None
    return text


def parse_sign_limit(text: str) -> str:
    """Limits in the words of the ``limits`` library; nothing means none."""
    try:
        if text and (NO_TIME.search(text) or min(rule.amount for rule in parse_many(text)) < 1):
            raise ValueError
    except ValueError:
        raise ValueError("must be limits such as 10 per minute; 60 per hour, or empty for none") from None
    return text


def parse_listen_host(text: str) -> str:
    """An address of this machine."""
    try:
        return text if text == "localhost" else str(ip_address(text))
    except ValueError:
        raise ValueError("must be an address of this machine, such as 127.0.0.1 or 0.0.0.0") from None


def parse_listen_port(text: str) -> int:
    """A port's number."""
    return _parse_integer(text, 1, 65535, "must be a port number from 1 to 65535")


def parse_trusted_proxies(text: str) -> int:
    """How many proxies are believed."""
    return _parse_integer(text, 0, 9, "must be a number of proxies from 0 to 9")


def parse_page_cache(text: str) -> int:
    """How many megabytes of pages each process keeps in memory."""
    return _parse_integer(text, 0, 1024, "must be a number of megabytes from 0 to 1024")


def parse_metrics_token(text: str) -> str | None:
    """The word by which other machines may read the figures, or none."""
    if text and (len(text) < SHORTEST_KEY or re.fullmatch(r"[A-Za-z0-9._~+/=-]+", text) is None):
        raise ValueError(f"must have {SHORTEST_KEY} or more letters and digits (RFC 6750), or be empty for none")
    return text or None


def parse_log_format(text: str) -> str:
    """How a line of the log is written."""
    if text not in ("text", "json"):
        raise ValueError("must be text or json")
    return text


def parse_slow_query(text: str) -> int:
    """From how many milliseconds on a statement is logged; 0 for never."""
    return _parse_integer(text, 0, 3_600_000, "must be a number of milliseconds, or 0 for never")


def parse_key(text: str) -> str:
    """One key: long, and no word repeated."""
    if len(text) < SHORTEST_KEY or len(set(text)) < DIFFERENT_LETTERS or not text.isprintable():
        raise ValueError(TAKES_KEY)
    return text


def parse_keys(text: str) -> tuple[str, ...]:
    """Several keys, between spaces or commas."""
    return tuple(parse_key(one) for one in re.split(r"[\s,]+", text))


def _parse_integer(text: str, least: int, most: int, takes: str) -> int:
    if re.fullmatch(r"[0-9]{1,9}", text) is None or not least <= int(text) <= most:
        raise ValueError(takes)
    return int(text)


def _split_address(text: str, takes: str) -> tuple[SplitResult, int | None]:
    """The parts of an address; what urlsplit leaves out without a word (tabs, line breaks) is refused."""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise ValueError(takes) from None
    is_literal = "[" in parts.netloc
    if re.search(r"\s", text) or port == 0 or (is_literal and ":" not in (parts.hostname or "")):
        raise ValueError(takes)
    return parts, port


def _ascii_host(host: str, takes: str) -> str:
    """A host as browsers write it into requests: names in other letters in their ``xn--`` form (RFC 5891)."""
    try:
        return host if host.isascii() else idna.encode(host, uts46=True).decode()
    except idna.IDNAError:
        raise ValueError(takes) from None


def _is_host(host: str, label: re.Pattern[str]) -> bool:
    """Whether this is an address, or a name of labels, the last of which is no number (as in no name there is)."""
    if "%" in host or len(host) > LONGEST_HOST:
        return False
    if ":" in host or _last_is_number(labels := host.split(".")):
        return _is_address(host)
    return all(label.fullmatch(one) for one in labels)


def _last_is_number(labels: Sequence[str]) -> bool:
    # Browsers take such a host for an address of IPv4 (WHATWG URL, "ends in a number").
    return re.fullmatch(r"[0-9]+|0x[0-9a-f]*", labels[-1]) is not None


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
