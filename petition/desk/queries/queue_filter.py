"""What of the queue is looked for, as it stands in the address; and that as conditions on endorsements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

from sqlalchemy import ColumnElement, and_, exists, not_, or_, select

from petition.core import languages
from petition.core.text import clean_line, fold_text, parse_id
from petition.desk.queries.organisations import LONGEST_QUERY, name_or_domain_condition
from petition.organisations.models import Organisation
from petition.signing.evidence.grades import FAIR, STRONG_ALONE
from petition.signing.models.endorsement import Endorsement
from petition.signing.models.endorsement_key import EndorsementKey
from petition.signing.models.evidence import Evidence
from petition.statements.models import Statement

View = Literal["waiting", "on-hold", "decided"]
VIEWS: tuple[View, ...] = ("waiting", "on-hold", "decided")
GRADES = ("strong", "fair", "declared")
WORDS = 8


@dataclass(frozen=True)
class QueueFilter:
    """What is looked for among the organisations of the queue; an empty field asks for nothing.

    ``mail``: "free" for those who wrote from a mailbox that anybody can have.
    """

    view: View = "waiting"
    statement: int | None = None
    country: str = ""
    language: str = ""
    evidence: str = ""
    mail: str = ""
    q: str = ""

    @property
    def has_filters(self) -> bool:
        """Whether anything but the view and the statement is asked for."""
        return self != QueueFilter(self.view, statement=self.statement)

    @property
    def has_other_filters(self) -> bool:
        """Whether more is asked for than words."""
        return replace(self, q="") != QueueFilter(self.view, statement=self.statement)

    @property
    def address_query(self) -> dict[str, Any]:
        """The parts of an address that ask for this."""
        return {name: value for name, value in asdict(self).items() if value and (name, value) != ("view", "waiting")}

    @property
    def filters(self) -> dict[str, Any]:
        """The same without the view and the statement, which are where the list is."""
        return {name: value for name, value in self.address_query.items() if name not in ("view", "statement")}

    @property
    def place(self) -> dict[str, Any]:
        """Where the list is: its view and its statement."""
        return {"view": self.address_query.get("view"), "statement": self.statement}

    def with_view(self, view: View) -> QueueFilter:
        """The same in another view."""
        return replace(self, view=view)

    def conditions(self) -> list[ColumnElement[bool]]:
        """The same for the database; of the register, what it says now."""
        held = Endorsement.held_at.is_not(None)
        found: list[ColumnElement[bool]] = [held if self.view == "on-hold" else not_(held)]
        # Said of all of them too: the index of those off the list begins with the statement.
        here = [self.statement] if self.statement is not None else select(Statement.id)
        found.append(Endorsement.statement_id.in_(here))
        if self.language:
            found.append(Endorsement.language == self.language)
        if self.mail:
            free = EndorsementKey.endorsement_id == Endorsement.id, EndorsementKey.signal == "free_mail"
            found.append(exists().where(*free))
        if self.evidence:
            found.append(_grade_condition(self.evidence))
        entry = self._entry_conditions()
        if entry:
            own = select(Organisation.id).where(Organisation.id == Endorsement.organisation_id, *entry)
            # Asked row by row: so the queue is walked in its order, and no further than the page is long.
            found.append(own.correlate(Endorsement).exists())
        return found

    def _entry_conditions(self) -> list[Any]:
        found: list[Any] = [name_or_domain_condition(word, self.q) for word in fold_text(self.q).split()[:WORDS]]
        if self.q and not found:
            found.append(name_or_domain_condition(self.q, self.q))
        return [*found, Organisation.country == self.country] if self.country else found


def queue_filter(args: Mapping[str, str]) -> QueueFilter:
    """What an address asks for; nonsense asks for nothing."""
    language, country, evidence = args.get("language", ""), args.get("country", "").upper(), args.get("evidence", "")
    return QueueFilter(
        view=next((one for one in VIEWS if one == args.get("view")), "waiting"),
        statement=parse_id(args.get("statement", "")),
        country=country if country in languages.country_codes() else "",
        language=language if languages.is_known_language(language) else "",
        evidence=evidence if evidence in GRADES else "",
        mail="free" if args.get("mail") == "free" else "",
        q=clean_line(args.get("q"))[:LONGEST_QUERY],
    )


def _grade_condition(grade: str) -> ColumnElement[bool]:
    """The grade that the evidence makes by the kinds that were given (see ``grades.evidence_grade``)."""
    own, second = _evidence_condition("own_domain"), _evidence_condition("second_person")
    strong = or_(_evidence_condition(*STRONG_ALONE), and_(own, second))
    if grade == "strong":
        return strong
    fair = _evidence_condition(*FAIR)
    return and_(not_(strong), fair if grade == "fair" else not_(fair))


def _evidence_condition(*kinds: str) -> ColumnElement[bool]:
    given = select(Evidence.id).where(Evidence.endorsement_id == Endorsement.id, Evidence.given_at.is_not(None))
    return given.where(Evidence.kind.in_(kinds)).correlate(Endorsement).exists()
