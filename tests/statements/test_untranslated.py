"""What is evidently not translated, and what only looks like it."""

from __future__ import annotations

import make
from petition.statements.editions.translation_parts import read_blocks, split_text, write_parts
from petition.statements.editions.translation_sync import demand_numbers
from petition.statements.text.agreement import BindingText, unfinished_parts
from petition.statements.text.position import parse
from petition.statements.text.translation_faults import is_in_other_script, is_translatable, is_untranslated

BINDING = make.TEXT.split("*Association")[0]
READ = parse(BINDING)
NUMBERS = tuple(demand_numbers(READ))


def faults(text: str, target: str = "be") -> list[tuple[str, object]]:
    words = frozenset(part.words for part in split_text(READ, NUMBERS).values())
    found = unfinished_parts(BindingText(READ, NUMBERS, "en", target, words), parse(text))
    return [(each.message_word, each.values.get("number") or each.values.get("part")) for each in found]


def test_it_tells_a_name_from_a_sentence() -> None:
    for name in ("2026", "Viasna", "Human Rights Committee of the Red Cross", "OSCE/ODIHR", "白俄罗斯"):
        assert not is_translatable(name), name
    for sentence in (
        "closing the cases",
        "Закрыць суды",
        "Open all the courts",
        "公开法庭和所有的审判记录文件并让记者进入法庭旁听",
    ):
        assert is_translatable(sentence), sentence
    assert not is_untranslated("closing the cases", {"closing the cases"}, "en-GB", "en")
    assert not is_untranslated("zatvoriti sve sudove", {"zatvoriti sve sudove"}, "sr", "hr")
    assert is_untranslated("closing the cases", {"closing the cases"}, "de", "en")


def test_it_tells_scripts_apart_and_no_languages() -> None:
    english, russian = "We, organisations that observe trials", "Мы, организации, наблюдающие за судами"
    for words, language, is_other in (
        (english, "be", True),
        (english, "ar", True),
        (english, "zh", True),
        (english, "de", False),
        (russian, "be", False),
        (russian, "pl", True),
        (russian, "sr", False),
        (russian, "be-Latn", True),
        ("Ратыфікаваць International Convention for the Protection of All Persons", "be", False),
        ("OSCE", "be", False),
        (english, "xx", False),
    ):
        assert is_in_other_script(words, language) is is_other, (words, language)


def test_it_says_of_each_part_what_it_lacks() -> None:
    assert faults(make.BELARUSIAN) == []
    assert faults(BINDING) == [("text_untranslated", None)]
    assert faults(BINDING.replace("closed", "shut").replace("partners", "peers"), "de") != []
    assert faults("# A quite different English text\n\nIt has another paragraph.\n", "be")[0][0] == "text_other_script"
    assert faults(make.BELARUSIAN.replace("Узгадніць дарожную карту, якая ўключае:", "")) == [("no_words", "2")]
    assert faults(make.BELARUSIAN.replace("супольнасць:", "супольнасць.")) == [], "read as a paragraph, not missing"
    more = make.BELARUSIAN.replace("зачыненымі.", "зачыненымі.\n\nІ яшчэ адзін абзац.")
    assert faults(more) == [("paragraphs_differ", "opening")]


def test_it_looks_past_signs_and_sees_short_parts() -> None:
    own = "Лічыць назіральнікаў *роўнымі* партнёрамі."
    for written in ("To regard observers as equal partners", "to regard  observers, as Equal partners!"):
        assert faults(make.BELARUSIAN.replace(own, written)) == [("demand_untranslated", "3")], written
    for written, found in (("TODO", True), ("To close", True), ("«Viasna» Лічыць", False), ("“Viasna”", False)):
        expected = [("demand_other_script", "3")] if found else []
        assert faults(make.BELARUSIAN.replace(own, written)) == expected, written


def test_it_writes_parts_back_where_they_stood() -> None:
    read = parse(make.BELARUSIAN)
    text, fault = write_parts(
        make.BELARUSIAN, read, READ, {"2.1": read_blocks("спыненне ўсіх\nспраў;\n\nі новых.\n- адзін")}
    )
    assert fault is None
    assert parse(text).demands[1].demands[0].paragraphs == ("і новых.", "- адзін")
    assert text.replace(" ўсіх спраў;\n\n     і новых.\n\n     - адзін", " спраў;") == make.BELARUSIAN
    assert write_parts(make.BELARUSIAN, read, READ, {"2.1": ("спыненне спраў;",)}) == (make.BELARUSIAN, None)
    short = make.BELARUSIAN.replace(" - 2.2. зняцце забарон на ўезд.\n", "")
    text, fault = write_parts(short, parse(short), READ, {"2.2": ("зняцце забарон на ўезд.",)})
    assert fault is None and faults(text) == [] and demand_numbers(parse(text)) == list(NUMBERS)
