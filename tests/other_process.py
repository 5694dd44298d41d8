"""A second web process on the same database: what it shows is what other people see."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from flask import Flask
from werkzeug.test import Client

from petition import config, create_app
from petition.core import page_cache, switches
from petition.list.queries import counts
from processes import CONTEXT


class OtherProcess:
    """Asks a process for pages."""

    def __init__(self, pipe: Connection) -> None:
        self.pipe = pipe

    def get(self, path: str) -> str:
        """The page at an address, as this process shows it now."""
        self.pipe.send(path)
        answer: str = self.pipe.recv()
        return answer


@contextmanager
def second_process(app: Flask) -> Iterator[OtherProcess]:
    """A process with the settings of an application, and pages kept."""
    settings = app.config["SETTINGS"]
    environ = {
        "DATABASE_URL": settings.database_url,
        "SECRET_KEY": settings.secret_key,
        "DATA_KEYS": " ".join(settings.data_keys),
        "PUBLIC_URL": settings.public_url,
        "SIGN_LIMIT": "",
    }
    here, there = CONTEXT.Pipe()
    process = CONTEXT.Process(target=_serve, args=(there, environ, settings.instance), daemon=True)
    process.start()
    try:
        yield OtherProcess(here)
    finally:
        here.send(None)
        process.join(20)


def _serve(pipe: Any, environ: dict[str, str], instance: Path) -> None:
    # Nothing goes because it has become old.
    page_cache.KEPT_SECONDS = page_cache.REBUILD_SECONDS = switches.KEPT_SECONDS = counts.KEPT_SECONDS = 600.0
    app = create_app(config.load_settings(environ, instance=instance))
    client = Client(app.wsgi_app)
    while (path := pipe.recv()) is not None:
        pipe.send(client.get(path, base_url=environ["PUBLIC_URL"]).get_data(as_text=True))
