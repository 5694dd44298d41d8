"""Who asks from this machine whether the program is up need not know its public name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from petition.config.values import is_loopback

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PATHS = ("/healthz", "/readyz", "/metrics")
FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_VIA")


def is_local(environ: WSGIEnvironment) -> bool:
    """Whether a request was made on this machine, and not passed on for somebody else by a proxy."""
    return is_loopback(environ.get("REMOTE_ADDR", "")) and not any(name in environ for name in FORWARDED)


class LocalProbes:
    """Middleware that takes such requests for ones to the public host, as other hosts are refused.

    So does a request for figures that brings a token, which is looked at later.
    """

    def __init__(self, app: WSGIApplication, host: str) -> None:
        self.app, self.host = app, host

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Answers as the application does."""
        if environ.get("PATH_INFO") in PATHS:
            environ["undersigned.is_local"] = is_local(environ)
            if environ["undersigned.is_local"] or "HTTP_AUTHORIZATION" in environ:
                environ["HTTP_HOST"] = self.host
        return self.app(environ, start_response)
