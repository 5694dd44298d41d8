"""A list of 100,000 with 3,000 fakes: found, counted, removed by rule and restored, with exact counts at each step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from coalition import coordinator, timed

if TYPE_CHECKING:
    from petition.removals.models import Removal
    from petition.statements.models import Statement


REAL, FAKES, CHUNK = 97_000, 3_000, 10_000
NETWORK = bytes(range(32))
SLUG, TEXT = "a-clean-list", "# A clean list\n\nWe ask for it.\n\n1. To keep it clean.\n"
Figures = Iterator[tuple[str, int, float]]


def figures() -> Figures:
    """One after the other: what was done, how many, in how many seconds. To be run inside an application."""
    import make
    from petition.core.db import db

    statement, by = make.statement(TEXT, slug=SLUG), coordinator()
    fill(statement)
    yield from search(statement)
    for conditions, expected in (
        ({"domain": "one.example"}, 1_200),
        ({"domain": "two.example"}, 800),
        ({"network": NETWORK.hex()}, 1_000),
    ):
        yield from clean(statement, by, expected, conditions)
    db.session.rollback()


def fill(statement: Statement) -> None:
    """Real signatories, and fakes from two mail domains and one network."""
    import make_removals as fakes

    for _ in range(0, REAL - REAL % CHUNK, CHUNK):
        fakes.people(statement, CHUNK)
    # Names that are shown in full by those whom nobody sees yet have to be decrypted to be looked at.
    fakes.people(statement, REAL % CHUNK, name="Somebody {}")
    fakes.people(statement, 1_200, domain="one.example", name="Bot {}")
    fakes.people(statement, 800, domain="two.example", name="Bot {}", visibility="withheld")
    fakes.people(statement, 1_000, name="Bot {}", network=NETWORK)


def search(statement: Statement) -> Figures:
    """How long it takes to find whom a rule matches, while everybody else goes on signing."""
    from sqlalchemy import update

    from petition.core.db import db
    from petition.removals import queries
    from petition.removals.criteria import Criteria
    from petition.signing.models.endorsement import Endorsement

    def matched(expected: int, **conditions: Any) -> Callable[[], None]:
        def match() -> None:
            assert len(queries.matching_ids(statement.id, Criteria(**conditions))) == expected, conditions
            db.session.rollback()

        return match

    whole = REAL + FAKES
    yield "looked through by domain", whole, timed(matched(1_200, domain="one.example"))
    yield "looked through by name", whole, timed(matched(2_200, name="bot *"))
    # As if all were in quarantine: no name stands in the clear. Rolled back afterwards.
    hidden = update(Endorsement).where(Endorsement.statement_id == statement.id)
    shown = ("shown_name", "shown_key", "shown_beside", "shown_comment", "shown_country")
    db.session.execute(hidden.values(dict.fromkeys(shown)), execution_options={"synchronize_session": False})
    yield "names decrypted", whole, timed(matched(2_200, name="bot *"))


def clean(statement: Statement, by: int, expected: int, conditions: dict[str, Any]) -> Figures:
    """One rule from its description to its undoing, and once more for good."""
    import make_removals as fakes
    from petition.removals import actions

    made: list[Removal] = []
    before = individuals(statement.id)
    yield "matched and counted", expected, timed(lambda: made.append(fakes.rule(statement, by=by, **conditions)))
    (rule,) = made
    assert (rule.matched, rule.counted, rule.listed) == (expected, expected, before)
    actions.start_rule(rule, by=by)
    yield "removed by rule", expected, timed(lambda: fakes.follow(rule))
    assert individuals(statement.id) == before - expected, "the counts do not follow"
    actions.undo_rule(rule, by=by)
    yield "restored", expected, timed(lambda: fakes.follow(rule))
    assert individuals(statement.id) == before, "somebody was not restored"
    again = fakes.rule(statement, by=by, **conditions)
    actions.start_rule(again, by=by)
    fakes.follow(again)


def individuals(statement_id: int) -> int:
    """How many the counts say, which must be what the rows say."""
    from petition.list import recount
    from petition.list.queries import counts

    assert recount.count_differences() == []
    counts.forget_counts()
    return counts.fresh_counts(statement_id).individuals
