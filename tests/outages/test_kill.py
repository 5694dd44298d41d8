"""Web processes, workers and the database are killed while people sign and confirm; then the books are balanced."""

from __future__ import annotations

import itertools
import os
import random
import re
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from sqlalchemy import func, select, update

from mail_servers import Postbox
from make_starts import signature, wait_for
from outages.installation import PATIENCE, Postgres, Site, postgres, site
from page import Page
from petition.core import audit, received_forms
from petition.core.db import db, now
from petition.list import recount
from petition.mail import actions
from petition.mail.models import OutgoingMail
from petition.signing.models.endorsement import Endorsement

LINK = re.compile(r"https://[^/\s]+(/\S*confirm/\S+)")
# So many answers between two kills: it is killed in the middle of load.
BETWEEN = 3


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    box = Postbox()
    box.start()
    yield box
    box.stop()


@dataclass
class Load:
    """People who sign, each with an address of their own, and open the link in their mail; and what was said to them."""

    site: Site
    postbox: Postbox
    stamped: dict[str, str]
    tried: set[str] = field(default_factory=set)
    answered: set[str] = field(default_factory=set)
    confirmed: set[str] = field(default_factory=set)
    codes: Counter[int] = field(default_factory=Counter)
    ended: threading.Event = field(default_factory=threading.Event)

    def sign(self) -> None:
        """Signs again and again. Whoever gets no answer gives up."""
        while not self.ended.wait(0.05):
            body = signature(self.stamped)
            (address,) = parse_qs(body.decode())["email"]
            self.tried.add(address)
            code, _ = self.site.post("/en/open-courts/sign", body)
            self.codes[code] += 1
            if code == 303:
                self.answered.add(address)

    def confirm(self) -> None:
        """Opens the link of each second mail that arrives, and presses the button."""
        read = 0
        while not self.ended.wait(0.05):
            for letter in self.postbox.letters[read::2]:
                body = letter.get_body(("plain",))
                found = LINK.search(body.get_content()) if body else None
                if found:
                    self.press(found[1], letter["To"])
            read = len(self.postbox.letters)

    def press(self, link: str, address: str) -> None:
        """Presses the button behind a link, unless the page cannot be had now."""
        try:
            code, page = self.site.server.get(link)
        except OSError:
            return
        # A second copy of a mail leads to a page that has no button any more.
        if code == 200 and "<form" in page:
            fields = Page(page.partition("\n\n")[2]).form(link).values()
            code, _ = self.site.post(link, fields)
            if code == 200:
                self.confirmed.add(address)


@contextmanager
def load(site: Site, postbox: Postbox) -> Iterator[Load]:
    """People are at it meanwhile."""
    people = Load(site, postbox, site.stamp())
    threads = [threading.Thread(target=one, daemon=True) for one in (people.sign, people.sign, people.confirm)]
    for thread in threads:
        thread.start()
    try:
        yield people
    finally:
        people.ended.set()
        for thread in threads:
            thread.join()


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


def kill_worker(site: Site) -> None:
    """A worker, whatever it is at."""
    process = site.workers.pop(0)
    process.kill()
    process.wait()
    site.start_worker()


def kill_database(server: Postgres) -> Callable[[Site], None]:
    def kill(_site: Site) -> None:
        server.kill()
        server.start()

    return kill


def kill_backend(server: Postgres) -> Callable[[Site], None]:
    return lambda _site: server.kill_backend()


def kill_during(people: Load, kills: list[Callable[[Site], None]]) -> Counter[str]:
    """Kills one after the other, each while people are answered and mails go out; gives how often what was."""
    done = Counter[str]()
    for kill in kills:
        wait_for_work(people)
        time.sleep(random.uniform(0, 0.2))
        kill(people.site)
        done[kill.__qualname__.split(".")[0]] += 1
    wait_for_work(people)
    return done


def wait_for_work(people: Load) -> None:
    """Waits until all of it has been at work since it was hurt last."""
    answers, mails = people.codes[303] + BETWEEN, len(people.postbox.letters)

    def works() -> bool:
        people.site.supervise()
        return people.codes[303] >= answers and len(people.postbox.letters) > mails

    wait_for(works, PATIENCE)


def wait_for_end(made: Site) -> None:
    """Waits until nothing is left to do; the claims of the dead run out by themselves."""

    def is_done() -> bool:
        made.supervise()
        return made.inside(unfinished) == 0

    wait_for(is_done, PATIENCE)


def let_claims_run_out() -> None:
    """Instead of waiting for the claims of the dead."""
    ran_out = now() - actions.CLAIM
    db.session.execute(
        update(OutgoingMail).values(claimed_until=ran_out).where(OutgoingMail.claimed_until.is_not(None))
    )
    db.session.commit()


def unfinished() -> int:
    """Forms that nobody has acted on, and mails that have not gone."""
    forms = select(func.count()).select_from(received_forms.ReceivedForm)
    mails = select(func.count()).select_from(OutgoingMail).where(OutgoingMail.sent_at.is_(None))
    return (db.session.scalar(forms) or 0) + (db.session.scalar(mails) or 0)


def balance(people: Load, killed: Counter[str]) -> None:
    """Everything that was answered is there, whole and once, and the mails with it."""
    rows = {row.address: row for row in db.session.scalars(select(Endorsement).where(Endorsement.kind == "individual"))}
    number = db.session.scalar(select(func.count()).select_from(Endorsement).where(Endorsement.kind == "individual"))
    assert people.answered <= set(rows) <= people.tried and len(rows) == number
    assert all(row.details["name"].startswith("Alena ") for row in rows.values())
    assert people.confirmed <= {address for address, row in rows.items() if row.confirmed_at}
    asked = [letter for letter in people.postbox.letters if "/confirm/" in letter.as_string().replace("=\n", "")]
    assert {letter["To"] for letter in asked} == set(rows)
    # To each one such mail, by its number; what came twice came after a death of who had given it over.
    assert len({letter["Message-ID"] for letter in asked}) == number
    times = people.postbox.message_ids
    assert sum(times.values()) - len(times) <= killed["kill_worker"] and max(times.values()) <= 2
    assert db.session.scalar(select(func.count()).select_from(OutgoingMail)) == len(times)
    assert recount.count_differences() == []
    assert audit.verify_chain().is_intact


def report(people: Load, killed: Counter[str]) -> str:
    times = people.postbox.message_ids
    return (
        f"killed {dict(killed)}; answers {dict(people.codes)}; confirmed {len(people.confirmed)}; "
        f"mails {len(times)}, twice {sum(times.values()) - len(times)}"
    )


@pytest.mark.combination
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_it_loses_nothing_to_a_few_deaths(database_url: str, postbox: Postbox, tmp_path: Path) -> None:
    mail = {"MAIL_URL": f"smtp://127.0.0.1:{postbox.port}"}
    with site(database_url, tmp_path, is_migrated=True, **mail) as made:
        with load(made, postbox) as people:
            killed = kill_during(people, [kill_worker, kill_web_process, kill_worker])
        made.inside(let_claims_run_out)
        wait_for_end(made)
        made.inside(lambda: balance(people, killed))


@pytest.mark.combination
@pytest.mark.parametrize("kind", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def test_it_loses_nothing_to_twenty_deaths(kind: str, postbox: Postbox, tmp_path: Path) -> None:
    mail = {"MAIL_URL": f"smtp://127.0.0.1:{postbox.port}"}
    with postgres() if kind == "postgresql" else nullcontext() as server:
        url = server.url if server else f"sqlite:///{tmp_path}/site.sqlite"
        deaths = [kill_web_process, kill_worker, kill_web, kill_worker]
        if server:
            deaths[2:2], deaths[5:5] = [kill_database(server)], [kill_backend(server)]
        with site(url, tmp_path, workers=2 if server else 1, **mail) as made:
            with load(made, postbox) as people:
                killed = kill_during(people, list(itertools.islice(itertools.cycle(deaths), 20)))
            wait_for_end(made)
            made.inside(lambda: balance(people, killed))
            print(report(people, killed))
