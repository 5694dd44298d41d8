"""How often one network may knock: counted under a hash that nobody can read back.

There are few networks, so that whoever has a hash and all that went into it tries them all. The salt of the day lies
in the database; the key, one of ``DATA_KEYS``, does not. With the salt gone, not even the key helps.

The counting is the ``limits`` library's; ours are the key and a storage in a database, so that two
processes share one budget. On SQLite it lives in a file of its own beside the database: a counter
must not wait for, nor hold up, a signature. With ``REDIS_URL`` it lives there.
"""

from __future__ import annotations

import secrets
import time
from datetime import UTC, date, datetime, timedelta
from functools import cache, lru_cache
from ipaddress import IPv6Address, ip_address
from pathlib import Path

from flask import current_app, request
from limits import parse_many
from limits.storage import Storage, storage_from_string
from limits.strategies import FixedWindowRateLimiter
from redis.exceptions import RedisError
from sqlalchemy import (
    Column,
    Delete,
    Engine,
    Float,
    Integer,
    LargeBinary,
    String,
    Table,
    create_engine,
    delete,
    select,
    text,
)
from sqlalchemy.engine import make_url

from petition.config import files
from petition.core import crypto, db, postgresql

rate_limit = Table(
    "rate_limit",
    db.Base.metadata,
    Column("key", String(200), primary_key=True),
    Column("hits", Integer, nullable=False),
    Column("expires_at", Float, nullable=False),  # seconds since 1970
)
daily_salt = Table(
    "daily_salt",
    db.Base.metadata,
    Column("day", String(10), primary_key=True),
    Column("salt", LargeBinary(32), nullable=False),
)
# A window that ends later than two of its kind was opened before the clock was set back, and is over.
COUNT = text(
    "INSERT INTO rate_limit (key, hits, expires_at) VALUES (:key, :amount, :until) "
    "ON CONFLICT (key) DO UPDATE SET "
    "hits = CASE WHEN rate_limit.expires_at > :now AND rate_limit.expires_at <= :late "
    "THEN rate_limit.hits + :amount ELSE :amount END, "
    "expires_at = CASE WHEN rate_limit.expires_at > :now AND rate_limit.expires_at <= :late "
    "THEN rate_limit.expires_at ELSE :until END "
    "RETURNING hits"
)
# Seconds for which a Redis that did not answer is left alone; and until when each is, by the clock that is never set.
REST = 5.0
_left_alone_until: dict[str, float] = {}
KEEP_SALT = text("INSERT INTO daily_salt (day, salt) VALUES (:day, :salt) ON CONFLICT (day) DO NOTHING")


class DatabaseStorage(Storage):
    """Counters of the ``limits`` library in our database, shared by all processes."""

    STORAGE_SCHEME = ["database"]

    def __init__(self, uri: str | None = None, wrap_exceptions: bool = False, **options: float | str | bool) -> None:
        super().__init__(uri, wrap_exceptions)
        self.engine = make_limits_engine(str(options["url"]))

    @property
    def base_exceptions(self) -> type[Exception]:
        """What the database may raise; nothing here is wrapped."""
        return Exception

    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Counts ``amount`` more under ``key`` for a window of ``expiry`` seconds; gives the sum."""
        now = time.time()
        counted = {"key": key, "amount": amount, "now": now, "until": now + expiry, "late": now + 2 * expiry}
        with self.engine.begin() as connection:
            return int(connection.execute(COUNT, counted).scalar_one())

    def get(self, key: str) -> int:
        """What has been counted under ``key`` in the window that is open."""
        query = select(rate_limit.c.hits).where(rate_limit.c.key == key, rate_limit.c.expires_at > time.time())
        with self.engine.connect() as connection:
            return int(connection.execute(query).scalar() or 0)

    def get_expiry(self, key: str) -> float:
        """When the window of ``key`` ends, in seconds since 1970."""
        query = select(rate_limit.c.expires_at).where(rate_limit.c.key == key)
        with self.engine.connect() as connection:
            return float(connection.execute(query).scalar() or time.time())

    def check(self) -> bool:
        """Whether the storage answers."""
        with self.engine.connect() as connection:
            return connection.execute(select(1)).scalar() == 1

    def reset(self) -> int | None:
        """Forgets every counter; gives their number."""
        with self.engine.begin() as connection:
            return connection.execute(delete(rate_limit)).rowcount

    def clear(self, key: str) -> None:
        """Forgets one counter."""
        with self.engine.begin() as connection:
            connection.execute(delete(rate_limit).where(rate_limit.c.key == key))


@cache
def make_limits_engine(url: str) -> Engine:
    """An engine for what is counted and soon forgotten; losing it in a crash harms nobody."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        engine = create_engine(parsed, pool_size=2, **db.engine_options(url))
        postgresql.set_parameters(engine, {"synchronous_commit": "off"})
        db.ask_idle_connections(engine)
        return engine
    beside = f"{parsed.database}.limits"
    # SQLite would make it with the modes of the umask.
    files.make_sqlite(Path(beside))
    engine = create_engine(
        parsed.set(database=beside),
        connect_args={"timeout": db.BUSY_SECONDS, "isolation_level": None, "check_same_thread": False},
    )
    db.tune_engine(engine, synchronous="OFF")
    with db.write_transactions():
        db.Base.metadata.create_all(engine, tables=[rate_limit, daily_salt])
    return engine


@cache
def _storage(redis_url: str | None, database_url: str) -> Storage:
    if redis_url:
        return storage_from_string(redis_url, socket_timeout=1, socket_connect_timeout=1)  # type: ignore[return-value]
    return DatabaseStorage(url=database_url)


def count_try(rules: str, scope: str, who: str) -> int:
    """Counts one more try of ``who`` in ``scope``; gives 0, or the seconds to wait if it is one too many.

    ``rules`` are in the words of the ``limits`` library, "10 per minute; 60 per hour"; none when empty.
    A try that is refused does not count, so that waiting helps.
    """
    if not rules:
        return 0
    settings = current_app.config["SETTINGS"]
    with db.write_transactions():
        if settings.redis_url and time.monotonic() >= _left_alone_until.get(settings.redis_url, 0):
            try:
                return _increment(_storage(settings.redis_url, settings.database_url), rules, scope, who)
            except RedisError as fault:
                # A signature is worth more than an exact count, and nobody shall wait a second for each.
                _left_alone_until[settings.redis_url] = time.monotonic() + REST
                current_app.logger.warning("Redis does not answer (%s): limits in the database", type(fault).__name__)
        return _increment(_storage(None, settings.database_url), rules, scope, who)


def _increment(storage: Storage, rules: str, scope: str, who: str) -> int:
    limiter = FixedWindowRateLimiter(storage)
    for rule in parse_many(rules):
        if not limiter.hit(rule, scope, who):
            return max(1, round(limiter.get_window_stats(rule, scope, who).reset_time - time.time()))
    return 0


def client_key() -> str:
    """The client's network prefix (/24, /64) as a keyed hash under the salt of the day, in hex."""
    return client_keys()[0].hex()


def client_keys() -> tuple[bytes, ...]:
    """The same as bytes (32): under today's salt, then under yesterday's where there is one; then both once more under
    each older key of ``DATA_KEYS``, as the network was known before keys were rotated.
    """
    url = current_app.config["SETTINGS"].database_url
    network = network_prefix(request.remote_addr or "")
    salts = _salts_of_day(url, datetime.now(UTC).date())
    by_salt = (crypto.lookup_hashes(f"{salt.hex()} {network}", "network") for salt in salts)
    return tuple(one for by_key in zip(*by_salt, strict=True) for one in by_key)


def network_prefix(address: str) -> str:
    """The network of an address: /24 for IPv4, also when mapped into IPv6, /64 for IPv6."""
    try:
        parsed = ip_address(address.split("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    bits = 24 if parsed.version == 4 else 64
    # The same as of ``ip_network``, without reading it once more.
    first = type(parsed)(int(parsed) >> parsed.max_prefixlen - bits << parsed.max_prefixlen - bits)
    return f"{first}/{bits}"


@lru_cache(maxsize=4)
def _salts_of_day(url: str, day: date) -> tuple[bytes, ...]:
    """The random salts of a day and of the one before it, the same in every process; with them gone, hashes mean
    nothing. So no hash can be tested after 48 hours.
    """
    engine = make_limits_engine(url)
    with db.write_transactions(), engine.begin() as connection:
        connection.execute(KEEP_SALT, {"day": day.isoformat(), "salt": secrets.token_bytes(32)})
        connection.execute(_old_salts(day - timedelta(days=1)))
        kept = select(daily_salt.c.salt).where(daily_salt.c.day <= day.isoformat()).order_by(daily_salt.c.day.desc())
        return tuple(bytes(salt) for salt in connection.execute(kept).scalars())


def _old_salts(day: date) -> Delete:
    return delete(daily_salt).where(daily_salt.c.day < day.isoformat())


def forget_expired() -> int:
    """Deletes counters whose window is over, and old salts; gives the number of counters."""
    engine = make_limits_engine(current_app.config["SETTINGS"].database_url)
    with db.write_transactions(), engine.begin() as connection:
        connection.execute(_old_salts(datetime.now(UTC).date() - timedelta(days=1)))
        return connection.execute(delete(rate_limit).where(rate_limit.c.expires_at <= time.time())).rowcount
