"""Documents as people paste them, from word processors, mails, web pages and notes."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import dedent

import pytest

from petition.statements.text import markdown, position


@dataclass(frozen=True)
class Pasted:
    text: str
    title: str
    numbers: str
    names: int = 0
    opening: int = 1
    introduction: str | None = "We call upon the city:"
    closing: int = 1


CALL = "We watch.\n\nWe call upon the city:\n\n"
END = "\nAn open harbour serves everybody.\n"
DOCUMENTS = {
    "hard-wrapped plain text": Pasted(
        """\
        Joint position on
        the harbour

        We, the organisations of the coast,
        have watched the harbour for ten
        years.

        We call upon the city:

        1. To open the quays to everybody who
        lives beside them;
        2. To publish a plan
           that names
            2.1. the price of
                 every berth,
            2.2. the hours.

        An open harbour
        serves everybody.
        """,
        "Joint position on the harbour",
        "1 2 2.1 2.2",
    ),
    "Windows file": Pasted(
        "\ufeffTitle\r\n\r\nWe watch.\r\n\r\nWe call upon the city:\r\n\r\n"
        "1)\u00a0A\r\n2)\u00a0B\r\n\r\nEnd.\r\n\r\nA C\r\nB D\r\n",
        "Title",
        "1 2",
        names=2,
    ),
    "old Macintosh file": Pasted(
        "Title\r\rWe watch.\r\rWe call upon the city:\r\r1. A\r2. B\r\rEnd.\r", "Title", "1 2"
    ),
    "word processor without blank lines": Pasted(
        "Joint position on the harbour\n"
        + "We have watched the harbour for ten years, and what we saw was written down, all of it, by us.\n"
        + "We call upon the city:\n1.\tTo open the quays.\n2.\tTo hear the people.\n"
        + "a)\tall of them;\nb)\talways.\n"
        + "An open harbour serves everybody, those who live from it and those who come to see ships.\n"
        + "Harbour Watch\nFriends of the Quays\nThe Old Pier House\n",
        "Joint position on the harbour",
        "1 2 2.a 2.b",
        names=3,
    ),
    "Markdown": Pasted(
        "# Title\n\nWe *watch*.\n\n## We call upon the city:\n\n1. A\n2. B\n   1. x\n   2. y\n3. C\n" + END,
        "Title",
        "1 2 2.1 2.2 3",
        introduction="**We call upon the city:**",
    ),
    "setext headings": Pasted("Title.\n======\n\n" + CALL + "1. A\n2. B\n" + END, "Title.", "1 2"),
    "dashed underline": Pasted("Title\n-----\n" + CALL + "1. A\n" + END, "Title", "1"),
    "bold title": Pasted("**Title**\n\n" + CALL + "1. A\n" + END, "Title", "1"),
    "date below the title": Pasted(
        "Title\n9 January 2016\n\n" + CALL + "1. A\n2. B\n" + END, "Title", "1 2", opening=2
    ),
    "place and date after a blank line": Pasted(
        "TITLE IN CAPITALS\n\nMinsk, 9 January 2016\n\n" + CALL + "1. A\n" + END,
        "TITLE IN CAPITALS",
        "1",
        opening=2,
    ),
    "date above the title": Pasted("9 January 2016\n\nTitle\n\n" + CALL + "1. A\n" + END, "Title", "1", opening=2),
    "date tight above the title": Pasted(
        "9 January 2016\nA title of some length\n\n" + CALL + "1. A\n" + END,
        "A title of some length",
        "1",
        opening=2,
    ),
    "letterhead above a heading": Pasted(
        "Press release.\n\n# Title\n\n" + CALL + "1. A\n" + END, "Title", "1", opening=2
    ),
    "quoted mail": Pasted(
        "> Title\n>\n> We watch.\n>\n> We call upon the city:\n>\n"
        "> 1. A\n>    1.1. x\n> 2. B\n>\n> End.\n>\n> A C\n> B D\n",
        "Title",
        "1 1.1 2",
        names=2,
    ),
    "paragraphs between demands": Pasted(
        "Title\n\n" + CALL + "1. A\n\nbecause of x.\n\n2. B\n\n   because of y.\n" + END,
        "Title",
        "1 2",
    ),
    "Belarusian": Pasted(
        "Пазіцыя\n\nМы назіраем.\n\nЗаклікаем:\n\nІ. Адкрыць;\n  а) усё;\n  б) заўсёды;\n"
        "ІІ. Пачуць.\n\nКанец.\n\nПадпісанты:\n— Вясна (Беларусь)\n— БАЖ\n",
        "Пазіцыя",
        "І І.а І.б ІІ",
        names=2,
        introduction="Заклікаем:",
    ),
    "Arabic": Pasted(
        "موقف مشترك\n\nنحن نراقب.\n\nندعو المدينة إلى:\n\n"
        "١. فتح الميناء؛\n٢. سماع الناس.\n\nالنهاية.\n\nالموقعون:\n- مركز (مصر)\n- شبكة\n",
        "موقف مشترك",
        "١ ٢",
        names=2,
        introduction="ندعو المدينة إلى:",
    ),
    "no introducing line": Pasted("Title\n\nWe watch.\n\n1. A\n2. B\n" + END, "Title", "1 2", introduction=None),
    "no blank line anywhere": Pasted(
        "Title\nWe watch the harbour.\nWe call upon the city:\n1. To open.\n2. To hear.\nAn end.\n",
        "Title",
        "1 2",
        introduction="We call upon the city:",
    ),
    "without demands": Pasted(
        "Title\n\nWe watch.\n\nWe go on watching.\n\nA C\nB D\n",
        "Title",
        "",
        2,
        2,
        introduction=None,
        closing=0,
    ),
    "bulleted demands without numbers": Pasted(
        "Title\n\nWe watch.\n\nWe call upon the city:\n\n- to open\n- to hear\n\nEnd.\n", "Title", "1 2"
    ),
    "bullets below a demand": Pasted("Title\n\n" + CALL + "1. A\n2. B:\n- x\n- y\n" + END, "Title", "1 2"),
    "rules between the parts": Pasted("Title\n\n***\n\n" + CALL + "1. A\n\n---\n" + END + "\n* * *\n", "Title", "1"),
    "signatories on top": Pasted("# Title\n\nSigned by:\n- A C\n- B D\n\n" + CALL + "1. A\n\nEnd.\n", "Title", "1", 2),
    "a long title": Pasted(
        "On " + "the harbour and " * 15 + "the sea\n\n" + CALL + "1. A\n" + END,
        "On " + "the harbour and " * 15 + "the sea",
        "1",
    ),
    "numbers alone on their lines": Pasted(
        "Title\n\n" + CALL + "1.\nTo open\n\n2.\n\nTo hear\n\n3. To stop\n" + END,
        "Title",
        "1 2 3",
    ),
}


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_it_copes_with(kind: str) -> None:
    pasted = DOCUMENTS[kind]
    found = position.parse(dedent(pasted.text), strict=True)
    assert found.title == pasted.title
    assert " ".join(demand.number for demand in found.walk()) == pasted.numbers
    assert found.introduction == pasted.introduction
    assert (len(found.opening), len(found.closing)) == (pasted.opening, pasted.closing)
    assert len(found.signatories) == pasted.names


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_it_writes_it_so_that_it_reads_back(kind: str) -> None:
    found = position.parse(dedent(DOCUMENTS[kind].text))
    again = position.parse(markdown.to_markdown(found))
    assert {**position.to_json(again), "notes": []} == {**position.to_json(found), "notes": []}
    assert markdown.to_markdown(again) == markdown.to_markdown(found)


def test_it_joins_wrapped_lines() -> None:
    found = position.parse(dedent(DOCUMENTS["hard-wrapped plain text"].text))
    assert found.opening == ("We, the organisations of the coast, have watched the harbour for ten years.",)
    assert found.demands[0].text == "To open the quays to everybody who lives beside them;"
    assert found.demands[1].demands[0].text == "the price of every berth,"
    assert found.closing == ("An open harbour serves everybody.",)


def test_it_gives_paragraphs_between_demands_to_the_one_before() -> None:
    found = position.parse(dedent(DOCUMENTS["paragraphs between demands"].text))
    assert [demand.paragraphs for demand in found.demands] == [("because of x.",), ("because of y.",)]


def test_it_gives_bullets_to_the_demand_that_introduces_them() -> None:
    found = position.parse(DOCUMENTS["bullets below a demand"].text)
    assert found.demands[1].paragraphs == ("- x", "- y")


def test_it_takes_the_text_of_a_number_that_stands_alone() -> None:
    found = position.parse(DOCUMENTS["numbers alone on their lines"].text)
    assert [demand.text for demand in found.demands] == ["To open", "To hear", "To stop"]
