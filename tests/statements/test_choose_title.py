"""The title of a letter: its subject or the first words that are neither date nor addressee."""

from __future__ import annotations

from petition.statements.text import position

BODY = "\n\nWe write to you today, for the mill has stood still since May.\n"


def test_it_takes_neither_date_nor_addressee_for_the_title() -> None:
    heads = (
        "3 May 2026",
        "Minsk, 3 May 2026",
        "Warszawa, 3 maja 2026 r.",
        "2026年5月3日",
        "To: The Mayor\nCc: The Council",
        "An den Rat der Stadt",
        "Sz. P. Anna Nowa\nMinister",
        "Міністру аховы здароўя",
        "環境大臣 殿",
        "To the Minister of Water",
        "3 May 2026\n\nThe Mayor of the town",
    )
    for head in heads:
        found = position.parse(f"{head}\n\nTHE MILL MUST STAY{BODY}")
        assert found.title == "THE MILL MUST STAY", head
        assert found.opening[0] == head.replace("\n\n", "\n").split("\n")[0] or "Anna Nowa" in found.opening[0]
    assert (
        position.parse("To the people of the valley\n\nDear neighbours,\n" + BODY).title
        == "To the people of the valley"
    )


def test_it_takes_the_subject_for_the_title() -> None:
    for label in ("Subject", "Re", "Betreff", "Objet ", "Asunto", "Oggetto", "Тема", "Тэма", "**Dotyczy**", "件名"):
        for above in ("", "To: The Mayor\nFrom: The Club\n", "To: The Mayor\n\n"):
            found = position.parse(f"{above}{label}: The old bridge\n\nDear Mayor,{BODY}")
            assert found.title == "The old bridge", label
            assert found.opening[0] in ("To: The Mayor", "Dear Mayor,"), label


def test_it_passes_over_what_kind_of_text_it_is() -> None:
    for kind in ("Open letter", "OFFENER BRIEF", "**Lettre ouverte**", "Адкрыты ліст", "要望書", "Joint statement"):
        for mark in ("", "## ", "# "):
            found = position.parse(f"{kind}\n\n{mark}Save the mill{BODY}")
            assert found.title == "Save the mill", (kind, mark)
        assert position.parse(f"{kind}{BODY}").title == kind.strip("*"), kind


def test_it_reads_titles_of_page_generators() -> None:
    head = ".. title: The mill\n.. slug: mill\n.. date: 2026-05-03\n.. tags: water"
    for written in (head, f"<!--\n{head}\n-->"):
        found = position.parse(f"{written}{BODY}")
        assert (found.title, found.date, len(found.opening)) == ("The mill", "2026-05-03", 1)
    for sign in "=-~*#^":
        line = sign * 8
        for titled in (f"{line}\nThe mill\n{line}", f"The mill\n{line}"):
            assert position.parse(f"{titled}{BODY}").title == "The mill", titled


def test_it_calls_a_list_by_its_heading() -> None:
    found = position.parse("Our Supporters\n\n- Anna Roe\n- Harbour Watch\n")
    assert (found.title, len(found.signatories)) == ("Our Supporters", 2)
