"""The settings, the files, the disk, Redis, and the public address as visitors reach it."""

from __future__ import annotations

import shutil
import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

from redis import Redis, RedisError
from sqlalchemy.engine import make_url

from petition.config import ROOT, Settings
from petition.monitoring.findings import Finding, fail, fine, skip, warn

TIMEOUT = 5.0
# Bytes, and the share of the disk.
LITTLE_SPACE, NO_SPACE, LITTLE_SHARE = 2 << 30, 200 << 20, 0.05
CERTIFICATE_DAYS = timedelta(days=14)
HTTPS = 443


def check_installation(settings: Settings) -> Iterator[Finding]:
    """All but the database and the mail."""
    yield from _check_settings(settings)
    yield _check_files(settings)
    yield _check_disk(settings)
    if settings.redis_url:
        yield _check_redis(settings.redis_url)
    if settings.https:
        yield _check_certificate(urlsplit(settings.public_url))


def _check_settings(settings: Settings) -> Iterator[Finding]:
    if settings.demo:
        remedy = "set PUBLIC_URL and MAIL_URL for a real installation"
        yield warn("settings", "this is the demo: mails are not sent, they stay in /demo/inbox", remedy)
    elif not settings.https and not settings.host.endswith(".onion"):
        yield warn(
            "settings", "PUBLIC_URL is not https", "put a proxy with a certificate in front; see docs/running.md"
        )
    else:
        yield fine("settings", f"make sense; the site is {settings.public_url}")
    if settings.https and settings.trusted_proxies == 0:
        remedy = "set TRUSTED_PROXIES=1 where one proxy stands in front"
        yield warn("TRUSTED_PROXIES", "is 0: all visitors count as one network, the proxy's own", remedy)
    if not settings.sign_limit:
        yield warn("SIGN_LIMIT", "is empty: one network may send any number of forms", "take it out for the default")
    if not settings.demo and settings.secret_key in settings.data_keys:
        yield warn(
            "SECRET_KEY", "is also one of DATA_KEYS", "give each a value of its own, so that one can be changed alone"
        )


def _check_files(settings: Settings) -> Finding:
    """Whether what holds secrets can be read by its owner alone."""
    paths = [settings.instance, *settings.instance.glob("*"), ROOT / ".env"]
    wide = [path.name for path in paths if path.exists() and path.stat().st_mode & 0o077]
    if wide:
        return fail("files", f"others may read {', '.join(sorted(wide))}", "chmod go= these, and look who could have")
    return fine("files", "are their owner's alone")


def _check_disk(settings: Settings) -> Finding:
    """The room where the program writes, and where SQLite's file is."""
    url = make_url(settings.database_url)
    folder = Path(url.database or "").parent if url.get_backend_name() == "sqlite" else settings.instance
    room = shutil.disk_usage(folder)
    says = f"{room.free / (1 << 30):.1f} GiB of {room.total / (1 << 30):.0f} GiB are free"
    if room.free < NO_SPACE:
        return fail("disk", says, "free some: when it is full, forms are answered with 503 until there is room")
    if room.free < LITTLE_SPACE or room.free < LITTLE_SHARE * room.total:
        return warn("disk", says, "free some, or take a larger one, before the big day")
    return fine("disk", says)


def _check_redis(url: str) -> Finding:
    try:
        with Redis.from_url(url, socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT) as redis:
            redis.ping()
    except RedisError as fault:
        remedy = "start Redis, or take REDIS_URL out; until then limits are counted in the database"
        return warn("Redis", f"does not answer ({type(fault).__name__})", remedy)
    return fine("Redis", "answers")


def _check_certificate(address: object) -> Finding:
    host, port = str(address.hostname), address.port or HTTPS  # type: ignore[attr-defined]
    try:
        with (
            socket.create_connection((host, port), TIMEOUT) as connection,
            ssl.create_default_context().wrap_socket(connection, server_hostname=host) as secured,
        ):
            certificate = secured.getpeercert() or {}
    except ssl.SSLCertVerificationError as fault:
        return fail(
            "certificate", f"is not accepted: {fault.verify_message}", "renew it (certbot renew), reload the proxy"
        )
    except OSError as fault:
        remedy = "does its name lead to the proxy, and does the proxy run? Some networks cannot reach themselves"
        return skip("certificate", f"{host} cannot be reached from here ({type(fault).__name__})", remedy)
    ends = datetime.fromtimestamp(ssl.cert_time_to_seconds(str(certificate["notAfter"])), UTC)
    if ends - datetime.now(UTC) < CERTIFICATE_DAYS:
        return warn("certificate", f"ends on {ends:%Y-%m-%d}", "renew it, and see why that does not happen by itself")
    return fine("certificate", f"is valid until {ends:%Y-%m-%d}")
