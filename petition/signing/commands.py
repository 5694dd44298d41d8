"""``flask partitions``: the table of endorsements in parts, and back."""

from __future__ import annotations

import sys
from time import perf_counter

import click

from petition.core.commands import CommandGroup
from petition.core.db import db
from petition.signing import partitions

group = CommandGroup("partitions", help="The table of endorsements in parts (PostgreSQL), for very many of them.")


@group.command("show")
def show_parts() -> None:
    """Says in how many parts the table is, and how many rows each has, about."""
    _require_postgresql()
    with db.engine.connect() as connection:
        found = partitions.find_parts(connection)
    if not found.number:
        click.echo("one table")
    for name, rows in found.rows.items():
        click.echo(f"{name}\t{rows}")


@group.command("create")
@click.option("--parts", type=click.IntRange(2, partitions.MOST_PARTS), default=16, show_default=True)
def create_parts(parts: int) -> None:
    """Puts all endorsements into parts. Stop web processes and workers first, and make a backup.

    All of it is one transaction: where it is broken off, everything is as before. The disk needs room for the table,
    its indexes and as much of the log once more.
    """
    _require_postgresql()
    begun = perf_counter()
    with db.engine.begin() as connection:
        if found := partitions.find_parts(connection).number:
            click.echo(f"it is in {found} parts already")
            return
        partitions.split_table(connection, parts)
    click.echo(f"{parts} parts, in {perf_counter() - begun:.0f} s")


@group.command("remove")
def remove_parts() -> None:
    """Puts them back into one table, as it was; to be stopped for in the same way."""
    _require_postgresql()
    begun = perf_counter()
    with db.engine.begin() as connection:
        if not partitions.find_parts(connection).number:
            click.echo("it is one table already")
            return
        partitions.join_table(connection)
    click.echo(f"one table, in {perf_counter() - begun:.0f} s")


def _require_postgresql() -> None:
    if db.engine.dialect.name != "postgresql":
        click.echo("only PostgreSQL has partitions", err=True)
        sys.exit(1)
