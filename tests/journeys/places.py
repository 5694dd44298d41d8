"""Every page of the journey, and how to get there."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

import cast
from journeys.site import Site

Way = Callable[[Page, Site, str], object]


def at(path: str) -> Way:
    """The way to a page that has an address."""

    def go(page: Page, site: Site, language: str) -> None:
        page.goto(site.url + path.format(here=f"/{language}/{site.there['slug']}", **site.there))

    return go


def sent_empty(path: str) -> Way:
    """The way to a form that came back with faults."""

    def send(page: Page, site: Site, language: str) -> None:
        at(path)(page, site, language)
        page.locator(".send button").click()
        page.locator(".errors").wait_for()

    return send


def confirm(page: Page, site: Site, language: str) -> None:
    """What an individual is about to confirm."""
    page.goto(site.to_confirm(cast.ALENA, language))


def confirm_organisation(page: Page, site: Site, language: str) -> None:
    """What a representative is about to confirm."""
    page.goto(site.to_confirm(cast.CIRCLE, language))


def confirmed(page: Page, site: Site, language: str) -> None:
    """The thanks after the button."""
    confirm(page, site, language)
    page.locator("main form button").click()
    page.locator("form").wait_for(state="detached")


def mine(page: Page, site: Site, language: str) -> None:
    """The own endorsement of an individual."""
    page.goto(site.own(cast.NOOR, language))


def mine_organisation(page: Page, site: Site, language: str) -> None:
    """The own endorsement of an organisation, which waits for a decision."""
    page.goto(site.own(cast.CIRCLE, language))


def letter(page: Page, site: Site, language: str) -> None:
    """A mail in the demo inbox."""
    at("/demo/inbox")(page, site, language)
    page.locator("ol.list a").last.click()
    page.locator(".letter").wait_for()


def invitation(page: Page, site: Site, language: str) -> None:
    """Where an invited coordinator chooses a password."""
    page.goto(site.invitation())


def second_factor(page: Page, site: Site, language: str) -> None:
    """Where an invited coordinator is told about the second factor."""
    invitation(page, site, language)
    page.locator("input[type=password]").fill("seven quiet herons over the marsh")
    page.locator("main form button").click()
    page.wait_for_url("**/authenticator**")


def second_factor_code(page: Page, site: Site, language: str) -> None:
    """The code to scan."""
    second_factor(page, site, language)
    page.locator("main form button").click()
    page.locator(".qr-code").wait_for()


def rejection(page: Page, site: Site, language: str) -> None:
    """The mail about a rejection, before it goes."""
    page.goto(f"{site.url}/desk/")
    page.locator(".item .row-more > summary").first.click()
    page.locator(".item summary[data-key=r]").first.click()
    page.locator(".item details[open] details[open] textarea").first.fill("Nobody has heard of it.")
    page.locator(".item details[open] details[open] button").first.click()
    page.locator(".letter").wait_for()


def words_of_a_rejection(page: Page, site: Site, language: str) -> None:
    """What to say to one, where nothing was said."""
    page.goto(f"{site.url}/desk/")
    page.locator(".item .row-more > summary").first.click()
    page.locator(".item summary[data-key=r]").first.click()
    page.locator(".item details[open] details[open] button").first.click()
    page.locator("main .notice.fault").wait_for()


def rejections(page: Page, site: Site, language: str) -> None:
    """What to say to several at once, and the mails."""
    page.goto(f"{site.url}/desk/?all=y")
    page.locator("#bulk [formaction$='rejection']").click()
    page.locator("main textarea").fill("Nobody has heard of it.")
    page.locator("main form button").click()
    page.locator(".letter").first.wait_for()


def holding(page: Page, site: Site, language: str) -> None:
    """The note for several at once."""
    page.goto(f"{site.url}/desk/?all=y")
    page.locator("#bulk [formaction$='hold']").click()
    page.locator("#note").wait_for()


def given_again(path: str) -> Way:
    """The way to a page that asks for the second factor once more; in the demo that is a button."""

    def go(page: Page, site: Site, language: str) -> None:
        at(path)(page, site, language)
        page.locator("main form button").click()
        page.wait_for_url(f"**{path}")

    return go


PUBLIC: dict[str, Way] = {
    "statement": at("{here}"),
    "individual": at("{here}/sign"),
    "individual with faults": sent_empty("{here}/sign"),
    "organisation": at("{here}/sign/organisation"),
    "organisation with faults": sent_empty("{here}/sign/organisation"),
    "check your mail": at("{here}/check-your-mail"),
    "confirm": confirm,
    "confirm for an organisation": confirm_organisation,
    "confirmed": confirmed,
    "link problem": at("/confirm/mangled"),
    "mine": mine,
    "mine for an organisation": mine_organisation,
    "own link": at("{here}/own-link"),
    "my signatures": at("{here}/../my-signatures"),
    "organisations": at("{here}/signatories?kind=organisations"),
    "individuals": at("{here}/signatories?kind=individuals"),
    "found": at("{here}/signatories?kind=individuals&q=zzz"),
    "people by name": at("{here}/signatories?kind=individuals&sort=name"),
    "comments": at("{here}/signatories?kind=comments"),
    "by country": at("{here}/countries"),
    "document to print": at("{here}/print"),
    "nowhere": at("/en/nowhere"),
    "demo inbox": at("/demo/inbox"),
    "letter": letter,
}
ENTRANCE: dict[str, Way] = {
    "sign in": at("/desk/login"),
    "sign in with faults": sent_empty("/desk/login"),
    "invitation": invitation,
    "second factor": second_factor,
    "second factor code": second_factor_code,
}
DESK: dict[str, Way] = {
    "queue": at("/desk/"),
    "on hold": at("/desk/?view=on-hold"),
    "decided": at("/desk/?view=decided"),
    "queue narrowed down": at("/desk/?evidence=fair&q=circle&all=y"),
    "rejection": rejection,
    "rejections": rejections,
    "holding": holding,
    "reasons": at("/desk/reasons"),
    "new reason": at("/desk/reasons/new"),
    "people at the desk": at("/desk/individuals"),
    "overview": at("/desk/start"),
    "audit log": at("/desk/audit"),
    "audit log searched": at("/desk/audit?act=endorsement&since=2026-01-01"),
    "chain": at("/desk/audit/check"),
    "switches": at("/desk/switches"),
    "mail": at("/desk/mail"),
    "jobs": at("/desk/jobs"),
    "account": at("/desk/account"),
    "team": at("/desk/team"),
    "who may do what": at("/desk/team/roles"),
    "one of the team": at("/desk/team/1"),
    "second factor again": at("/desk/team/new"),
    "new coordinator": given_again("/desk/team/new"),
    "takes two": at("/desk/joint"),
    "mail addresses": given_again("/desk/statements/1/addresses"),
}
ALL = {**PUBLIC, **ENTRANCE, **DESK}

# The site on which a coalition is at work, and what is to be seen there alone.
AT_WORK = "coalition"
READ: dict[str, Way] = {
    "third edition": at("{here}"),
    "signed under several editions": at("{here}/signatories?kind=organisations"),
    "editions": at("{here}/editions"),
    "an old edition": at("{here}/editions/1"),
    "a mended mistype": at("{here}/editions/2/changes"),
    "a change of substance": at("{here}/editions/3/changes?since=1"),
    "translations": at("{here}/translations"),
    "organisation with reservations": at("{here}/sign/organisation"),
    "mine with evidence": at("{mine}"),
    "entry": at("{mine}/entry"),
    "second person": at("{second}"),
    "carry": at("{carry}"),
    "invited": at("{invitation}"),
    "private preview": at("{preview}"),
    "who counts": at("{here}/counts"),
}
WORK: dict[str, Way] = {
    "queue with evidence": at("/desk/"),
    "changes": at("/desk/changes?q=circle"),
    "reservations": at("/desk/reservations"),
    "register": at("/desk/organisations"),
    "likely the same": at("/desk/organisations?duplicates=1"),
    "entry at the desk": at("/desk/organisations/{organisation}"),
    "merged entry": at("/desk/organisations/{merged}"),
    "merge": at("/desk/organisations/{kept}/merge/{like}"),
    "new organisation": at("/desk/organisations/new"),
    "statements": at("/desk/statements"),
    "statement at the desk": at("/desk/statements/{statement}"),
    "dates and delivery": at("/desk/statements/{statement}/dates"),
    "settings of a statement": at("/desk/statements/{statement}/settings"),
    "queue of a statement": at("/desk/?statement={statement}"),
    "entries of a statement": at("/desk/organisations?statement={statement}"),
    "draft at the desk": at("/desk/statements/{draft}"),
    "before opening": at("/desk/statements/{draft}/opening"),
    "before delivery": at("/desk/statements/{statement}/delivery"),
    "text from right to left": at("/desk/statements/{draft}/text/ar"),
    "editions at the desk": at("/desk/statements/{statement}/editions"),
    "new edition": at("/desk/statements/{statement}/editions/new"),
    "translations at the desk": at("/desk/translations"),
    "invitations": at("/desk/statements/{statement}/invitations"),
    "invitation list": at("/desk/invitation-lists/{list}"),
    "overview of many": at("/desk/start"),
    "quarantine": at("/desk/quarantine?statement={statement}"),
    "individuals at the desk": at("/desk/individuals?statement={statement}&state=all&country=BY"),
    "one individual": at("/desk/endorsements/{odd}"),
    "an organisation's endorsement": at("/desk/endorsements/{waiting}"),
    "words of a rejection": words_of_a_rejection,
    "thresholds": at("/desk/statements/{statement}/thresholds"),
    "switches of a statement": at("/desk/statements/{statement}/switches"),
    "rules": at("/desk/statements/{statement}/removals"),
    "new rule": at("/desk/statements/{statement}/removals/new?domain=fakes.example"),
    "counted rule": at("/desk/removals/{drafted}"),
    "done rule": at("/desk/removals/{removal}"),
    "kept reason": at("/desk/reasons/{reason}"),
}
BUSY = {**READ, **WORK}
