"""``flask doctor``: what is wrong with this installation, and what to do."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator

import click
from flask import current_app
from flask.cli import with_appcontext

from petition.config import Settings
from petition.mail import smtp
from petition.monitoring.database_checks import check_database
from petition.monitoring.findings import WRONG, Finding
from petition.monitoring.installation_checks import check_installation
from petition.monitoring.mail_checks import check_mail


@click.command("doctor")
@click.option("--whole", is_flag=True, help="Also read the whole database: audit log, counts, file. May take minutes.")
@click.option("--selector", "selectors", multiple=True, help="The selector under which the mail server signs (DKIM).")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array and nothing else.")
@with_appcontext
def run_checks(whole: bool, selectors: tuple[str, ...], as_json: bool) -> None:
    """Looks at settings, database, keys, worker, mail, clock and disk; ends with 1 where something is wrong."""
    found = []
    smtp.init_app(current_app._get_current_object())  # type: ignore[attr-defined]
    for finding in _find_all(current_app.config["SETTINGS"], whole, selectors):
        found.append(finding)
        if not as_json:
            click.echo(finding.to_line())
    if as_json:
        click.echo(json.dumps([finding.to_json() for finding in found], ensure_ascii=False, indent=2))
    sys.exit(1 if any(finding.level == WRONG for finding in found) else 0)


def _find_all(settings: Settings, whole: bool, selectors: tuple[str, ...]) -> Iterator[Finding]:
    yield from check_installation(settings)
    yield from check_database(settings, whole=whole)
    yield from check_mail(settings, selectors)
