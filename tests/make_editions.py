"""Makes a statement that many have signed, and texts for its next editions."""

from __future__ import annotations

from datetime import timedelta

import time_machine
from sqlalchemy import select

import make
import make_watch
from petition.core.addresses import parse
from petition.core.db import db, now
from petition.mail import actions as mail
from petition.mail.models import OutgoingMail
from petition.signing import queries as endorsements
from petition.signing.carry import announcements
from petition.signing.confirm import actions as confirmation
from petition.signing.models.endorsement import Endorsement
from petition.signing.sign import actions as signing
from petition.signing.signature import Signature
from petition.statements.actions import edit
from petition.statements.actions.issue import issue_edition
from petition.statements.models import Edition, Statement
from petition.statements.queries import revisions

FIRST = """# Organisations for open courts publish a position

We, organisations that observe trials, note that the doors stay closed.

We therefore call upon the international community:

1. To keep the trials under observation;
2. To agree on a roadmap which includes:
 - 2.1. closing the pending cases without conditions;
 - 2.2. lifting the entry bans for all observers;
 - 2.3. paying the legal costs of people who were fined;
 - 2.4. letting journalists into every court room and recording the hearrings;
 - 2.5. publishing each judgment in full within two months.
3. To regard observers as *equal* partners in talks.
4. To send more diplomats to the region.

We consider that observation and dialogue are needed together.

*Association of Court Observers (Belarus)
Open Doors Society (Poland)*
"""
BELARUSIAN = """# Арганізацыі за адкрытыя суды публікуюць пазіцыю

Мы, арганізацыі, якія назіраюць за судамі, адзначаем, што дзверы застаюцца зачыненымі.

Таму мы заклікаем міжнародную супольнасць:

1. Захаваць назіранне за працэсамі;
2. Узгадніць дарожную карту, якая ўключае:
 - 2.1. закрыццё спраў без умоў;
 - 2.2. зняцце забарон на ўезд для ўсіх назіральнікаў;
 - 2.3. аплату судовых выдаткаў аштрафаваных;
 - 2.4. допуск журналістаў у кожную залу і запіс паседжанняў;
 - 2.5. публікацыю кожнага прысуду цалкам на працягу двух месяцаў.
3. Лічыць назіральнікаў *роўнымі* партнёрамі ў перамовах.
4. Накіраваць больш дыпламатаў у рэгіён.

Мы лічым, што патрэбныя і назіранне, і дыялог.
"""
MENDED = FIRST.replace("hearrings", "hearings")
SUBSTANCE = (
    MENDED.replace(" - 2.2. lifting", " - 2.2. protecting lawyers from reprisals;\n - 2.3. lifting")
    .replace(
        " - 2.3. paying the legal costs of people who were fined;",
        " - 2.4. paying the legal costs of people who were fined and publishing each judgment in full;",
    )
    .replace(
        " - 2.4. letting journalists into every court room and recording the hearings;\n",
        " - 2.5. letting journalists into every court room;\n - 2.6. recording the hearings.\n",
    )
    .replace(" - 2.5. publishing each judgment in full within two months.\n", "")
    .replace("in talks.", "in all talks.")
    .replace("4. To send more diplomats to the region.\n", "")
)
MAPPING: dict[str, tuple[str, ...]] = {
    "1": ("1",),
    "2": ("2",),
    "2.1": ("2.1",),
    "2.2": (),
    "2.3": ("2.2",),
    "2.4": ("2.3", "2.5"),
    "2.5": ("2.4",),
    "2.6": ("2.4",),
    "3": ("3",),
}
BELARUSIAN_SUBSTANCE = (
    BELARUSIAN.replace(" - 2.2. зняцце", " - 2.2. абарону адвакатаў ад пераследу;\n - 2.3. зняцце")
    .replace(" - 2.3. аплату судовых выдаткаў аштрафаваных;", " - 2.4. аплату выдаткаў і публікацыю прысудаў;")
    .replace(
        " - 2.4. допуск журналістаў у кожную залу і запіс паседжанняў;\n",
        " - 2.5. допуск журналістаў у кожную залу;\n - 2.6. запіс паседжанняў.\n",
    )
    .replace(" - 2.5. публікацыю кожнага прысуду цалкам на працягу двух месяцаў.\n", "")
    .replace("партнёрамі ў перамовах.", "партнёрамі ва ўсіх перамовах.")
    .replace("4. Накіраваць больш дыпламатаў у рэгіён.\n", "")
)
assert SUBSTANCE.count("\n - 2.") == 6 and BELARUSIAN_SUBSTANCE.count("\n - 2.") == 6


def statement(*, silence_days: int | None = None, people: int = 0) -> Statement:
    """A statement in two languages that two founding organisations and so many others have signed."""
    made = make.statement(FIRST)
    make.statement(BELARUSIAN, language="be")
    made.silence_days = silence_days
    for number in range(people):
        sign(made, number)
    db.session.commit()
    return made


def sign(statement: Statement, number: int, *, days_ago: int = 1) -> int:
    """Somebody's confirmed endorsement: every fourth an organisation, every second one in Belarusian."""
    is_organisation, language = number % 4 == 0, "be" if number % 2 else "en"
    name = make_watch.name(number)
    details = {"organisation": f"Circle {number}", "representative": name} if is_organisation else {"name": name}
    with time_machine.travel(now() - timedelta(days=days_ago), tick=False):
        signature = Signature(
            kind="organisation" if is_organisation else "individual",
            address=parse(f"signer@home{number}.example"),
            language=language,
            details=details,
            visibility="full",
        )
        signing.accept_signature(make.edition(statement), signature)
        made = db.session.scalars(select(Endorsement.id).order_by(Endorsement.id.desc()).limit(1)).one()
        confirmation.confirm_endorsement(endorsements.lock_endorsement(made), None)
    return made


def save(statement: Statement, language: str, text: str, by: int) -> None:
    """What the editor does when somebody presses Save."""
    edit.save_text(statement, language, text, revisions.working_text(statement, language).base, by=by)
    db.session.flush()


def mended(statement: Statement, by: int) -> Edition:
    """Edition 2: the mistype put right."""
    save(statement, "en", MENDED, by)
    made = issue_edition(statement, "typing", {}, by)
    db.session.commit()
    return made


def changed(statement: Statement, by: int, *, announced: bool = True) -> Edition:
    """The next edition: demands moved, split, merged, dropped and added."""
    save(statement, "en", SUBSTANCE, by)
    made = issue_edition(statement, "substance", MAPPING, by)
    if announced:
        announcements.start_announcement(made, by)
    db.session.commit()
    return made


def coordinator() -> int:
    """The coordinator who issues editions."""
    return make.coordinator().id


def under(number: int) -> int:
    """How many endorsements stand under an edition."""
    db.session.rollback()
    db.session.expire_all()
    return len([one for one in db.session.scalars(select(Endorsement)) if one.edition.number == number])


def mails_leave() -> None:
    """The mail server takes every mail that waits; what was secret in it is gone from the outbox."""
    for waiting in db.session.scalars(select(OutgoingMail.id).where(OutgoingMail.sent_at.is_(None))).all():
        mail.mark_sent(waiting)
    db.session.commit()
