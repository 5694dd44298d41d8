"""What each page of the desk costs when very many have signed (see docs/bench.md).

``python tests/bench/desk_pages.py NUMBER [DATABASE_URL] [PART_OF_ADDRESS]`` on a fresh or an already filled database.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "tests" / "bench")]

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

KEY = "a-bench-key-of-forty-characters-012345678"
# Warm: the fastest of these, so that what else the machine does at the time counts less.
TURNS, LIMIT = 2, 200  # milliseconds
# Whole by what they are for: the log as it is taken away, and its chain followed to the end.
WHOLE = {"desk.audit_csv", "desk.audit_check"}


def addresses(app: Flask, ids: dict[str, list[int]]) -> list[str]:
    """Every address of the desk that is read, about the statement with the many, and the ways through its lists."""
    from flask import url_for

    known: dict[str, Any] = {name: found[0] for name, found in ids.items()}
    known |= {"lang": "en", "switch_name": "pause", "state": "on", "token": "x", "signal": "domain"}
    found = []
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or not rule.endpoint.startswith("desk."):
            continue
        if rule.endpoint in WHOLE:
            continue
        with app.test_request_context():
            found.append(url_for(rule.endpoint, **{name: known.get(name, 1) for name in rule.arguments}))
    return [*sorted(set(found)), *_ways(known["statement_id"])]


def _ways(statement_id: int) -> Iterator[str]:
    """Filters, searches and later pages."""
    people = f"/desk/individuals?statement={statement_id}"
    for asked in (
        *(f"state={one}" for one in ("listed", "quarantined", "hidden", "rejected", "removed")),
        *("country=BY", "language=ru", "country=BY&language=ru&state=listed", "state=hidden&country=DE"),
        *("signal=domain", "signal=approval", "signal=fast", "state=rejected&language=be&country=LT"),
        *("q=rarename", "q=Zuzanna+Rarename", "q=rare%40rare.example", "q=nobody%40nowhere.example", "q=qqqqqq"),
        *("q=ba", "q=maryja+baremi", "q=m+b", "q=Maryja+Baremi&state=quarantined", "q=qqqqqq&state=listed&country=BY"),
        *("q=maryja&country=PL&language=be", "since=2026-01-01", "until=2026-11-01T00:00", "country=FR"),
        *("language=de", "language=de&state=listed", "country=FR&state=rejected"),
    ):
        yield f"{people}&{asked}"
    queue, log = f"/desk/?statement={statement_id}", "/desk/audit"
    yield from (f"{queue}&q=society", f"{queue}&state=approved", f"{queue}&country=PL", f"{queue}&all=y")
    yield f"/desk/quarantine?statement={statement_id}"
    yield f"/desk/quarantine?statement={statement_id}&signal=domain"
    yield from (f"{log}?before=30", f"{log}?act=endorsement.hide", f"{log}?act=endorsement", f"{log}?kind=endorsement")
    yield from (
        f"{log}?since=2026-11-01",
        f"{log}?until=2020-01-01",
        f"{log}?kind=endorsement&which=12",
        f"{log}?who=coordinator+1",
    )
    yield from (f"{log}?who=coordinator+1&act=coordinator", f"{log}?act=statement.edit&until=2026-11-20")
    yield from ("/desk/organisations?q=society", "/desk/organisations?q=qqqq")


def measure(app: Flask, client: FlaskClient, paths: list[str]) -> None:
    """Each address cold once and then warm: milliseconds by the clock, statements, and bytes: by the clock, and busy in this process."""
    from sqlalchemy import event

    from petition.core.db import db

    sent: list[str] = []
    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", lambda *given: sent.append(given[2]))
    for path in paths:
        took, busy = [], []
        for _turn in range(TURNS + 1):
            sent.clear()
            began, busy_before = time.perf_counter(), time.process_time()
            answer = client.get(path, base_url=app.config["PUBLIC_URL"])
            size = len(answer.get_data())
            took.append(1000 * (time.perf_counter() - began))
            busy.append(1000 * (time.process_time() - busy_before))
        cold, warm, busy_then = took[0], min(took[1:]), min(busy[1:])
        times = f"{warm:8.1f} ms {busy_then:8.1f} busy {cold:8.0f} cold"
        mark = "!" if busy_then > LIMIT else " "
        print(f"{mark} {times} {len(sent):4} statements {size:9} bytes {answer.status_code} {path}", flush=True)


def main() -> None:
    """Fills the database where it is empty, and measures."""
    import desk_fill
    from flask_migrate import upgrade
    from sqlalchemy import select

    import make
    import make_reach
    from page import CheckedClient
    from petition import config, create_app
    from petition.core import data_keys
    from petition.core.db import db
    from petition.statements.models import Statement

    number, folder = int(sys.argv[1]), tempfile.mkdtemp()
    url = sys.argv[2] if len(sys.argv) > 2 else f"sqlite:///{folder}/desk.sqlite"
    keys = dict.fromkeys(("SECRET_KEY", "DATA_KEYS"), KEY)
    app = create_app(config.load_settings({"DATABASE_URL": url, **keys}, instance=Path(folder)))
    app.test_client_class = CheckedClient
    with app.app_context():
        upgrade()
        data_keys.check_keys()
        if db.session.scalar(select(Statement.id)) is None:
            world = make_reach.world()
            by = make.coordinator("owner", "filler@coalition.example").id
            began = time.perf_counter()
            desk_fill.fill(world.statements["here"], number, by=by)
            print(f"filled in {time.perf_counter() - began:.0f} s", flush=True)
        ids = known_ids()
        client = make.at_the_desk(app, "owner", "asker@coalition.example")
        db.session.remove()
    paths = addresses(app, ids)
    part = sys.argv[3] if len(sys.argv) > 3 else ""
    app.test_client_class = None
    plain = app.test_client()
    plain._cookies = client._cookies
    measure(app, plain, [path for path in paths if part in path])


def known_ids() -> dict[str, list[int]]:
    """The first of each kind of thing that an address of the desk names, of the statement with the many."""
    from sqlalchemy import select

    from petition.accounts.models import Coordinator, JointAct, RoleGrant, RoleRemoval
    from petition.core.db import db
    from petition.core.switches import SwitchChange
    from petition.invitations.models import Invitation, InvitationList
    from petition.organisations.models import Organisation
    from petition.removals.models import Removal
    from petition.signing.models.booth import Booth
    from petition.signing.models.carry_over import CarryOver
    from petition.signing.models.endorsement import Decision, Endorsement
    from petition.signing.models.evidence import ChangeRequest, Evidence, RequestedChange, Reservation
    from petition.signing.models.screening import Release
    from petition.statements.models import PreviewLink, Statement

    models = {
        "statement_id": Statement, "endorsement_id": Endorsement, "decision_id": Decision, "change_id": ChangeRequest,
        "wanted_id": RequestedChange, "reservation_id": Reservation, "evidence_id": Evidence,
        "carry_over_id": CarryOver, "invitation_id": Invitation, "list_id": InvitationList, "link_id": PreviewLink,
        "removal_id": Removal, "booth_id": Booth, "release_id": Release, "coordinator_id": Coordinator,
        "held_id": RoleGrant, "role_removal_id": RoleRemoval, "switch_change_id": SwitchChange, "joint_id": JointAct,
        "organisation_id": Organisation, "other_id": Organisation,
    }  # fmt: skip
    return {
        name: list(db.session.scalars(select(model.id).order_by(model.id).limit(1))) or [1]  # type: ignore[attr-defined]
        for name, model in models.items()
    }


if __name__ == "__main__":
    main()
