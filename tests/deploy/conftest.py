"""A site as it is deployed: nginx, gunicorn, and a hand in its database for what is there before."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.engine import make_url

import make
from deploy.running import KEY, SITE, Server, gunicorn, nginx
from page import CheckedClient
from petition import config, create_app
from petition.core.db import db


@dataclass
class Deployed:
    """A deployed site with an open statement; ``client`` knows its database without going through the servers."""

    app: Flask
    client: CheckedClient
    proxy: Server
    web: Server


@pytest.fixture
def settings(tmp_path: Path, templates: Callable[[str], str]) -> dict[str, str]:
    """The environment file of an installation."""
    shutil.copy(make_url(templates("sqlite")).database or "", tmp_path / "site.sqlite")
    return {
        "DATABASE_URL": f"sqlite:///{tmp_path}/site.sqlite",
        "INSTANCE_PATH": f"{tmp_path}/instance",
        "PUBLIC_URL": f"https://{SITE}",
        "SECRET_KEY": KEY,
        "DATA_KEYS": KEY,
        "SIGN_LIMIT": "",
        "TRUSTED_PROXIES": "1",
        "MAIL_URL": "",
    }


@pytest.fixture
def site(settings: dict[str, str], tmp_path: Path) -> Iterator[Deployed]:
    """The site, running."""
    app = create_app(config.load_settings(settings))
    app.test_client_class = CheckedClient
    client = app.test_client()
    assert isinstance(client, CheckedClient)
    with app.app_context(), gunicorn(tmp_path / "web", settings) as web, nginx(tmp_path / "front", web.port) as proxy:
        make.statement()
        yield Deployed(app, client, proxy, web)
        db.session.remove()
        db.engine.dispose()
