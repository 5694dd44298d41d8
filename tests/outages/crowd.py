"""People who sign and confirm while an installation is hurt, and the mail server that they have their mails from."""

from __future__ import annotations

import os
import re
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qs

from aiosmtpd.smtp import SMTP, Envelope, Session

import mail_servers
from make_starts import signature
from outages.installation import SIGN, Site
from page import Page

LINK = re.compile(r"https://[^/\s]+(/\S*confirm/\S+)")


class Postbox(mail_servers.Postbox):
    """A mail server that knows which worker has given over each copy of a mail."""

    def __init__(self) -> None:
        super().__init__()
        self.workers: Callable[[], list[int]] = list
        # The process at the other end, by its port; and who gave over the copies of a mail, by its number.
        self.owners: dict[int, int | None] = {}
        self.senders: defaultdict[str, list[int | None]] = defaultdict(list)

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        port = port_of(session)
        self.owners[port] = next((pid for pid in self.workers() if is_connected(pid, port)), None)
        return await super().handle_EHLO(server, session, envelope, hostname, responses)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        answer = await super().handle_DATA(server, session, envelope)
        self.senders[self.letters[-1]["Message-ID"]].append(self.owners[port_of(session)])
        return answer


def port_of(session: Session) -> int:
    return int(session.peer[1])  # type: ignore[index]


def is_connected(pid: int, port: int) -> bool:
    """Whether a process has a connection from this port of this machine."""
    lines = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()[1:]]
    sockets = {f"socket:[{line[9]}]" for line in lines if line[1].endswith(f":{port:04X}")}
    files = set[str]()
    with suppress(FileNotFoundError):
        for file in Path(f"/proc/{pid}/fd").iterdir():
            with suppress(FileNotFoundError):
                files.add(os.readlink(file))
    return bool(sockets & files)


@dataclass
class Crowd:
    """People who sign, each with an address of their own, and open the link in their mail; and what was said to them."""

    site: Site
    postbox: Postbox
    stamped: dict[str, str]
    # Seconds between two things that one of them does.
    pause: float
    tried: set[str] = field(default_factory=set)
    answered: set[str] = field(default_factory=set)
    confirmed: set[str] = field(default_factory=set)
    codes: Counter[int] = field(default_factory=Counter)
    ended: threading.Event = field(default_factory=threading.Event)

    def sign(self) -> None:
        """Signs again and again. Whoever gets no answer gives up."""
        while not self.ended.wait(self.pause):
            body = signature(self.stamped)
            (address,) = parse_qs(body.decode())["email"]
            self.tried.add(address)
            code, _ = self.site.post(SIGN, body)
            self.codes[code] += 1
            if code == 303:
                self.answered.add(address)

    def confirm(self) -> None:
        """Opens the link of each second mail that arrives, and presses the button."""
        read = 0
        while not self.ended.wait(self.pause):
            letters = self.postbox.letters[read:]
            read += len(letters)
            asked = [letter for letter in letters if "/confirm/" in words_of(letter)]
            for letter in asked[::2]:
                self.press(LINK.findall(words_of(letter))[0], letter["To"])

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


def words_of(letter: mail_servers.EmailMessage) -> str:
    """The plain text of a mail."""
    body = letter.get_body(("plain",))
    return str(body.get_content()) if body else ""


@contextmanager
def crowd(site: Site, postbox: Postbox, pause: float = 0.05) -> Iterator[Crowd]:
    """People are at it meanwhile."""
    postbox.workers = lambda: [one.pid for one in site.workers]
    people = Crowd(site, postbox, site.stamp(), pause)
    threads = [threading.Thread(target=one, daemon=True) for one in (people.sign, people.sign, people.confirm)]
    for thread in threads:
        thread.start()
    try:
        yield people
    finally:
        people.ended.set()
        for thread in threads:
            thread.join()
