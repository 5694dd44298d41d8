"""Every setting once: its name, its default, what it takes. Nonsense is refused at the start."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import NoReturn, TypeVar
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url

from petition.config import backup_values, files, startup_errors, values
from petition.config.backup_values import BackupSettings
from petition.config.values import Relay, is_loopback

ROOT = Path(__file__).resolve().parent.parent.parent
T = TypeVar("T")


class StartError(Exception):
    """What stops a start until a person changes something; the text is one line that says what."""


class SettingError(StartError):
    """A setting holds nonsense; the text is one line that names it and says what it takes."""


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
    replica_url: str | None
    redis_url: str | None
    sign_limit: str
    trusted_proxies: int
    page_cache: int
    listen_host: str
    listen_port: int
    backups: BackupSettings
    metrics_token: str | None
    log_format: str
    slow_query_ms: int

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


def load_settings(environ: Mapping[str, str] | None = None, *, instance: Path | None = None) -> Settings:
    """Settings from the environment, then from ``.env`` in the checkout; raises SettingError."""
    given = dict(environ) if environ is not None else _environment()
    instance = instance or Path(_read_setting(given, "INSTANCE_PATH", str(ROOT / "instance"), str))
    instance = _parse_setting("INSTANCE_PATH", partial(files.make_folder, instance), "; must be a folder of its own")
    public_url = _read_setting(given, "PUBLIC_URL", _default_listen_url(given), values.parse_public_url)
    relay = _read_setting(given, "MAIL_URL", "", values.parse_relay)
    demo = relay is None and is_loopback(urlsplit(public_url).hostname or "")
    secret_key = _read_secret(given, "SECRET_KEY", instance, demo)
    data_keys = _read_secret(given, "DATA_KEYS", instance, demo)
    database_url = partial(values.parse_database_url, folder=instance)
    settings = Settings(
        instance=instance,
        database_url=_read_setting(given, "DATABASE_URL", f"sqlite:///{instance}/undersigned.sqlite", database_url),
        replica_url=_read_setting(
            given, "REPLICA_URL", "", partial(values.parse_replica_url, given.get("DATABASE_URL"))
        ),
        secret_key=_parse_setting("SECRET_KEY", partial(values.parse_key, secret_key)),
        data_keys=_parse_setting("DATA_KEYS", partial(values.parse_keys, data_keys)),
        public_url=public_url,
        relay=relay,
        mail_from=_read_setting(given, "MAIL_FROM", "Undersigned <no-reply@localhost>", values.parse_mail_from),
        redis_url=_read_setting(given, "REDIS_URL", "", values.parse_redis_url),
        sign_limit=_read_setting(
            given, "SIGN_LIMIT", "10 per minute; 60 per hour", values.parse_sign_limit, empty=True
        ),
        trusted_proxies=_read_setting(given, "TRUSTED_PROXIES", "0", values.parse_trusted_proxies),
        page_cache=_read_setting(given, "PAGE_CACHE", "16", values.parse_page_cache),
        listen_host=_read_setting(given, "HOST", "127.0.0.1", values.parse_listen_host),
        listen_port=_read_setting(given, "PORT", "5000", values.parse_listen_port),
        backups=_read_backups(given, instance),
        metrics_token=_read_setting(given, "METRICS_TOKEN", "", values.parse_metrics_token),
        log_format=_read_setting(given, "LOG_FORMAT", "text", values.parse_log_format),
        slow_query_ms=_read_setting(given, "SLOW_QUERY_MS", "500", values.parse_slow_query),
    )
    # Last of all: where a setting holds nonsense no database is left behind.
    _make_database(settings.database_url)
    return settings


def _read_backups(given: Mapping[str, str], instance: Path) -> BackupSettings:
    """The settings of backups, which only make sense together."""
    found = BackupSettings(
        recipients=_read_setting(given, "BACKUP_TO", "", backup_values.parse_recipients),
        folder=_read_setting(given, "BACKUP_DIR", "", backup_values.parse_folder),
        every=_read_setting(given, "BACKUP_EVERY", "", backup_values.parse_every),
        keep_days=_read_setting(given, "BACKUP_KEEP", "30", backup_values.parse_keep),
        erasure_log=_read_setting(given, "ERASURE_LOG", f"{instance}/erasures.log", backup_values.parse_log),
    )
    if found.every and not (found.recipients and found.folder):
        raise SettingError("BACKUP_EVERY: needs BACKUP_TO and BACKUP_DIR")
    return found


def load_or_exit() -> Settings:
    """Settings as ``load_settings`` gives them, where a process really starts: whatever it makes is its owner's alone.

    Where a setting holds nonsense the start ends with one line.
    """
    os.umask(0o077)
    try:
        return load_settings()
    except SettingError as fault:
        exit_on_fault(fault)


def exit_on_fault(fault: StartError) -> NoReturn:
    """Ends the start with one line; no server tries it again."""
    startup_errors.exit_with_message(str(fault))


def _default_listen_url(given: Mapping[str, str]) -> str:
    """Where ``make run`` serves: the public address as long as nobody says another one."""
    host = _read_setting(given, "HOST", "127.0.0.1", values.parse_listen_host)
    port = _read_setting(given, "PORT", "5000", values.parse_listen_port)
    shown = host if is_loopback(host) else "127.0.0.1"
    return f"http://{f'[{shown}]' if ':' in shown else shown}:{port}"


def _environment() -> dict[str, str]:
    return {**_parse_setting(".env", partial(files.read_environment, ROOT / ".env")), **os.environ}


def _read_setting(
    given: Mapping[str, str], name: str, default: str, parse: Callable[[str], T], *, empty: bool = False
) -> T:
    text = given.get(name, default).strip()
    if not text.isprintable():
        raise SettingError(f"{name}: must be one line of printable text in UTF-8")
    if not text and not empty:
        text = default
    return _parse_setting(name, partial(parse, text))


def _parse_setting(name: str, parse: Callable[[], T], also: str = "") -> T:
    """What a parser gives; where it refuses, the setting's name comes before its reason."""
    try:
        return parse()
    except ValueError as fault:
        raise SettingError(f"{name}: {fault}{also}") from None


def _read_secret(given: Mapping[str, str], name: str, instance: Path, demo: bool) -> str:
    """The secret as set, or for the demo one made once and kept in a file that only its owner reads."""
    if set_to := given.get(name, "").strip():
        return set_to
    if not demo:
        raise SettingError(f"{name}: must be set outside the demo; {values.TAKES_KEY}")
    path = instance / name.lower()
    return _parse_setting(name, partial(files.keep_secret, path), f"; {values.TAKES_KEY}")


def _make_database(url: str) -> None:
    """Makes SQLite's file where there is none."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        _parse_setting("DATABASE_URL", partial(files.make_sqlite, Path(parsed.database or "")))
