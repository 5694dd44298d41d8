"""Web processes, workers and the database are killed while people sign and confirm; then the books are balanced."""

from __future__ import annotations

import itertools
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from sqlalchemy import func, select

from make_starts import wait_for
from outages.crowd import Crowd, Postbox, crowd, words_of
from outages.installation import PATIENCE, Postgres, Site, postgres, site
from petition.core import audit, received_forms
from petition.core.db import db
from petition.list import recount
from petition.mail.models import OutgoingMail
from petition.signing.models.endorsement import Endorsement

Kill = Callable[[Site], object]
# So many answers, and so many confirmations and mails, between two deaths: each is one in the middle of load.
ANSWERS, CONFIRMATIONS = 6, 2
# What one worker has claimed and not recorded yet, at most: for each of its connections a mail, and one ahead.
HELD = 8


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    box = Postbox()
    box.start()
    yield box
    box.stop()


def kill_web_process(site: Site) -> None:
    """One of the master's processes; the master starts another."""
    wait_for(site.web_processes, PATIENCE)
    os.kill(random.choice(site.web_processes()), signal.SIGKILL)


def kill_web(site: Site) -> None:
    """The master; those it started see that it is gone, and end."""
    assert site.web is not None
    site.web.kill()
    site.web.wait()
    site.start_web()


def kill_database(server: Postgres) -> Kill:
    def kill(_site: Site) -> None:
        server.kill()
        server.start()

    return kill


def kill_backend(server: Postgres) -> Kill:
    return lambda _site: server.kill_backend()


def kill_during(people: Crowd, kills: list[Kill]) -> None:
    """Kills one after the other, each while people are answered and confirm and mails go out."""
    for kill in kills:
        wait_for_work(people)
        time.sleep(random.uniform(0, 0.2))
        kill(people.site)
    wait_for_work(people)


def wait_for_work(people: Crowd) -> None:
    """Waits until all of it has been at work since it was hurt last."""
    answers, confirmed = people.codes[303] + ANSWERS, len(people.confirmed) + CONFIRMATIONS

    def works() -> bool:
        people.site.supervise()
        return people.codes[303] >= answers and len(people.confirmed) >= confirmed

    try:
        wait_for(works, PATIENCE)
    except AssertionError as fault:
        printed = [one.read_text()[-2000:] for one in people.site.folder.glob("*.printed")]
        raise AssertionError("\n".join([report(people), f"{answers} and {confirmed} wanted", *printed])) from fault


def wait_for_end(made: Site) -> None:
    """Waits until nothing is left to do; the claims of the dead run out by themselves."""

    def is_done() -> bool:
        made.supervise()
        # To ask takes a new connection.
        time.sleep(1)
        return made.inside(unfinished) == 0

    wait_for(is_done, PATIENCE)


def unfinished() -> int:
    """Forms that nobody has acted on, and mails that have not gone."""
    forms = select(func.count()).select_from(received_forms.ReceivedForm)
    mails = select(func.count()).select_from(OutgoingMail).where(OutgoingMail.sent_at.is_(None))
    return (db.session.scalar(forms) or 0) + (db.session.scalar(mails) or 0)


def balance(people: Crowd, deaths: int) -> None:
    """Everything that was answered is there, whole and once, and the mails with it."""
    assert len(people.answered) >= ANSWERS * (deaths + 1) and len(people.confirmed) >= CONFIRMATIONS * (deaths + 1)
    rows = list(db.session.scalars(select(Endorsement).where(Endorsement.kind == "individual")))
    addresses = {row.address for row in rows}
    assert people.answered <= addresses <= people.tried and len(rows) == len(addresses)
    assert all(row.details["name"].startswith("Alena ") for row in rows)
    confirmed = {row.address for row in rows if row.confirmed_at}
    assert people.confirmed <= confirmed
    assert recount.count_differences() == [] and audit.verify_chain().is_intact
    balance_mails(people, addresses, confirmed)


def balance_mails(people: Crowd, addresses: set[str], confirmed: set[str]) -> None:
    """To each one mail that asks, and to whoever confirmed one with the link to their own page; none for nothing."""
    letters = {letter["Message-ID"]: letter for letter in people.postbox.letters}
    for word, expected in (("/confirm/", addresses), ("/mine/", confirmed)):
        sent = Counter(letter["To"] for letter in letters.values() if word in words_of(letter))
        assert sent == dict.fromkeys(expected, 1), word
    assert db.session.scalar(select(func.count()).select_from(OutgoingMail)) == len(letters)
    # A copy that another one followed was given over by a worker that was killed before it had recorded that.
    followed = Counter(sender for senders in people.postbox.senders.values() for sender in senders[:-1])
    assert set(followed) <= people.site.killed and max(followed.values(), default=0) <= HELD, followed


def report(people: Crowd) -> str:
    senders = people.postbox.senders.values()
    return (
        f"answers {dict(people.codes)}; confirmed {len(people.confirmed)}; mails {len(senders)},"
        f" again {sum(len(one) - 1 for one in senders)}"
    )


@pytest.mark.parametrize("kind", [pytest.param("postgresql", marks=pytest.mark.postgresql)])
def test_it_loses_nothing_to_a_death_of_each(kind: str, postbox: Postbox, tmp_path: Path) -> None:
    mail = {"MAIL_URL": f"smtp://127.0.0.1:{postbox.port}"}
    with postgres() as server, site(server.url, tmp_path, **mail) as made:
        kills: list[Kill] = [kill_web_process, Site.kill_worker, kill_database(server)]
        with crowd(made, postbox, pause=0.2) as people:
            kill_during(people, kills)
        wait_for_end(made)
        made.inside(lambda: balance(people, len(kills)))


@pytest.mark.combination
@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def test_it_loses_nothing_to_twenty_deaths(kind: str, postbox: Postbox, tmp_path: Path) -> None:
    mail = {"MAIL_URL": f"smtp://127.0.0.1:{postbox.port}"}
    with postgres() if kind == "postgresql" else nullcontext() as server:
        url = server.url if server else f"sqlite:///{tmp_path}/site.sqlite"
        deaths: list[Kill] = [kill_web_process, Site.kill_worker, kill_web, Site.kill_worker]
        if server:
            deaths[2:2], deaths[5:5] = [kill_database(server)], [kill_backend(server)]
        with site(url, tmp_path, workers=2 if server else 1, **mail) as made:
            kills = list(itertools.islice(itertools.cycle(deaths), 20))
            with crowd(made, postbox) as people:
                kill_during(people, kills)
            wait_for_end(made)
            made.inside(lambda: balance(people, len(kills)))
            print(report(people))
