"""Every setting once: its name, its default, what it takes. Nonsense is refused at the start."""

from __future__ import annotations

import os
import re
import secrets
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parseaddr
from ipaddress import ip_address
from pathlib import Path
from typing import TypeVar
from urllib.parse import parse_qs, unquote, urlsplit

from dotenv import dotenv_values
from limits import parse_many
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

ROOT = Path(__file__).resolve().parent.parent
SHORTEST_KEY = 32
SQLITE_MAGIC = b"SQLite format 3\0"
T = TypeVar("T")


class SettingError(Exception):
    """A setting holds nonsense; the text is one line that names it and says what it takes."""


@dataclass(frozen=True)
class Relay:
    """The SMTP relay of ``MAIL_URL``; ``tls`` is ``implicit``, ``starttls`` or ``none``."""

    host: str
    port: int
    user: str | None
    password: str | None
    tls: str


@dataclass(frozen=True)
class Settings:
    """What the operator decided; see ``docs/running.md``."""

    instance: Path
    database_url: str
    secret_key: str
    data_keys: tuple[str, ...]
    public_url: str
    relay: Relay | None
    mail_from: str
    redis_url: str | None
    sign_limit: str
    trusted_proxies: int
    listen_host: str
    listen_port: int

    @property
    def https(self) -> bool:
        """Whether visitors come over https, as far as the public address says."""
        return self.public_url.startswith("https://")

    @property
    def host(self) -> str:
        """The name in the public address, with the port where one is given."""
        return urlsplit(self.public_url).netloc

    @property
    def demo(self) -> bool:
        """True where mails stay in the demo inbox: no relay, and a loopback address."""
        return self.relay is None and is_loopback(urlsplit(self.public_url).hostname or "")


def is_loopback(host: str) -> bool:
    """Whether a host name or address can only mean this machine."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def load(environ: Mapping[str, str] | None = None, *, instance: Path | None = None) -> Settings:
    """Settings from the environment, then from ``.env`` in the checkout; raises SettingError."""
    given = dict(environ) if environ is not None else _environment()
    instance = _folder(instance or Path(given.get("INSTANCE_PATH") or ROOT / "instance"))
    public_url = _read(given, "PUBLIC_URL", _served_at(given), _public_url)
    relay = _read(given, "MAIL_URL", "", _relay)
    demo = relay is None and is_loopback(urlsplit(public_url).hostname or "")
    secret_key = _secret(given, "SECRET_KEY", instance, demo)
    data_keys = _secret(given, "DATA_KEYS", instance, demo)
    return Settings(
        instance=instance,
        database_url=_read(given, "DATABASE_URL", f"sqlite:///{instance}/undersigned.sqlite", _database_url),
        secret_key=_key(secret_key, "SECRET_KEY"),
        data_keys=tuple(_key(key, "DATA_KEYS") for key in re.split(r"[\s,]+", data_keys.strip())),
        public_url=public_url,
        relay=relay,
        mail_from=_read(given, "MAIL_FROM", "Undersigned <no-reply@localhost>", _mail_from),
        redis_url=_read(given, "REDIS_URL", "", _redis_url),
        sign_limit=_read(given, "SIGN_LIMIT", "10 per minute; 60 per hour", _sign_limit, empty=True),
        trusted_proxies=_read(given, "TRUSTED_PROXIES", "0", _trusted_proxies),
        listen_host=_read(given, "HOST", "127.0.0.1", _listen_host),
        listen_port=_read(given, "PORT", "5000", _listen_port),
    )


def load_or_exit() -> Settings:
    """Settings as ``load`` gives them; where one holds nonsense the start ends with one line."""
    try:
        return load()
    except SettingError as fault:
        sys.exit(str(fault))


def _served_at(given: Mapping[str, str]) -> str:
    """Where ``make run`` serves: the public address as long as nobody says another one."""
    host, port = _read(given, "HOST", "127.0.0.1", _listen_host), _read(given, "PORT", "5000", _listen_port)
    return f"http://{host if is_loopback(host) else '127.0.0.1'}:{port}"


def _environment() -> dict[str, str]:
    from_file = {name: value or "" for name, value in dotenv_values(ROOT / ".env").items()}
    return {**from_file, **os.environ}


def _folder(path: Path) -> Path:
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as fault:
        raise SettingError(f"INSTANCE_PATH: takes a folder that can be made and written: {fault.strerror}") from None
    return path.resolve()


def _read(given: Mapping[str, str], name: str, default: str, parse: Callable[[str], T], *, empty: bool = False) -> T:
    text = given.get(name, default).strip()
    if not text and not empty:
        text = default
    try:
        return parse(text)
    except ValueError as fault:
        raise SettingError(f"{name}: {fault}") from None


def _secret(given: Mapping[str, str], name: str, instance: Path, demo: bool) -> str:
    """The secret as set, or for the demo one made once and kept in a file only its owner reads."""
    if given.get(name, "").strip():
        return given[name]
    if not demo:
        raise SettingError(f"{name}: must be set outside the demo; takes {SHORTEST_KEY} or more random characters")
    path = instance / name.lower()
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return path.read_text().strip()


def _key(key: str, name: str) -> str:
    if len(key) < SHORTEST_KEY or len(set(key)) < 10:
        raise SettingError(f"{name}: takes {SHORTEST_KEY} or more random characters in each key")
    return key


def _database_url(text: str) -> str:
    takes = "takes an SQLAlchemy URL, sqlite:///… or postgresql://…"
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise ValueError(takes) from None
    if url.get_backend_name() == "sqlite" and url.database:
        _sqlite_file(Path(url.database))
        return text
    if url.get_backend_name() == "postgresql":
        return url.set(drivername="postgresql+psycopg").render_as_string(hide_password=False)
    raise ValueError(takes)


def _start_of(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(len(SQLITE_MAGIC))


def _sqlite_file(path: Path) -> None:
    """Makes the file where there is none: its owner's alone, and so is the log that SQLite puts beside it."""
    try:
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        if not path.is_file() or _start_of(path) not in (b"", SQLITE_MAGIC):
            raise ValueError(f"{path} is no SQLite database") from None
    except OSError as fault:
        raise ValueError(f"{path} cannot be made: {fault.strerror}") from None


def _public_url(text: str) -> str:
    takes = "takes an address such as https://sign.example.org, without a path"
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise ValueError(takes) from None
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        raise ValueError(takes)
    if parts.path.strip("/") or parts.query or parts.fragment or parts.username:
        raise ValueError(takes)
    if parts.scheme == "http" and not (is_loopback(parts.hostname) or parts.hostname.endswith(".onion")):
        raise ValueError("takes https:// for an address that is not of this machine")
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _relay(text: str) -> Relay | None:
    if not text:
        return None
    takes = "takes smtp://user:password@host:port?tls=starttls or smtps://user:password@host:port"
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        raise ValueError(takes) from None
    query = parse_qs(parts.query, keep_blank_values=True)
    said = query.pop("tls", [""])[-1]
    tls = said or ("implicit" if parts.scheme == "smtps" else "none")
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname or query or parts.path.strip("/"):
        raise ValueError(takes)
    if (parts.scheme == "smtps") != (tls == "implicit") or tls not in ("implicit", "starttls", "none"):
        raise ValueError(takes)
    if not said and tls == "none" and not is_loopback(parts.hostname):
        raise ValueError("takes ?tls=starttls or smtps:// for a relay on another machine (?tls=none if you must)")
    user = unquote(parts.username) if parts.username else None
    password = unquote(parts.password) if parts.password else None
    return Relay(parts.hostname, port or (465 if tls == "implicit" else 587 if user else 25), user, password, tls)


def _mail_from(text: str) -> str:
    if "\n" in text or "\r" in text or "@" not in parseaddr(text)[1]:
        raise ValueError("takes a sender such as Undersigned <no-reply@example.org>")
    return text


def _redis_url(text: str) -> str | None:
    takes = "takes redis://host:port/number or rediss://…"
    try:
        parts = urlsplit(text)
        sound = not text or (parts.scheme in ("redis", "rediss") and parts.port != 0)
    except ValueError:
        raise ValueError(takes) from None
    if not sound:
        raise ValueError(takes)
    return text or None


def _sign_limit(text: str) -> str:
    try:
        if text and min(rule.amount for rule in parse_many(text)) < 1:
            raise ValueError
    except ValueError:
        raise ValueError("takes limits such as 10 per minute; 60 per hour, or nothing for none") from None
    return text


def _listen_host(text: str) -> str:
    try:
        return text if text == "localhost" else str(ip_address(text))
    except ValueError:
        raise ValueError("takes an address of this machine, such as 127.0.0.1 or 0.0.0.0") from None


def _listen_port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        raise ValueError("takes a number of a port from 1 to 65535")
    return int(text)


def _trusted_proxies(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > 9:
        raise ValueError("takes a number of proxies from 0 to 9")
    return int(text)
