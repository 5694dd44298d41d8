"""What the mails say, and how they are made."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.policy import SMTP
from html import unescape

import pytest
from flask import Flask

from outbox import EVERY_KIND, WITHOUT_LINK, put, row
from petition.mail import rendering
from petition.mail.rendering import RenderedMail, RenderingError


def written(kind: str, **more: object) -> RenderedMail:
    return rendering.render_mail(row(put(kind=kind, **more)))  # type: ignore[arg-type]


def words(html: str) -> list[str]:
    body = html[html.index("<body>") :]
    return unescape(re.sub(r"<[^>]+>", " ", body)).split()


@pytest.mark.parametrize("language", ["en", "be"])
@pytest.mark.parametrize("kind", EVERY_KIND)
def test_it_says_the_same_in_text_and_html(app: Flask, kind: str, language: str) -> None:
    letter = written(kind, language=language)
    assert words(letter.html) == letter.body.replace("\n--\n", "\n").split()
    assert f'<html lang="{language}" dir="ltr">' in letter.html
    assert letter.subject and "\n" not in letter.subject
    assert "\n\n\n" not in letter.body and "!" not in letter.body


@pytest.mark.parametrize("kind", [kind for kind in EVERY_KIND if kind not in WITHOUT_LINK])
def test_it_carries_one_link_and_says_until_when(app: Flask, kind: str) -> None:
    mail = row(put(kind=kind))
    letter = rendering.render_mail(mail)
    assert mail.content
    link = "http://127.0.0.1:5000" + mail.content["link_path"]
    assert re.findall(r"https?://\S+", letter.body) == [link]
    assert re.findall(r'(?:href|src)="([^"]+)"', letter.html) == [link]
    assert f"{mail.link_expires_at:%-d %B %Y, %H:%M} UTC" in letter.body
    assert "Free them all" in letter.subject
    assert "“Free them all”" in letter.body


def test_it_loads_nothing_from_elsewhere(app: Flask) -> None:
    for kind in EVERY_KIND:
        assert not re.search(r"<(img|link|script|style|iframe)|url\(", written(kind).html)


@pytest.mark.parametrize(
    ("visibility", "shown_as", "says"),
    [
        ("full", "", "chose to appear as: Ales Novik"),
        ("initials", "A. N.", "with your initials only: A. N."),
        ("initials", "", "with your initials only.\n"),
        ("withheld", None, "You chose not to be named."),
    ],
)
def test_it_says_how_the_name_will_appear(app: Flask, visibility: str, shown_as: str | None, says: str) -> None:
    assert says in written("confirm-individual", visibility=visibility, shown_as=shown_as).body


def test_it_shows_words_of_signatories_as_they_are(app: Flask) -> None:
    name = """O'Neil & <b>%(name)s</b> {{ 7*7 }}"""
    letter = written("confirm-individual", name=name)
    assert name in letter.body
    assert "O&#39;Neil &amp; &lt;b&gt;%(name)s&lt;/b&gt; {{ 7*7 }}" in letter.html


def test_it_keeps_the_subject_in_one_line(app: Flask) -> None:
    letter = written("own-link", statement_title="Free\r\nBcc: them@all.example")
    assert letter.subject == "The link to your signature: Free Bcc: them@all.example"


def test_it_gives_the_reason_line_by_line(app: Flask) -> None:
    letter = written("organisation-rejected", reason="First.\n\nSecond & last.")
    assert "First.\n\nSecond & last.\n\n" in letter.body
    assert "<p>Second &amp; last.</p>" in letter.html
    # Nobody reads what is answered to a no-reply address.
    assert "reply to this mail" not in letter.body


def test_it_falls_back_to_english(app: Flask) -> None:
    letter = written("own-link", language="zh-Hant")
    assert letter.language == "en" and "You asked for the link" in letter.body


def test_it_refuses_to_leave_a_gap(app: Flask) -> None:
    mail = row(put(kind="confirm-individual"))
    assert mail.content
    del mail.content["name"]
    with pytest.raises(RenderingError, match=r"^It could not be written \(UndefinedError\)\.$"):
        rendering.render_mail(mail)


def test_it_makes_the_same_mail_each_time(app: Flask) -> None:
    mail = row(put("алеся@reader.example", language="be", statement_title="Свабоду ўсім палітвязням"))
    first, again = rendering.build_message(mail), rendering.build_message(mail)
    assert first.msgId == again.msgId == f"<{mail.uid}@coalition.example>"
    assert first.date == again.date == mail.created_at.timestamp()
    raw = rendering.build_message(row(put(language="be", statement_title="Свабоду ўсім палітвязням"))).as_bytes()
    assert raw.isascii() and max(map(len, raw.splitlines())) < 998
    assert b"Auto-Submitted: auto-generated" in raw
    assert message_from_bytes(raw, policy=SMTP)["From"] == "Undersigned <no-reply@coalition.example>"
