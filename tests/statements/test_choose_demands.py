"""Which list of a text are its demands: the one behind the sentence that asks, in every form of numbers."""

from __future__ import annotations

from petition.statements.text import position
from petition.statements.text.tree import Position

REASONS = (
    "Two things keep us awake:\n\n1. Ships run their engines.\n2. Lorries come at four.\n\nThis goes on for years.\n\n"
)
NOTES = "\n\n{}\n\n1. Report of 2025, page 7.\n2. Measured by pupils.\n"
ASKING = {
    "en": "We call on the city:",
    "be": "Мы патрабуем ад горада:",
    "ru": "Мы требуем от города:",
    "uk": "Ми вимагаємо від міста:",
    "pl": "Domagamy się od miasta:",
    "de": "Wir fordern von der Stadt:",
    "fr": "Nous demandons à la ville :",
    "es": "Exigimos a la ciudad:",
    "it": "Chiediamo alla città:",
    "pt": "Exigimos da cidade:",
    "nl": "Wij eisen van de stad:",
    "ar": "نطالب المدينة بما يلي:",
    "fa": "ما خواستار موارد زیر هستیم:",
    "zh": "我们要求:",
    "ja": "私たちは次のことを求めます:",
    "ko": "우리는 다음을 요구한다:",
    "tr": "Belediyeden talep ediyoruz:",
    "lt": "Raginame miestą:",
    "cs": "Žádáme město:",
    "sv": "Vi kräver av staden:",
    "el": "Ζητούμε από την πόλη:",
}
DEMAND_LISTS = {
    "1. Open the quays.\n2. Hear the people.": ["1", "2"],
    "1. Open the quays.\n1. Hear the people.": ["1", "2"],
    "1) Open the quays.\n2) Hear the people.": ["1", "2"],
    "1.- Open the quays.\n2.- Hear the people.": ["1", "2"],
    "1 – Open the quays.\n\n2 – Hear the people.": ["1", "2"],
    "1º Open the quays.\n2º Hear the people.": ["1", "2"],
    "1: Open the quays.\n2: Hear the people.": ["1", "2"],
    "## 1. Open the quays.\n\nBecause.\n\n## 2. Hear the people.\n\nSo.": ["1", "2"],
    "## Demand 1: Open the quays.\n\n## Demand 2: Hear the people.": ["1", "2"],
    "**Demand 1: Open the quays.**\n\n**Demand 2: Hear the people.**": ["1", "2"],
    "Article 1. Open the quays.\n\nArticle 2. Hear the people.": ["1", "2"],
    "§ 1 – Open the quays.\n\n§ 2 – Hear the people.": ["1", "2"],
    "Erstens: Open the quays.\n\nZweitens: Hear the people.": ["1", "2"],
    "Во-первых: Open the quays.\n\nВо-вторых: Hear the people.": ["1", "2"],
    "أولاً: Open the quays.\n\nثانياً: Hear the people.": ["1", "2"],
    "第一条：Open the quays.\n第二条：Hear the people.": ["1", "2"],
    "一、Open the quays.\n二、Hear the people.": ["1", "2"],
    "(一) Open the quays.\n(二) Hear the people.": ["1", "2"],
    "① Open the quays.\n② Hear the people.": ["1", "2"],
    "1️⃣ Open the quays.\n2️⃣ Hear the people.": ["1", "2"],
    "١. Open the quays.\n٢. Hear the people.": ["١", "٢"],
    "۱. Open the quays.\n۲. Hear the people.": ["۱", "۲"],
    "१. Open the quays.\n२. Hear the people.": ["१", "२"],
    "א. Open the quays.\nב. Hear the people.": ["א", "ב"],
    "а) Open the quays.\nб) Hear the people.": ["а", "б"],
    "- Open the quays.\n- Hear the people.": ["1", "2"],
    "• Open the quays.\n\n• Hear the people.": ["1", "2"],
    "— Open the quays.\n— Hear the people.": ["1", "2"],
}


def read(text: str) -> Position:
    return position.parse(f"# The port\n\n{text}\n")


def numbers(found: Position) -> list[str]:
    return [demand.number for demand in found.walk()]


def test_it_takes_the_list_behind_the_sentence_that_asks() -> None:
    for language, sentence in ASKING.items():
        found = read(f"{REASONS}{sentence}\n\n1. Open the quays.\n2. Hear the people.{NOTES.format('Notes')}")
        assert [each.text for each in found.demands] == ["Open the quays.", "Hear the people."], language
        assert found.opening[1:3] == ("1. Ships run their engines.", "2. Lorries come at four."), language
        assert found.closing[-1] == "2. Measured by pupils.", language
        assert any("this list is the demands" in note for note in found.notes), language


def test_it_knows_numbers_in_every_form() -> None:
    for written, expected in DEMAND_LISTS.items():
        found = read(f"The port is loud.\n\nWe ask the city:\n\n{written}\n")
        assert numbers(found) == expected, written
        assert [each.text for each in found.demands] == ["Open the quays.", "Hear the people."], written


def test_it_keeps_the_words_of_ordinals_that_are_part_of_the_sentence() -> None:
    found = read("We ask the city:\n\nFirst, open the quays.\n\nSecond, hear the people.")
    assert [(each.number, each.text) for each in found.demands] == [
        ("1", "First, open the quays."),
        ("2", "Second, hear the people."),
    ]
    assert read("First, the port is loud.\n\nSecond, it is dark.\n\nThank you.").demands == ()


def test_it_says_that_bullets_were_numbered() -> None:
    found = read("We ask:\n\n- Open:\n  - the quays,\n  - the gates.\n- Hear us.\n\nThank you.")
    assert numbers(found) == ["1", "1.1", "1.2", "2"]
    assert "bullets are the demands and were numbered" in found.notes[0]
    assert read("The port has:\n\n- quays\n- gates\n\nWe ask you to act.").demands == ()


def test_it_numbers_bullets_behind_several_sentences_through() -> None:
    found = read("We call on the city:\n\n- open\n- hear\n\nWe call on the port:\n\n- stop\n- clean\n\nThank you.")
    assert numbers(found) == ["1", "2", "3", "4"]


def test_it_takes_a_list_below_a_heading_of_demands() -> None:
    for heading in ("Our demands", "Forderungen", "Требования", "Revendications", "Nuestras demandas", "诉求"):
        found = read(f"{REASONS}## {heading}\n\n1. Open the quays.\n2. Hear the people.\n")
        assert [each.text for each in found.demands] == ["Open the quays.", "Hear the people."], heading


def test_it_takes_the_only_numbered_list() -> None:
    assert numbers(read("Four clinics are to close.\n\n1. Keep all four.\n2. Pay the nurses.")) == ["1", "2"]


def test_it_finds_no_demand_where_there_is_none() -> None:
    long = (
        "the paragraphs of this paper say at length what was seen in the port, by day and by night, in all those years"
    )
    paper = "\n\n".join(f"{number}. In year {number} {long}." for number in range(1, 7))
    for text in (
        "We ask you to close the road." + NOTES.format("References"),
        "Прашу закрыць дарогу." + NOTES.format("Крыніцы"),
        "We ask you to close it.\n\n1. https://a.example/x\n2. https://b.example/y",
        paper,
        "We thank you.\n\nSigned by\n\n1. Harbour Watch\n2. Friends of the Quays",
        "996 hours were worked.\n\n3.5 million people live here.\n\n2024. It was a year.",
    ):
        assert read(text).demands == (), text


def test_it_takes_the_list_inside_a_paragraph_of_a_numbered_paper() -> None:
    long = (
        "the paragraphs of this paper say at length what was seen in the port, by day and by night, in all those years"
    )
    paper = [f"{number}. In year {number} {long}." for number in (1, 2, 3)]
    paper += ["4. We call on the city:\n\n   (a) to open;\n   (b) to hear.", f"5. In the end {long}."]
    found = read("\n\n".join(paper))
    assert numbers(found) == ["a", "b"]
    assert found.introduction == "4. We call on the city:"


def test_it_gives_demands_their_paragraphs() -> None:
    found = read(
        "We ask:\n\n## 1. Open\n\nIt is shut.\n\nFor years.\n\n## 2. Hear\n\nNobody does.\n\nAt all.\n\n## 3. Act\n\nNow.\n\nReally.\n\n"
        "## Signatories\n\n- Harbour Watch\n"
    )
    assert [(each.text, each.paragraphs) for each in found.demands] == [
        ("Open", ("It is shut.", "For years.")),
        ("Hear", ("Nobody does.", "At all.")),
        ("Act", ("Now.", "Really.")),
    ]


def test_it_keeps_bold_first_sentences() -> None:
    found = read("We ask:\n\n1. **Open the quays.** They are shut.\n2. **Hear us.** Nobody does.\n")
    assert found.demands[0].text == "**Open the quays.** They are shut."
    found = read("We ask:\n\n**1. Open the quays.** They are shut.\n\n**2. Hear us.** Nobody does.\n")
    assert found.demands[0].text == "**Open the quays.** They are shut."


def test_it_refuses_no_text_for_two_lists() -> None:
    for between in ("", "We ask:\n\n", "And so on.\n\n"):
        text = f"# T\n\nText.\n\n1. a\n2. b\n\nMore text.\n\n{between}1. c\n2. d\n3. e\n"
        found = [demand.text for demand in position.parse(text, strict=True).walk()]
        assert found in (["a", "b"], ["c", "d", "e"], []), between
        assert not between.startswith("We ask") or found == ["c", "d", "e"]
