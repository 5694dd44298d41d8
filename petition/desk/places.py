"""Which page of the navigation an address of the desk belongs to; forms sent to that address belong there too."""

from __future__ import annotations

# Behind /desk/statements/<id>/; the page itself has nothing behind it.
OF_STATEMENT = {
    "": "desk.statement",
    "text": "desk.text",
    "editions": "desk.editions",
    "invitations": "desk.invitations",
    "invitation-lists": "desk.invitations",
    "founders": "desk.founders",
    "removals": "desk.removals",
    "releases": "desk.quarantine",
    "thresholds": "desk.thresholds",
    "addresses": "desk.addresses",
    "dates": "desk.dates",
    "plan": "desk.dates",
    "opening": "desk.dates",
    "closing": "desk.dates",
    "delivery": "desk.dates",
    "identity": "desk.statement_identity",
    "settings": "desk.settings",
    "rules": "desk.settings",
    "goals": "desk.goals",
    "booths": "desk.booths",
    "previews": "desk.settings",
    "switches": "desk.switches",
}
# Behind /desk/, and about one statement all the same.
IN_STATEMENT = {
    "": "desk.queue",
    "decisions": "desk.queue",
    "endorsements": "desk.queue",
    "changes": "desk.changes",
    "reservations": "desk.reservations",
    "invitations": "desk.invitations",
    "invitation-lists": "desk.invitations",
    "individuals": "desk.individuals",
    "quarantine": "desk.quarantine",
    "removals": "desk.removals",
    "releases": "desk.quarantine",
    "joint": "desk.joint",
    "translations": "desk.translations",
}
OF_SITE = {
    "start": "desk.start",
    "identity": "desk.site_identity",
    "organisations": "desk.organisations",
    "reasons": "desk.reasons",
    "audit": "desk.audit_log",
    "mail": "desk.mail",
    "jobs": "desk.jobs",
    "team": "desk.team",
    "switches": "desk.switches",
}


def statement_place(path: str, kind: str = "organisation") -> str | None:
    """The page of a statement that an address is, or belongs to; ``kind`` is of whom it is decided there."""
    parts = _parts_of(path)
    if parts[0] == "statements" and len(parts) > 1 and parts[1].isdigit():
        place = OF_STATEMENT.get(parts[2] if len(parts) > 2 else "")
        return "desk.revisions" if place == "desk.text" and "revisions" in parts else place
    place = IN_STATEMENT.get(parts[0])
    is_of_people = kind == "individual" and parts[0] in ("decisions", "endorsements")
    return "desk.individuals" if is_of_people else place


def site_place(path: str) -> str | None:
    """The page of the whole site that an address is, or belongs to."""
    parts = _parts_of(path)
    if parts[0] == "statements":
        return "desk.statements" if len(parts) == 1 or not parts[1].isdigit() else None
    return OF_SITE.get(parts[0])


def _parts_of(path: str) -> list[str]:
    """What stands in a path behind /desk/."""
    return path.split("/")[2:] or [""]
