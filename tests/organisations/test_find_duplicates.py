"""Likely duplicates: one organisation in three scripts, as an acronym, by its domain; and who is another."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from petition.organisations.name_keys import acronym_keys, name_words, word_root
from petition.organisations.similarity import SHARED, ComparableOrganisation, DuplicateIndex, LikelyDuplicate

OTHERS = [
    ComparableOrganisation(101, ("Open Windows Society", "Таварыства адчыненых вокнаў"), "OWS", "windows.example.org"),
    ComparableOrganisation(102, ("Рух за тое, каб чытаць", "Movement for Reading"), None, "reading.example"),
    ComparableOrganisation(103, ("Харківський клуб велосипедистів",), "ХКВ", None),
    ComparableOrganisation(104, ("Human Rights House Zubrynka",), None, "zubrynka.example"),
]


def found(one: ComparableOrganisation, other: ComparableOrganisation) -> LikelyDuplicate | None:
    return next(
        (likely for likely in DuplicateIndex([*OTHERS, other]).find_duplicates(one) if likely.id == other.id), None
    )


def word(one: str, other: str) -> str | None:
    likely = found(ComparableOrganisation(1, (one,)), ComparableOrganisation(2, (other,)))
    return likely.reasons[0].word if likely else None


@pytest.mark.parametrize(
    "one", ["Вясёлка", "Viasiolka", "«Вяселка»", "ВЯСЁЛКА", "ГА «Вясёлка»", "Viasiolka e. V.", "Viasiolka e.V."]
)
def test_it_hears_the_same_name_in_any_script(one: str) -> None:
    assert word(one, "Viaselka") in ("same_name", "similar_name")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Зорка", "Zorka"),
        ("Сябры", "Syabry"),
        ("Сябры", "Siabry"),
        ("Fundacja Zwiazda", "Звязда"),
        ("VšĮ Zorka", "Zorka MTÜ"),
        ("РГА «Зорка»", "Зорка"),
        ("OpenWindow", "Open Window"),
        ("Львівська хвиля", "Lvivska khvylia"),
    ],
)
def test_it_takes_spellings_spaces_and_legal_forms_for_the_same_name(one: str, other: str) -> None:
    assert word(one, other) == word(other, one) == "same_name"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Правозащитный центр «Звезда»", "Human Rights Center Zviazda"),
        ("Праваабарончы цэнтр «Звязда»", "Правозащитный центр «Звезда»"),
        ("Беларускі Лагойскі Камітэт", "Belarusian Lahoysk Committee"),
        ("Bielaruski Lahojski Kamitet", "Беларускі Лагойскі Камітэт"),
        ("Белорусская ассоциация садоводов", "Беларуская асацыяцыя садаводаў"),
        ("Belarusian Asociation of Gardners", "Belarusian Association of Gardeners"),
        ("Charkivska pravozachysna hrupa", "Харківська правозахисна група"),
        ("Свобода читать", "Svaboda čytać"),
        ("Szczyt Wolności", "Щит Вольності"),
    ],
)
def test_it_finds_names_that_differ_by_language_or_a_slip(one: str, other: str) -> None:
    assert word(one, other) in ("same_name", "similar_name")
    assert word(other, one) in ("same_name", "similar_name")


def test_it_finds_the_distinctive_word_in_a_longer_name_and_shows_it() -> None:
    likely = found(
        ComparableOrganisation(1, ("Viasiolka Brest",)), ComparableOrganisation(2, ("Праваабарончы цэнтр «Вясёлка»",))
    )
    assert likely and [(reason.word, reason.value) for reason in likely.reasons] == [("name_contains", "Вясёлка")]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Belarusian Association of Lawyers", "Belarusian Association of Gardeners"),
        ("Human Rights Center", "Human Rights House"),
        ("Праваабарончы цэнтр «Зорка»", "Праваабарончы цэнтр «Вясёлка»"),
        ("International Foundation for Rivers", "Международный фонд музеев"),
        ("Ліга кнігі", "League of Lakes"),
        ("Рада", "Радыё"),
    ],
)
def test_it_leaves_apart_what_shares_only_words_that_many_have(one: str, other: str) -> None:
    assert word(one, other) is None


@pytest.mark.parametrize("short", ["БЛК", "BLK", "Б. Л. К.", "blk"])
def test_it_knows_an_acronym_made_of_a_name(short: str) -> None:
    likely = found(
        ComparableOrganisation(1, ("Zusim inšaje",), short), ComparableOrganisation(2, ("Беларускі Лагойскі Камітэт",))
    )
    assert likely and likely.reasons[0].word == "acronym_of_name"
    assert likely.reasons[0].value == short


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Belarusian Helsinki Committee", "BHC"),
        ("Беларускі Хельсінкскі Камітэт", "BKhK"),
        ("Беларускі Хельсінкскі Камітэт", "BHK"),
        ("Асацыяцыя журналістаў рэгіёнаў", "AJR"),
        ("Society of Friends of the Lakes", "SFL"),
    ],
)
def test_it_reads_initials_in_every_romanisation(name: str, short: str) -> None:
    for one, other in ((name, short), (short, name)):
        assert word(one, other) == "acronym_of_name"


def test_it_compares_acronyms_given_or_written_in_a_name() -> None:
    assert acronym_keys("БХК") & acronym_keys("BKhK") & acronym_keys("BHK")
    likely = found(
        ComparableOrganisation(1, ("Helsinki Committee (BHK)",)),
        ComparableOrganisation(2, ("Нешта зусім іншае",), "БХК"),
    )
    assert likely and likely.reasons == likely.reasons[:1]
    assert (likely.reasons[0].word, likely.reasons[0].value) == ("same_acronym", "БХК")
    assert found(ComparableOrganisation(1, ("NGO Kalina",)), ComparableOrganisation(2, ("NGO Malina",), "NGO")) is None


def test_it_compares_domains_but_none_that_everybody_may_use() -> None:
    likely = found(
        ComparableOrganisation(1, ("Azure",), None, "zorka.example"),
        ComparableOrganisation(2, ("Зорка",), None, "Zorka.example"),
    )
    assert likely and [reason.word for reason in likely.reasons] == ["same_domain"]
    for shared in ("facebook.com", "t.me", "gmail.com", "wordpress.com"):
        assert (
            found(
                ComparableOrganisation(1, ("Azure",), None, shared), ComparableOrganisation(2, ("Зорка",), None, shared)
            )
            is None
        )
    assert "google.com" in SHARED


def test_it_ranks_more_reasons_first_and_shows_each() -> None:
    register = DuplicateIndex(
        [
            ComparableOrganisation(1, ("Праваабарончы цэнтр «Зорка»",), None, "other.example"),
            ComparableOrganisation(2, ("Зорка", "Zorka"), "ПЦЗ", "zorka.example"),
            ComparableOrganisation(3, ("Zorka",)),
            *OTHERS,
        ]
    )
    ranked = register.find_duplicates(ComparableOrganisation(9, ("Zorka",), "PCZ", "zorka.example"))
    assert [likely.id for likely in ranked] == [2, 3, 1]
    assert [reason.word for reason in ranked[0].reasons] == ["same_name", "same_domain", "same_acronym"]
    assert ranked[0].rank > ranked[1].rank > ranked[2].rank > 0
    assert len(register.find_duplicates(ComparableOrganisation(9, ("Zorka",)), most=1)) == 1


def test_it_never_finds_an_entry_like_itself() -> None:
    register = DuplicateIndex(OTHERS)
    assert all(one.id not in [likely.id for likely in register.find_duplicates(one)] for one in OTHERS)
    assert DuplicateIndex([]).find_duplicates(OTHERS[0]) == []
    assert register.find_duplicates(ComparableOrganisation(1, ("", "…"), None, None)) == []


def test_it_makes_one_root_of_related_spellings() -> None:
    assert word_root("весна") == word_root("вясна")
    assert word_root("kharkiv") == word_root("charkiv")
    assert name_words("Zorka e.V.") == ("zorka",)
    assert name_words("e.V.") == ("ev",)


def test_it_compares_few_of_many() -> None:
    chance = random.Random(7)
    pieces = [letter + vowel for letter in "бвгджзклмнпрстх" for vowel in "аеіоуяы"]
    kinds = ["Беларускае таварыства", "Праваабарончы цэнтр", "Human Rights Center", "Association of Belarusian"]

    def name() -> str:
        own = ("".join(chance.choices(pieces, k=chance.randint(2, 4))) for _ in range(chance.randint(1, 2)))
        return f"{chance.choice(kinds)} {' '.join(own).title()}"

    entries = [ComparableOrganisation(number, (name(), name())) for number in range(5000)]
    register = DuplicateIndex(entries)
    assert max(len(register.candidates(one)) for one in entries[:50]) < 500
    again = ComparableOrganisation(9999, (f"Правозащитный центр «{entries[0].names[0].split(maxsplit=2)[-1]}»",))
    assert entries[0].id in [likely.id for likely in register.find_duplicates(again)]


@given(st.lists(st.text(max_size=20), max_size=3), st.lists(st.text(max_size=20), max_size=3), st.text(max_size=6))
def test_it_bears_any_text(names: list[str], others: list[str], short: str) -> None:
    register = DuplicateIndex([ComparableOrganisation(1, tuple(names), short, short), *OTHERS])
    ranked = register.find_duplicates(ComparableOrganisation(2, tuple(others), short, short))
    assert all(likely.rank > 0 and likely.reasons for likely in ranked)
