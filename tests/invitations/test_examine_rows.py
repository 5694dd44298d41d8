"""Examining the rows of a list: every problem of every row, and what is only worth a look."""

from __future__ import annotations

import pytest

from invitations.lists import MISTAKES, NOTED, WARNED, organisation, sixty
from petition.invitations.list_rows import Row, examine_rows
from petition.invitations.localised_names import parse_country, parse_language


def examined(*rows: dict[str, str], invited: frozenset[str] = frozenset()) -> list[Row]:
    numbered = list(enumerate(rows, start=2))
    return examine_rows(numbered, is_invited=invited.__contains__, default_language="be")


def words(row: Row) -> list[tuple[str, str]]:
    return [(problem.field, problem.word) for problem in row.problems]


def test_it_finds_each_mistake_among_sixty_and_no_other() -> None:
    rows = examined(*sixty())
    assert len(rows) == 60
    found = {row.line - 2: words(row) for row in rows if not row.may_be_invited}
    assert found == {at: [(field, word)] for at, field, word in MISTAKES}
    noted = {row.line - 2: [(one.field, one.word) for one in row.notes] for row in rows if row.notes}
    assert noted == {at: [(field, word)] for at, field, word in NOTED}


def test_it_warns_of_what_people_should_look_at() -> None:
    warned = [
        (row.line - 2, [(one.field, one.word) for one in row.warnings]) for row in examined(*sixty()) if row.warnings
    ]
    assert warned == [(WARNED[0], [WARNED[1:]])]
    assert examined(*sixty())[WARNED[0]].warnings[0].values == {"line": 20, "domain": "number-18.example"}


def test_it_says_every_problem_of_a_row_at_once() -> None:
    (row,) = examined(organisation(1, organisation="", website="x", country="?!", email="nobody", language="zz"))
    assert words(row) == [
        ("organisation", "missing"), ("email", "not_an_address"),
    ]  # fmt: skip
    assert row.values["email"] == "nobody"


def test_it_leaves_an_optional_cell_empty_that_it_does_not_understand() -> None:
    (row,) = examined(
        organisation(1, website="x", country="Atlantis", language="zz", role="see http://one.example", acronym="A" * 50,
                     organisation_latin="https://one.example", note="n" * 700)
    )  # fmt: skip
    assert row.may_be_invited
    assert {(one.field, one.word) for one in row.notes} == {
        ("website", "not_a_website"), ("country", "unknown_country"), ("language", "unknown_language"),
        ("role", "holds_address"), ("acronym", "too_long"), ("organisation_latin", "holds_address"), ("note", "too_long"),
    }  # fmt: skip
    assert [row.values[one.field] for one in row.notes if one.field != "language"] == [""] * 6
    assert row.values["language"] == "be"
    assert next(one for one in row.notes if one.field == "country").values["written"] == "Atlantis"


def test_it_takes_words_for_nothing_as_nothing() -> None:
    for nothing in (
        "NA",
        "n/a",
        "N/A",
        "none",
        "-",
        "—",
        "нет",
        "Няма",
        "немає",
        "keine",
        "BRAK",
        "ninguno",
        "null",
        ".",
        "NaN",
    ):
        (row,) = examined(organisation(1, website=nothing, country=nothing, representative=nothing, role=nothing))
        assert row.may_be_invited and not row.notes, nothing
        assert {row.values[field] for field in ("website", "country", "representative", "role")} == {""}, nothing


def test_it_keeps_a_region_that_is_no_country() -> None:
    cases = {
        "Global": ("", "Global"), "Europe": ("", "Europe"), "Scotland": ("GB", ""), "Palestine": ("PS", ""),
        "Belarus / Lithuania": ("BY", ""), "Vilnius, Lithuania": ("LT", ""), "Міжнародная": ("", "Міжнародная"),
        "is": ("IS", ""), "by": ("BY", ""),
    }  # fmt: skip
    rows = [examined(organisation(1, country=written))[0] for written in cases]
    assert [(row.values["country"], row.values["region"]) for row in rows] == list(cases.values())
    assert [[one.word for one in row.notes] for row in rows if row.notes] == [["several_countries"]]


def test_it_takes_contact_data_off_a_name() -> None:
    (row,) = examined(
        organisation(1, organisation="Specimen (www.one.example), info@one.example", email="", website="", country="")
    )
    assert row.values["organisation"] == "Specimen" and row.may_be_invited
    assert (row.values["email"], row.values["website"]) == ("info@one.example", "https://www.one.example")
    assert [one.word for one in row.notes] == ["contact_taken_off"]


def test_it_keeps_what_was_meant() -> None:
    (row,) = examined(
        organisation(1, website="number-1.example", country="Вялікабрытанія", language="беларуская мова", note="—",
                     email="Ala <mailto:Office@Number-1.example>", role="-")
    )  # fmt: skip
    assert row.problems == [] and row.may_be_invited
    assert row.values["website"] == "https://number-1.example"
    assert (row.values["country"], row.values["language"]) == ("GB", "be")
    assert row.values["email"] == "Office@number-1.example"
    assert (row.values["role"], row.values["note"]) == ("", "")


def test_it_takes_the_language_of_the_list_where_none_is_said() -> None:
    assert examined({"organisation": "Specimen", "email": "a@one.example"})[0].values["language"] == "be"


@pytest.mark.parametrize(
    "cell",
    ["a@one.example; b@one.example", "a@one.example, b@two.example", "a@one.example b@one.example",
     "A <a@one.example>, B <b@one.example>", "a@one.example / b@one.example"],
)  # fmt: skip
def test_it_takes_the_first_of_several_addresses_and_keeps_the_others(cell: str) -> None:
    (row,) = examined(organisation(1, email=cell, note="Remember"))
    assert row.may_be_invited and row.values["email"] == "a@one.example"
    assert [(one.field, one.word) for one in row.notes] == [("email", "several_addresses")]
    assert row.values["note"].startswith("Remember; b@")


def test_it_reads_addresses_as_they_are_copied() -> None:
    for cell in ("Ala Probe <a@one.example>", "mailto:a@one.example", "a＠one.example", "a@\u200bone.example", "a@one.example (Ala)",
                 "[Ala](mailto:a@one.example)", "a (at) one.example", "a [at] one [dot] example", "E-mail: a@one.example"):  # fmt: skip
        assert examined(organisation(1, email=cell))[0].values["email"] == "a@one.example", cell
    for cell in ("a@one.exa mp", "a@", "one.example", "a @one.example"):
        assert words(examined(organisation(1, email=cell))[0]) == [("email", "not_an_address")], cell


def test_it_takes_the_name_beside_an_address_for_the_representative() -> None:
    named, other = examined(
        organisation(1, email="Ala Probe <a@one.example>", representative=""),
        organisation(2, email="Bo <b@two.example>"),
    )
    assert named.values["representative"] == "Ala Probe"
    assert other.values["representative"] != "Bo"


def test_it_says_who_is_invited_already() -> None:
    rows = examined(organisation(1), organisation(2), invited=frozenset({"office@number-2.example"}))
    assert [words(row) for row in rows] == [[], [("email", "already_invited")]]


def test_it_knows_one_mailbox_in_two_spellings() -> None:
    rows = examined(organisation(1, email="o.ffice+x@gmail.com"), organisation(2, email="Office@googlemail.com"))
    assert words(rows[1]) == [("email", "address_twice")]
    assert rows[1].problems[0].values == {"line": 2}


def test_it_does_not_take_users_of_one_mail_provider_for_one_organisation() -> None:
    rows = examined(
        organisation(1, email="one@gmail.com", website=""), organisation(2, email="two@gmail.com", website="")
    )
    assert all(row.may_be_invited and not row.warnings for row in rows)


def test_it_does_not_take_neighbours_on_one_platform_for_one_organisation() -> None:
    rows = examined(*(organisation(n, website=f"https://www.facebook.com/number-{n}") for n in (1, 2)))
    assert all(row.may_be_invited and not row.warnings for row in rows)


def test_it_lets_one_name_stand_in_two_countries_and_says_so() -> None:
    rows = examined(
        organisation(1, organisation="Specimen", country="PL"), organisation(2, organisation="SPECIMEN", country="LT")
    )
    assert rows[1].may_be_invited
    assert [one.word for one in rows[1].warnings] == ["same_name_elsewhere"]
    rows = examined(
        organisation(1, organisation="Specimen", country="PL"), organisation(2, organisation="SPECIMEN", country="")
    )
    assert words(rows[1]) == [("organisation", "organisation_twice")]


def test_it_tells_numbered_organisations_apart() -> None:
    rows = examined(*(organisation(n, organisation=f"Specimen {n}", country="PL") for n in (1, 11, 2, 22)))
    assert all(row.may_be_invited for row in rows)


def test_it_names_the_first_of_several_doubles_once() -> None:
    rows = examined(*(organisation(n, website="https://one.example") for n in range(9)))
    assert [one.values["line"] for one in rows[8].warnings] == [2]


def test_it_lets_the_first_right_row_count() -> None:
    rows = examined(organisation(1, organisation="1"), organisation(1), organisation(1))
    assert [row.may_be_invited for row in rows] == [False, True, False]
    assert {problem.values["line"] for problem in rows[2].problems} == {3}


def test_it_does_not_take_the_section_of_an_acronym_elsewhere_for_the_same() -> None:
    rows = examined(organisation(1, acronym="ABC"), organisation(2, acronym="ABC"))
    assert rows[1].may_be_invited and not rows[1].warnings


@pytest.mark.parametrize(
    ("written", "code"),
    [("by", "BY"), ("Беларусь", "BY"), ("БЕЛАРУСЬ", "BY"), ("Lietuva", "LT"), ("Литва", "LT"), ("Litwa", "LT"),
     ("Deutschland", "DE"), ("Niemcy", "DE"), ("Німеччина", "DE"), ("Czech Republic", "CZ"), ("ЗША", "US"),
     ("EU", None), ("ZZ", None), ("XX", None), ("Europe", None), ("", None)],
)  # fmt: skip
def test_it_knows_countries_by_code_and_by_name(written: str, code: str | None) -> None:
    assert parse_country(written) == code


@pytest.mark.parametrize(
    ("written", "tag"),
    [("be", "be"), ("EN", "en"), ("pt_br", "pt-BR"), ("zh-hant", "zh-Hant"), ("бел.", "be"), ("Russian", "ru"),
     ("ukraiński", "uk"), ("deutsche Sprache", None), ("Deutsch", "de"), ("русский язык", "ru"), ("ქართული", "ka"),
     ("", None), ("xx", None), ("en; be", None)],
)  # fmt: skip
def test_it_knows_languages_by_tag_and_by_name(written: str, tag: str | None) -> None:
    assert parse_language(written) == tag
