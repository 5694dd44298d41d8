"""What the mails say, and how they are made."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.policy import SMTP
from html import unescape

import pytest
from flask import Flask

from outbox import EVERY_KIND, WITHOUT_LINK, put, row
from petition.core.db import db
from petition.core.languages import INTERFACE, text_direction
from petition.identity.actions import set_identity
from petition.mail import rendering
from petition.mail.rendering import RenderedMail, RenderingError


def written(kind: str, **more: object) -> RenderedMail:
    return rendering.render_mail(row(put(kind=kind, **more)))  # type: ignore[arg-type]


def words(html: str) -> list[str]:
    """Its words, without those on the button: the bare link beneath it stands in the plain text as well."""
    body = re.sub(r'<a class="button".*?</a>', "", html[html.index("<body>") :])
    return unescape(re.sub(r"<[^>]+>", " ", body)).split()


@pytest.mark.parametrize("language", ["en", "be", "ar"])
@pytest.mark.parametrize("kind", EVERY_KIND)
def test_it_says_the_same_in_text_and_html(app: Flask, kind: str, language: str) -> None:
    letter = written(kind, language=language)
    assert words(letter.html) == letter.body.replace("\n--\n", "\n").split()
    assert f'<html lang="{language}" dir="{text_direction(language)}">' in letter.html
    assert letter.subject and "\n" not in letter.subject
    assert "\n\n\n" not in letter.body and "!" not in letter.body


@pytest.mark.parametrize("kind", [kind for kind in EVERY_KIND if kind not in WITHOUT_LINK])
def test_it_carries_one_link_and_says_until_when(app: Flask, kind: str) -> None:
    mail = row(put(kind=kind))
    letter = rendering.render_mail(mail)
    assert mail.content
    link = "http://127.0.0.1:5000" + mail.content["link_path"]
    assert re.findall(r"https?://\S+", letter.body) == [link]
    assert re.findall(r'(?:href|src)="([^"]+)"', letter.html) == [link, link]
    assert letter.html.count('<a class="button"') == 1
    assert f"{mail.link_expires_at:%-d %B %Y, %H:%M} UTC" in letter.body
    assert "Free" in letter.subject
    assert "“Free them all”" in letter.body


def test_it_makes_each_by_itself_and_asks_nobody_for_the_name_of_the_machine(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    rendering.build_message(row(put("first@reader.example")))
    asked: list[str] = []
    monkeypatch.setattr("socket.getfqdn", lambda *_: asked.append("the DNS") or "machine.example")
    kinds = ("confirm-individual", "own-link")
    one, other = (rendering.build_message(row(put(f"{kind}@reader.example", kind=kind))) for kind in kinds)
    assert asked == []
    for part in ("recipients", "subject", "body", "html", "alts", "msgId", "extra_headers"):
        assert getattr(one, part) is not getattr(other, part), part
    assert (one.html, other.html) == tuple(rendering.render_mail(row(number)).html for number in (2, 3))


def test_it_loads_nothing_from_elsewhere(app: Flask) -> None:
    for kind in EVERY_KIND:
        assert not re.search(r"<(img|link|script|iframe|object)|url\(|@import", written(kind).html)


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


LONG = "On the systematic persecution of citizens of Belarus and of those who defend their rights, 2020 to 2026"


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_it_keeps_the_subject_short(app: Flask, kind: str) -> None:
    long = {
        "statement_title": LONG,
        "organisation": "International Committee for the Investigation of Torture in Belarus",
    }
    for language in INTERFACE:
        subject = written(kind, language=language, **long).subject
        assert len(subject) < 60, subject
        assert not subject.endswith((" …", ",…", ":"))


def test_it_cuts_a_title_at_the_end_of_a_word(app: Flask) -> None:
    assert (
        written("own-link", statement_title=LONG).subject
        == "The link to your signature: On the systematic persecution…"
    )
    assert written("own-link", statement_title="Free").subject == "The link to your signature: Free"
    chinese = written("own-link", statement_title="关于系统性迫害白俄罗斯公民的联合声明" * 4).subject
    assert len(chinese) == 59 and chinese.endswith("…")


def test_it_comes_in_the_name_of_the_coalition(app: Flask) -> None:
    nameless = rendering.build_message(row(put()))
    assert nameless.sender == "Undersigned <no-reply@coalition.example>" and nameless.reply_to is None
    texts = {"en": {"name": "Суполка, праваабарончая", "coordinated_by": "Viasna"}}
    set_identity(None, by="test", contact="hello@coalition.example", texts=texts)
    db.session.commit()
    letter = written("organisation-rejected", reason="First.")
    assert letter.body.startswith("Суполка, праваабарончая\n\n")
    assert "Coordinated by: Viasna\n\nContact: hello@coalition.example\n" in letter.body
    # Now somebody reads what is answered.
    assert "reply to this mail" in letter.body
    sent = message_from_bytes(rendering.build_message(row(put())).as_bytes(), policy=SMTP)
    assert sent["From"].addresses[0].display_name == "Суполка, праваабарончая"
    assert sent["From"].addresses[0].addr_spec == "no-reply@coalition.example"
    assert sent["Reply-To"] == "hello@coalition.example"


@pytest.mark.parametrize("kind", [kind for kind in EVERY_KIND if kind not in WITHOUT_LINK])
def test_it_says_what_happens_if_one_does_nothing(app: Flask, kind: str) -> None:
    assert re.search(
        r"do not need to do anything|[Dd]o nothing|do not answer|does not count either", written(kind).body
    )


def test_it_sets_names_apart_where_it_runs_from_right_to_left(app: Flask) -> None:
    letter = written("confirm-individual", language="ar", shown_as="A. N.", visibility="initials")
    for part in (letter.body, letter.html):
        assert "\u2068Free them all\u2069" in part and "\u2068A. N.\u2069" in part
    assert "\u2068" not in letter.subject
    assert "\u2068" not in written("confirm-individual", language="pl").body
