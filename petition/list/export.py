"""The published list for machines and spreadsheets, written in chunks as it is read."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from petition.core import csv_export
from petition.list.queries.counts import Counts, DeliveredCounts, utc_text
from petition.list.queries.signatories import Signatory

COLUMNS = (
    "kind", "name", "name_latin", "country", "website", "affiliation", "representative", "comment", "founding",
    "edition", "language", "confirmed_on", "acronym", "organisation_kind", "late", "reservations",
)  # fmt: skip

UNNAMED = "individual" + "," * (len(COLUMNS) - 1) + "\r\n"


@dataclass(frozen=True)
class ExportEdition:
    """One edition of the statement: its number, the digest of its words, what it was issued for, and when."""

    number: int
    sha256: str
    kind: str
    issued_at: datetime

    def record(self) -> dict[str, Any]:
        """The edition under the names of the export; the moment in UTC (RFC 3339)."""
        return {
            "number": self.number,
            "sha256": self.sha256,
            "kind": self.kind,
            "issued_at": utc_text(self.issued_at),
        }


@dataclass(frozen=True)
class ExportHeader:
    """What the list belongs to: the statement's address, its newest edition, and all its editions."""

    slug: str
    edition: int
    sha256: str
    url: str
    as_of: str
    editions: tuple[ExportEdition, ...] = ()


def signatory_record(signatory: Signatory) -> dict[str, Any]:
    """One line of the list under the names of the columns."""
    organisation = signatory.kind == "organisation"
    return {
        "kind": signatory.kind,
        "name": signatory.name,
        "name_latin": signatory.latin,
        "country": signatory.country,
        "website": signatory.website,
        "affiliation": None if organisation else signatory.beside,
        "representative": signatory.beside if organisation else None,
        "comment": signatory.comment,
        "founding": signatory.founding,
        "edition": signatory.edition,
        "language": signatory.language,
        "confirmed_on": signatory.confirmed_on.isoformat(),
        "acronym": signatory.acronym,
        "organisation_kind": signatory.organisation_kind,
        "late": signatory.late,
        "reservations": [{"demand": one.demand, "reason": one.reason} for one in signatory.reservations],
    }


def counts_record(counted: Counts) -> dict[str, Any]:
    """The counts under the names of ``counts.json``; ``delivered`` and the like where there is something to tell."""
    told: dict[str, Any] = {
        "organisations": counted.organisations,
        "individuals": counted.individuals,
        "as_of": counted.as_of_text,
        "by_edition": [one.to_json() for one in counted.editions],
    }
    if counted.delivered is not None:
        told["delivered"] = delivered_record(counted.delivered)
    if counted.undone_deliveries:
        told["undone_deliveries"] = [one.to_json() for one in counted.undone_deliveries]
    if counted.destroyed_from is not None:
        told["names_destroyed"] = {
            "individuals": counted.destroyed_individuals,
            "from": utc_text(counted.destroyed_from),
            "until": utc_text(counted.destroyed_at) if counted.destroyed_at else None,
        }
    if counted.removed_by_rule:
        told["removed_by_rule"] = [one.to_json() for one in counted.removed_by_rule]
    return told


def delivered_record(delivered: DeliveredCounts) -> dict[str, Any]:
    """What the delivered list had, its digest, and what has changed since, for organisations and individuals."""
    changes = {f"{kind}s": asdict(change) for kind, change in delivered.changes.items()}
    return {
        "at": utc_text(delivered.at),
        "organisations": delivered.organisations,
        "individuals": delivered.individuals,
        "by_edition": list(delivered.by_edition),
        "sha256": delivered.sha256,
        "recorded_at": utc_text(delivered.recorded_at) if delivered.recorded_at else None,
        "since": changes,
    }


def export_csv(signatories: Iterable[Signatory], unnamed: int) -> Iterator[str]:
    """CSV (RFC 4180) with a byte order mark; whoever is not named is a line without a name.

    So the lines are as many as the counts say.
    """
    return csv_export.join_chunks(_csv_lines(signatories, unnamed))


def _csv_lines(signatories: Iterable[Signatory], unnamed: int) -> Iterator[str]:
    rows = ([_cell(value) for value in signatory_record(signatory).values()] for signatory in signatories)
    yield from csv_export.csv_lines(COLUMNS, rows)
    for _ in range(unnamed):
        yield UNNAMED


def export_json(signatories: Iterable[Signatory], counted: Counts, about: ExportHeader) -> Iterator[str]:
    """One JSON object: what it is about, the signatories, and at the end the counts of these very lines."""
    return csv_export.join_chunks(_json_lines(signatories, counted, about))


def _json_lines(signatories: Iterable[Signatory], counted: Counts, about: ExportHeader) -> Iterator[str]:
    yield json_opening(about)
    seen: Counter[str] = Counter()
    for signatory in signatories:
        comma = ",\n" if seen.total() else "\n"
        seen[signatory.kind] += 1
        yield comma + json.dumps(signatory_record(signatory), ensure_ascii=False)
    yield json_closing(seen["organisation"], seen["individual"], counted)


def json_opening(about: ExportHeader) -> str:
    """What the list is about, up to where its lines begin."""
    head = {"statement": about.url, "slug": about.slug, "edition": about.edition, "sha256": about.sha256}
    editions = [edition.record() for edition in about.editions]
    opening = {**head, "as_of": about.as_of, "editions": editions}
    return json.dumps(opening, ensure_ascii=False)[:-1] + ', "signatories": ['


def json_closing(organisations: int, individuals: int, counted: Counts) -> str:
    """What comes behind the lines: how many there were, and the counts besides."""
    counts = {
        "organisations": organisations,
        "individuals": individuals + counted.unnamed_individuals,
        "withheld_individuals": counted.withheld_individuals,
    }
    if counted.destroyed_individuals:
        counts["destroyed_individuals"] = counted.destroyed_individuals
    further: dict[str, Any] = {"by_edition": [one.to_json() for one in counted.editions]}
    told = {"counts": counts | further}
    if counted.delivered is not None:
        told["delivered"] = delivered_record(counted.delivered)
    return "\n], " + json.dumps(told, ensure_ascii=False)[1:] + "\n"


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else ""
    if isinstance(value, list):
        value = " | ".join(f"{one['demand']}: {' '.join(one['reason'].split())}" for one in value)
    return str(value)
