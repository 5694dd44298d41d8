"""``docs/states.md``, drawn from the states and acts that the program keeps to; ``make states`` writes it."""

from __future__ import annotations

from pathlib import Path

from petition.signing import state as states

PAGE = Path(__file__).resolve().parents[2] / "docs" / "states.md"
MEANINGS = {
    states.WAITING: "asked for; the mailed link has still to be used",
    states.WITHDRAWN: "taken back by the signatory, who can give it again",
    states.REMOVED: "taken off the list by a removal rule",
    states.REJECTED: "kept off the list by a coordinator, one by one",
    states.QUARANTINED: "an individual about whom something is odd; nobody has decided yet",
    states.UNDECIDED: "an organisation that a coordinator has still to approve, on hold or not",
    states.HIDDEN: "counts; a coordinator has hidden the name",
    states.LISTED: "counts, and stands in the published list by name or by initials",
    states.WITHHELD: "counts; the signatory chose not to appear",
}
NOBODY = "(nothing)"


def page() -> str:
    """The page, in Markdown with a diagram in Mermaid."""
    return "\n".join([*_head(), *_diagram(), "", *_table(), ""])


def _head() -> list[str]:
    lines = [
        "# The states of an endorsement",
        "",
        "Drawn from `petition/signing/state.py` by `make states`; a test compares the two. The state is derived: a",
        "generated column of the database reads who-and-when, in this order, and the first that applies holds.",
        "",
        "| state | holds where | means |",
        "| --- | --- | --- |",
    ]
    rules = {case.state: f"`{case.to_sql()}`" for case in states.CASES} | {states.WITHHELD: "none of these"}
    return [*lines, *(f"| {one} | {rules[one]} | {MEANINGS[one]} |" for one in states.STATES), ""]


def _diagram() -> list[str]:
    """What leads from one state into another; acts with the same ends stand on one arrow."""
    arrows: dict[tuple[str, str], list[str]] = {}
    for name, act in states.ACTS.items():
        for before, afters in act.leads.items():
            for after in afters:
                # Whatever is there can be erased or destroyed, and may stay as it is.
                if before != after and after is not None:
                    arrows.setdefault((before or "[*]", after), []).append(name)
    drawn = [f"  {before} --> {after}: {', '.join(acts)}" for (before, after), acts in arrows.items()]
    return ["```mermaid", "stateDiagram-v2", *drawn, "```"]


def _table() -> list[str]:
    rows = []
    for name, act in states.ACTS.items():
        ways = [
            f"{before or NOBODY} → {' or '.join(after or NOBODY for after in afters)}"
            for before, afters in act.leads.items()
            if afters != (before,)
        ]
        stays = [one for one in act.leads if act.leads[one] == (one,)]
        ways += [f"unchanged where {', '.join(str(one) for one in stays)}"] if stays else []
        rows.append(f"| {name} | {act.by} | {'; '.join(ways)} |")
    return ["| act | by | leads |", "| --- | --- | --- |", *rows]


if __name__ == "__main__":
    PAGE.write_text(page())
