"""Undersigned: a sign-on and petition platform for coalitions."""

from __future__ import annotations

from functools import partial

import click
from flask import Flask, abort, request
from flask_migrate import Migrate
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from petition import cli, config
from petition.accounts import views as account_views
from petition.backups import commands as backup_commands
from petition.config import values
from petition.core import (
    access,
    content_version,
    data_keys,
    errors,
    form_answers,
    health,
    languages,
    local_probes,
    logs,
    page_cache,
    pages,
    preflight,
    proof_of_work,
    replica,
    request_bodies,
    request_limits,
    request_metrics,
    sharing,
    slow_queries,
    static_files,
    switches,
)
from petition.core import db as database
from petition.core.application import Application
from petition.desk import locators, navigation, scope, switch_words
from petition.desk import views as desk_views
from petition.desk.queries import second_person
from petition.desk.queries import statements as statement_queries
from petition.identity import pages as identity_pages
from petition.identity import senders
from petition.identity import views as identity_views
from petition.invitations import views as invitation_views
from petition.list import views as signatory_views
from petition.list.queries import momentum
from petition.list.queries.counts import counts_with_editions
from petition.mail import rendering
from petition.mail import views as mail_views
from petition.monitoring import views as monitoring_views
from petition.signing import views as signing_views
from petition.signing.sign import address_slips
from petition.site import views as site_views
from petition.statements import urls
from petition.statements import views as statement_views

csrf = CSRFProtect()
migrate = Migrate()


def create_app(settings: config.Settings | None = None) -> Flask:
    """The application, wired: settings, extensions, features, error pages.

    Without settings given it takes them from the environment, as servers and commands do, and ends where one holds
    nonsense, or where a server could not work with what it finds; commands look for themselves.
    """
    logs.make_records_anonymous()
    is_server = settings is None and click.get_current_context(silent=True) is None
    settings = settings or config.load_or_exit()
    app = Application(__name__, root_path=str(config.ROOT), instance_path=str(settings.instance))
    configure(app, settings)
    logs.init_app(app, settings.log_format)
    # First of all: nothing endless; then who may come in, and that a page that is only shown changes nothing.
    request_limits.init_app(app)
    app.before_request(begin_read_only)
    app.teardown_request(forget_reading)
    data_keys.init_app(app)
    app.before_request(access.guard_request)
    app.before_request(switches.refuse_changes_while_read_only)
    database.init_app(app)
    content_version.init_app(app)
    with app.app_context():
        slow_queries.log_slow_queries(database.db.engine, settings.slow_query_ms)
    replica.init_app(app, settings.replica_url, settings.slow_query_ms)
    migrate.init_app(app, database.db, directory=str(health.MIGRATIONS), render_as_batch=True)
    csrf.init_app(app)
    for core in (languages, pages, errors):
        core.init_app(app)
    register_blueprints(app, settings)
    rendering.init_app(app, urls.describe_edition, senders.describe_sender)
    account_views.init_app(app)
    cli.init_app(app)
    backup_commands.init_app(app)
    serve_files(app, settings)
    if is_server:
        preflight.check_server(app)
    return app


def configure(app: Flask, settings: config.Settings) -> None:
    """Hands the settings to Flask and its extensions under the names they know."""
    app.config.update(
        SETTINGS=settings,
        SECRET_KEY=settings.secret_key,
        DATA_KEYS=settings.data_keys,
        PUBLIC_URL=settings.public_url,
        TRUSTED_HOSTS=trusted_hosts(settings),
        PREFERRED_URL_SCHEME=settings.public_url.split(":")[0],
        SQLALCHEMY_DATABASE_URI=settings.database_url,
        SQLALCHEMY_ENGINE_OPTIONS=database.engine_options(settings.database_url),
        MAX_CONTENT_LENGTH=request_bodies.LARGEST_POST,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
    )
    app.log_exception = partial(log_failure, app)  # type: ignore[method-assign]
    app.jinja_options = {"trim_blocks": False, "lstrip_blocks": True}


def log_failure(app: Flask, fault: object) -> None:
    """Logs a fault under its endpoint: paths carry tokens, and those belong in no log."""
    app.logger.error("exception in %s", request.endpoint, exc_info=fault)  # type: ignore[arg-type]


def trusted_hosts(settings: config.Settings) -> list[str]:
    """The hosts we answer for: the public one, and where that is this machine, its other names."""
    name = settings.host.rsplit(":", 1)[0] if not settings.host.endswith("]") else settings.host
    return [name, "localhost", "127.0.0.1", "[::1]"] if values.is_loopback(name) else [name]


def begin_read_only() -> None:
    """A request that shows reads, and so does a public form until it is found right (``form_answers.run_read_first``).

    The database itself then refuses to write (promise 3).
    """
    if "\x00" in request.path:
        abort(404)
    if request.blueprint != health.blueprint.name:
        # Whether the process is up is not for the database to say.
        content_version.note_version()
    database.begin_reading()
    replica.choose_engine()
    if request.method in ("GET", "HEAD", "OPTIONS"):
        return
    # The body is read whole before the first transaction: who sends slowly must hold no lock meanwhile.
    request_bodies.read_body(access.largest_post(), access.largest_text())
    if not access.reads_first():
        database.begin_writing()


def forget_reading(_fault: BaseException | None) -> None:
    """What the thread does next begins as usual."""
    database.begin_writing()
    database.set_read_engine(None)


def register_blueprints(app: Flask, settings: config.Settings) -> None:
    """The features' pages. Visitors have no session, so their forms are guarded otherwise."""
    for public in (
        health.blueprint,
        monitoring_views.blueprint,
        identity_views.blueprint,
        site_views.blueprint,
        statement_views.blueprint,
        signing_views.blueprint,
        signatory_views.blueprint,
        invitation_views.blueprint,
    ):
        app.register_blueprint(public)
        csrf.exempt(public)
    for endpoint in app.view_functions:
        app.view_functions[endpoint] = form_answers.run_read_first(app.view_functions[endpoint])
    app.register_blueprint(desk_views.blueprint)
    if settings.demo:
        app.register_blueprint(mail_views.blueprint)
    access.allow_endpoints(app, {"static": access.ANYBODY})
    locators.init_app(app)
    app.jinja_env.globals.update(may_open=access.may_open, may_do=access.has_permission, may_reach=scope.can_reach)
    app.jinja_env.globals.update(
        identity=identity_pages.page_identity,
        accent_looks=identity_views.LOOKS,
        site_navigation=navigation.site_navigation,
        statement_navigation=navigation.statement_navigation,
        statement_title=statement_queries.statement_title,
        has_second_person=second_person.has_second_person,
        switch_on=switches.active_switch,
        switched_on=switch_words.active_switch_words,
        signing_paused=switches.signing_pause,
        signed_counts=counts_with_editions,
        address_slips=address_slips.LISTS,
        momentum_of=momentum.momentum_of,
        share_links=sharing.share_links,
        mail_link=sharing.mail_link,
        draw_page_code=sharing.draw_page_code,
        work_asked={"pieces": proof_of_work.PIECES, "bits": proof_of_work.BITS},
    )


def serve_files(app: Flask, settings: config.Settings) -> None:
    """Pages that are kept, proxies in front, as many as are trusted, and the files of ``static``."""
    page_cache.init_app(app, settings.page_cache)
    if settings.trusted_proxies:
        proxies = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=0)  # type: ignore[method-assign]
    headers = {**pages.HEADERS, **({"Strict-Transport-Security": pages.HSTS} if settings.https else {})}
    static_files.init_app(app, config.ROOT / "static", headers)
    app.wsgi_app = local_probes.LocalProbes(app.wsgi_app, settings.host)  # type: ignore[method-assign]
    app.wsgi_app = request_metrics.CountRequests(app.wsgi_app)  # type: ignore[method-assign]
