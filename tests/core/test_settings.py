"""Settings: read once, and nonsense stops the start with one line that names the setting."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from petition import config
from petition.config import files, values

KEY = "0123456789abcdefghijklmnopqrstuvwxyzABCDEF"
REAL = {"SECRET_KEY": KEY, "DATA_KEYS": KEY, "PUBLIC_URL": "https://sign.example.org"}


NONSENSE: dict[str, tuple[str, ...]] = {
    "DATABASE_URL": (
        "mysql://x", "not an url", "sqlite://", "sqlite:///", "sqlite:///:memory:", "sqlite:////a/folder/",
        "sqlite:///file:x?mode=memory&uri=true", "sqlite:///file::memory:", "sqlite:///x.sqlite?timeout=5",
        "sqlite://host/x", "sqlite+aiosqlite:///x.sqlite", "sqlite+pysqlcipher:///x.sqlite",
        "sqlite:////nonexistent/x/y.db", f"sqlite:///{__file__}", f"sqlite:///{__file__}/x", "sqlite:////tmp",
        "sqlite:///a\nb", "sqlite:///\udcff", "postgres://h/d", "postgresql+asyncpg://h/d", "postgresql+psycopg2://h/d",
        "postgresql://h:99999/d", "postgresql://h:x/d", "postgresql://h", "postgresql://h/d?nonsense=1",
        "postgresql://h/d?port=x",
    ),
    "HOST": ("not a host", "example.org", "127.0.0.1:5000", "http://127.0.0.1", "256.0.0.1"),
    "PORT": ("abc", "0", "-1", "99999", "5000.0", "\u0665"),
    "SIGN_LIMIT": ("often", "0 per minute", "10 per 0 minute", "10 per", "-1 per minute", "10 per minute, x"),
    "SECRET_KEY": ("short", "a" * 64, f"{KEY}\0{KEY}", f"{KEY}\udcff"),
    "DATA_KEYS": ("short", f"{KEY},short", ",", f"{KEY}\u200b", f"{KEY}\udcff"),
    "PUBLIC_URL": (
        "sign.example.org", "ftp://sign.example.org", "http://sign.example.org", "https://", "https:sign.example.org",
        "https://sign.example.org/path", "https://sign.example.org?a", "https://sign.example.org#a",
        "https://sign.example.org:0", "https://sign.example.org:x", "https://sign.example.org:65536",
        "https://exa mple.org", "https://exa\tmple.org", "https://exa_mple.org", "https://example.org.",
        "https://.example.org", "https://example..org", "https://-example.org", "https://example.org\\a",
        "https://*.example.org", f"https://{'a' * 64}.org", f"https://{'a.' * 130}org", "https://a@example.org",
        "https://@example.org", "https://1.2.3", "https://256.1.1.1", "https://[::1", "https://[v1.a]",
        "https://[fe80::1%25eth0]", "https://\u2028.org", "https://ex%61mple.org",
    ),
    "MAIL_URL": (
        "http://mail.example.org", "smtp://mail.example.org", "smtp://", "smtps://m.example.org?tls=starttls",
        "smtp://m.example.org?tls=perhaps", "smtp://m.example.org:99999", "smtp://m.example.org:0?tls=none",
        "smtp://m.example.org?tls=none&x=1", "smtp://user@m.example.org?tls=none", "smtps://:p@m.example.org",
        "smtp://m example.org?tls=none", "smtps://m.example.org/path", "smtps://m.example.org#a",
        "smtps://u%0a:p@m.example.org",
    ),
    "MAIL_FROM": (
        "nobody", "Under <a@b c>", "Under <a@b.org", "Under a@b.org", "a@", "@b.org", "a@b@c.org", "<>", "a b@c.org",
        "A <a@b.c>\nBcc: x@y.z", "A\x07 <a@b.org>", "a@b.org, c@d.org", "A, B <a@b.org>", "A <a@-b.org>",
        "A <a@b..org>", "A <a@1.2.3.4>", "A <a@b.org> c", "A <\u0436@b.org>", "A <a@\u0436.org>", "A\udcff <a@b.org>",
    ),
    "REDIS_URL": (
        "http://x", "redis://", "redis://x:abc", "redis://x:0", "redis://x/abc", "redis://x y", "unix:///run/redis",
        "redis://x?nonsense=1", "redis://x?socket_timeout=abc", "redis://x/0#a",
    ),
    "TRUSTED_PROXIES": ("-1", "two", "10", "1.0", "\u0661"),
    "BACKUP_TO": ("age1", "someone", "ssh-ed25519 AAAA", "AGE-SECRET-KEY-1QQQQ"),
    "BACKUP_DIR": ("backups", "./backups"),
    "BACKUP_EVERY": ("daily", "24", "0h", "5m", "-1h", "24h"),
    "BACKUP_KEEP": ("0", "a week", "-1", "4000"),
    "ERASURE_LOG": ("erasures.log",),
    "METRICS_TOKEN": ("short", f"{KEY} {KEY}", f"{KEY}\u0436"),
    "LOG_FORMAT": ("xml", "JSON", "text,json"),
    "SLOW_QUERY_MS": ("-1", "often", "1.5", "99999999"),
    "INSTANCE_PATH": (__file__, f"{__file__}/inside", "/proc/inside", "\udcff"),
}  # fmt: skip


@pytest.mark.parametrize("name", NONSENSE)
def test_it_refuses_nonsense_in_one_line(name: str, tmp_path: Path) -> None:
    for value in NONSENSE[name]:
        said = refused({**REAL, "INSTANCE_PATH": str(tmp_path / "instance"), name: value})
        assert re.fullmatch(f"{name}: .*(must be|must have|must begin|needs|cannot be|is no|holds) [^\n]*", said), (
            value,
            said,
        )
    assert list(tmp_path.glob("instance/*.sqlite*")) == []


def refused(environ: dict[str, str]) -> str:
    """What the start says to these settings; nothing where it takes them."""
    try:
        config.load_settings(environ)
    except config.SettingError as fault:
        return str(fault)
    return ""


def test_it_takes_what_makes_sense(tmp_path: Path) -> None:
    for name, given, read in (
        ("public_url", "HTTPS://Sign.Example.org:443/", "https://sign.example.org"),
        ("public_url", "https://sign.example.org:8443", "https://sign.example.org:8443"),
        ("public_url", "https://подпіс.example", "https://xn--d1atcck9j.example"),
        ("public_url", "http://[::1]:5000", "http://[::1]:5000"),
        ("public_url", "https://intranet", "https://intranet"),
        ("mail_from", "Суполка (праверка) <no-reply@localhost>", "Суполка (праверка) <no-reply@localhost>"),
        ("mail_from", '"Coalition, e. V." <a@b.org>', '"Coalition, e. V." <a@b.org>'),
        (
            "redis_url",
            "rediss://u:p@redis_1:6380/3?ssl_cert_reqs=none",
            "rediss://u:p@redis_1:6380/3?ssl_cert_reqs=none",
        ),
        ("database_url", "postgresql:///d?host=%2Frun%2Fp", "postgresql+psycopg:///d?host=%2Frun%2Fp"),
        ("database_url", "sqlite:///other.sqlite", f"sqlite:///{tmp_path}/other.sqlite"),
        ("sign_limit", "", ""),
    ):
        assert getattr(config.load_settings({**REAL, name.upper(): given}, instance=tmp_path), name) == read


@pytest.mark.parametrize("name", ["SECRET_KEY", "DATA_KEYS"])
def test_it_refuses_a_key_file_that_is_none(name: str, tmp_path: Path) -> None:
    path = tmp_path / name.lower()
    for content in (b"", b"\xff\xfe" * 40, b"\0" * 64, b"a" * 64, None):
        path.unlink(missing_ok=True)
        path.mkdir() if content is None else path.write_bytes(content)
        with pytest.raises(config.SettingError, match=f"^{name}: .*must have 32 or more random characters[^\n]*$"):
            config.load_settings({}, instance=tmp_path)


def test_it_makes_one_key_where_many_start_at_once(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as together:
        made = set(together.map(lambda _: config.load_settings({}, instance=tmp_path).data_keys, range(64)))
    assert len(made) == 1
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data_keys", "secret_key", "undersigned.sqlite"]


def test_it_reads_an_environment_file_or_says_what_is_wrong_with_it(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    assert files.read_environment(path) == {}
    path.write_text("# ours\nA=1\nexport B='two words'\n")
    assert files.read_environment(path) == {"A": "1", "B": "two words"}
    for content, said in (
        (b"A=1\n\nB 2\n", "line 3: must be NAME=value"),
        (b"\xff\xfeA", "is no text"),
        (None, "is no file"),
    ):
        path.unlink(missing_ok=True)
        path.mkdir() if content is None else path.write_bytes(content)
        with pytest.raises(ValueError, match=said):
            files.read_environment(path)


@pytest.mark.parametrize("name", ["SECRET_KEY", "DATA_KEYS"])
def test_it_wants_keys_outside_the_demo(name: str, tmp_path: Path) -> None:
    with pytest.raises(config.SettingError, match=f"^{name}: "):
        config.load_settings({**REAL, name: ""}, instance=tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("url", "relay"),
    [
        ("smtps://m.example.org", values.Relay("m.example.org", 465, None, None, "implicit")),
        ("smtp://u%40x:p%3Aq@m.example.org?tls=starttls", values.Relay("m.example.org", 587, "u@x", "p:q", "starttls")),
        ("smtp://127.0.0.1:2525", values.Relay("127.0.0.1", 2525, None, None, "none")),
        ("smtp://m.example.org:25?tls=none", values.Relay("m.example.org", 25, None, None, "none")),
    ],
)
def test_it_understands_mail_urls(url: str, relay: values.Relay, tmp_path: Path) -> None:
    assert config.load_settings({**REAL, "MAIL_URL": url}, instance=tmp_path).relay == relay


def test_it_is_a_demo_only_on_loopback_and_without_a_relay(tmp_path: Path) -> None:
    assert config.load_settings({}, instance=tmp_path).demo
    assert not config.load_settings(
        {"MAIL_URL": "smtp://127.0.0.1", **REAL, "PUBLIC_URL": "http://127.0.0.1:1"}, instance=tmp_path
    ).demo
    assert not config.load_settings(REAL, instance=tmp_path).demo


def test_it_takes_a_postgresql_url_in_its_usual_form(tmp_path: Path) -> None:
    given = {**REAL, "DATABASE_URL": "postgresql://u:p@h/d"}
    assert config.load_settings(given, instance=tmp_path).database_url == "postgresql+psycopg://u:p@h/d"
