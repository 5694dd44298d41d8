"""Flask's application, without what it does at each start and for each request for the sake of what is not here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Flask, Request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from werkzeug.routing import Rule


class Sessions(SecureCookieSessionInterface):
    """Flask's sessions; visitors have none, and nothing is made ready to read one."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """The session that a cookie brings, or an empty one."""
        if self.get_cookie_name(app) not in request.cookies:
            return self.session_class()
        return super().open_session(app, request)


class LazyRule(Rule):
    """A route whose writer of addresses is compiled when first asked for: for all of them it is half of every start."""

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        compiled: list[Callable[..., tuple[str, str]]] = []

        def build(rule: LazyRule, /, **values: Any) -> tuple[str, str]:
            if not compiled:
                compiled.append(super(LazyRule, rule)._compile_builder(append_unknown))
            return compiled[0](rule, **values)

        return build


class Application(Flask):
    """The application; none of its views and hooks is a coroutine."""

    session_interface = Sessions()
    url_rule_class = LazyRule

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """A view or a hook as it is: Flask would look each time whether it is a coroutine."""
        return func
