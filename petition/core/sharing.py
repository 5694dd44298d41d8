"""Passing a page on: plain links to the places where people share, and a code to scan. Nothing of theirs is loaded."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote

from markupsafe import Markup

from petition.core.qr_codes import draw_qr_code

# Pages of one process whose codes are kept: drawing one takes some milliseconds.
KEPT_CODES = 256


@dataclass(frozen=True)
class ShareLink:
    """A place to share at, by its own name, and the address that opens it with the text filled in."""

    name: str
    url: str


def share_links(url: str, title: str) -> list[ShareLink]:
    """Where a page can be shared; each opens with its title and its address, and with nothing about who shares.

    Mastodon has many servers: its own page asks which one, and gets the text behind a #, which no server is sent.
    """
    page, words, both = quote(url, safe=""), quote(title, safe=""), quote(f"{title} {url}", safe="")
    return [
        ShareLink("Mastodon", f"https://share.joinmastodon.org/#text={both}"),
        ShareLink("Bluesky", f"https://bsky.app/intent/compose?text={both}"),
        ShareLink("X", f"https://x.com/intent/post?text={words}&url={page}"),
        ShareLink("Facebook", f"https://www.facebook.com/sharer/sharer.php?u={page}"),
        ShareLink("WhatsApp", f"https://wa.me/?text={both}"),
        ShareLink("Telegram", f"https://t.me/share/url?url={page}&text={words}"),
        ShareLink("Viber", f"viber://forward?text={both}"),
    ]


def mail_link(subject: str, body: str) -> str:
    """The address of a mail to be written, with subject and text filled in (RFC 6068)."""
    return f"mailto:?subject={quote(str(subject), safe='')}&body={quote(str(body), safe='')}"


@lru_cache(maxsize=KEPT_CODES)
def draw_page_code(url: str) -> Markup:
    """The public address of a page as a QR code; kept, for it is drawn into every copy of the page."""
    return draw_qr_code(url)
